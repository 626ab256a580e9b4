package cns

import (
	"crypto/x509"
	"encoding/base64"
	"net/netip"
	"net/url"
	"strings"
)

const (
	// longestHeader bounds what a proxy hands on. The certificate of a CNS takes 3 KB so, twice that percent-encoded.
	longestHeader = 16 << 10
	// longestChain bounds the certificates of a chain, as Traefik hands it on.
	longestChain = 5

	begin = "-----BEGIN CERTIFICATE-----"
	end   = "-----END CERTIFICATE-----"
)

// FromHeader returns the client's certificate out of all values of the header that the proxy writes, if the request comes from one of
// the trusted addresses. It returns Missing, Foreign, Twice or Malformed. The certificate is not checked yet: Trust.Read does.
//
// The proxy must always set the header, whatever the browser sends: what a browser wrote itself cannot be told from what the proxy did.
func FromHeader(values []string, remote netip.Addr, trusted []netip.Prefix) (*x509.Certificate, error) {
	if len(values) == 0 || len(values) == 1 && isNone(values[0]) {
		return nil, refuse(Missing, "the proxy hands on no certificate")
	}
	if !isTrusted(remote, trusted) {
		return nil, refuse(Foreign, "the header is ignored: %v is no trusted proxy", remote)
	}
	if len(values) > 1 {
		return nil, refuse(Twice, "the header comes %d times", len(values))
	}
	if len(values[0]) > longestHeader {
		return nil, refuse(Malformed, "the header is longer than %d bytes", longestHeader)
	}
	return decode(unquoted(values[0]))
}

// isNone tells what proxies write if the browser has shown no certificate: nothing, what Apache makes of nothing, or as Caddy does the name of
// what it has not.
func isNone(value string) bool {
	value = unquoted(value)
	return value == "" || value == "(null)" || value[0] == '{' && value[len(value)-1] == '}'
}

// unquoted takes away the quotes that HAProxy writes for %{+Q}.
func unquoted(value string) string {
	value = strings.TrimSpace(value)
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}

func isTrusted(remote netip.Addr, trusted []netip.Prefix) bool {
	remote = remote.Unmap().WithZone("")
	for _, prefix := range trusted {
		if prefix.Contains(remote) {
			return true
		}
	}
	return false
}

// decode reads what proxies write: RFC 9440's :base64:, PEM percent-encoded (nginx, Apache by expr, Traefik until 2), PEM on one line
// (Apache), or the certificate in base64 (HAProxy, Caddy, Traefik).
func decode(value string) (*x509.Certificate, error) {
	if len(value) > 2 && value[0] == ':' && value[len(value)-1] == ':' {
		return parse(value[1 : len(value)-1])
	}
	if strings.Contains(value, "%") {
		plain, err := url.PathUnescape(value)
		if err != nil {
			return nil, refuse(Malformed, "the header is not percent-encoded rightly")
		}
		value = strings.TrimSpace(plain)
	}
	if body, is := strings.CutPrefix(value, begin); is {
		body, is = strings.CutSuffix(body, end)
		if !is {
			return nil, refuse(Malformed, "the header ends within the certificate")
		}
		return parse(strings.Join(strings.Fields(body), ""))
	}
	return first(strings.Split(value, ","))
}

// first returns the certificate that a chain begins with. What follows must be authorities: else two headers were made into one, and the
// first may be the browser's.
func first(chain []string) (*x509.Certificate, error) {
	if len(chain) > longestChain {
		return nil, refuse(Malformed, "the chain is longer than %d certificates", longestChain)
	}
	for _, text := range chain[1:] {
		authority, err := parse(text)
		if err != nil {
			return nil, err
		}
		if !authority.IsCA {
			return nil, refuse(Twice, "the header holds the certificates of two")
		}
	}
	return parse(chain[0])
}

func parse(text string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return nil, refuse(Malformed, "the header is not in a form that is known")
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, refuse(Malformed, "the header holds no certificate")
	}
	return certificate, nil
}
