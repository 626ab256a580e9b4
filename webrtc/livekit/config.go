package livekit

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// shortestSecret is what LiveKit itself asks for.
const shortestSecret = 32

// What a configuration may be refused for.
var (
	ErrAddress = errors.New("livekit: the address is none of wss://NAME, or of ws:// on this machine")
	ErrKey     = errors.New("livekit: the key is empty or has other signs than letters, digits, - and _")
	ErrSecret  = fmt.Errorf("livekit: the secret is shorter than %d signs", shortestSecret)
)

// Secret is what tokens are signed with. It prints itself nowhere.
type Secret string

const hidden = "(secret)"

func (Secret) String() string               { return hidden }
func (Secret) GoString() string             { return hidden }
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Config says where the server is, and what it knows us by.
type Config struct {
	URL    string // wss://NAME[:PORT], as browsers reach it
	Key    string
	Secret Secret
}

// Check returns ErrAddress, ErrKey or ErrSecret. An address in clear is taken on this machine alone: a token would let in whoever reads it.
func (c Config) Check() error {
	u, err := url.Parse(c.URL)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return ErrAddress
	}
	switch u.Scheme {
	case "wss", "https":
	case "ws", "http":
		if !loopback(u.Hostname()) {
			return ErrAddress
		}
	default:
		return ErrAddress
	}
	if c.Key == "" || strings.ContainsFunc(c.Key, strange) {
		return ErrKey
	}
	if len(c.Secret) < shortestSecret {
		return ErrSecret
	}
	return nil
}

func strange(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Socket is the address that browsers open.
func (c Config) Socket() string { return c.with("ws") }

// Web is the address that is asked by HTTP.
func (c Config) Web() string { return c.with("http") }

// with is the address of a scheme, or of the same with TLS.
func (c Config) with(scheme string) string {
	u, err := url.Parse(c.URL)
	if err != nil {
		return ""
	}
	if u.Scheme == "wss" || u.Scheme == "https" {
		scheme += "s"
	}
	return scheme + "://" + u.Host
}
