package commands

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webrtc"
)

// knocksFor is how long a port may take to answer.
const knocksFor = 3 * time.Second

// lookAtNetwork says which ports a firewall must let in, and whether those that can be tried answer. It knows the ports of the academy's last
// start; where the academy is closed it looks whether another program has them.
func lookAtNetwork(app core.App) ([]finding, error) {
	content, err := os.ReadFile(filepath.Join(app.DataDir(), webrtc.ListeningFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // never opened yet
	}
	if err != nil {
		return nil, err
	}
	var l webrtc.Listening
	if err := json.Unmarshal(content, &l); err != nil {
		return nil, err
	}
	if len(l.Addresses) > 0 && !slices.ContainsFunc(l.Addresses, leadsOut) {
		return []finding{{note, "network_own", nil}}, nil
	}
	found := []finding{{note, "network_ports", []any{"ports", portList(l.Ports)}}}
	moved := map[int]bool{}
	for _, row := range [][2]int{{l.Asked.Media, l.UDP}, {l.Asked.Media, l.TCP}, {l.Asked.Relay, l.RelayUDP}, {l.Asked.Relay, l.RelayTCP}} {
		if asked, got := row[0], row[1]; asked != 0 && got != 0 && asked != got && !moved[got] {
			moved[got] = true
			found = append(found, finding{warning, "network_moved", []any{"asked", asked, "got", got}})
		}
	}
	if l.RelayTCP != 0 && l.SecureTCP == 0 {
		found = append(found, finding{warning, "network_no_tls", nil})
	}
	if len(l.Addresses) == 0 && onlyPrivate() {
		found = append(found, finding{warning, "network_private", nil})
	}
	return append(found, knock(l.Ports)...), nil
}

// portList is what a firewall's administrator reads.
func portList(p webrtc.Ports) string {
	var list []string
	for _, row := range []struct {
		protocol string
		port     int
	}{{"UDP", p.UDP}, {"TCP", p.TCP}, {"UDP", p.RelayUDP}, {"TCP", p.RelayTCP}, {"TCP", p.SecureTCP}} {
		if row.port != 0 {
			list = append(list, row.protocol+" "+strconv.Itoa(row.port))
		}
	}
	return strings.Join(list, ", ")
}

// leadsOut says whether an address is others' way to this machine.
func leadsOut(address string) bool {
	ip, err := netip.ParseAddr(address)
	return err != nil || !ip.IsLoopback()
}

// onlyPrivate tells whether all IPv4 addresses of the machine are of networks that the world does not reach: few offices have IPv6.
func onlyPrivate() bool {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range addresses {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil && prefix.Addr().Is4() && prefix.Addr().IsGlobalUnicast() && !prefix.Addr().IsPrivate() {
			return false
		}
	}
	return true
}

// knock tries the ports over TCP: here, where the academy is open, and at the address that browsers are told.
func knock(p webrtc.Ports) []finding {
	open := func(address string) bool { return answers(address, p.TCP) }
	if !open("127.0.0.1") && !slices.ContainsFunc(p.Addresses, open) {
		return taken(p)
	}
	var found []finding
	for _, address := range p.Addresses {
		for _, port := range []int{p.TCP, p.RelayTCP} {
			if port != 0 && !answers(address, port) {
				found = append(found, finding{warning, "network_unreached", []any{"address", address, "port", port}})
			}
		}
	}
	if p.SecureTCP != 0 && p.Name != "" {
		found = append(found, shakeHands(p)...)
	}
	return found
}

func answers(host string, port int) bool {
	if port == 0 {
		return false
	}
	c, err := net.DialTimeout("tcp", net.JoinHostPort(host, strconv.Itoa(port)), knocksFor)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// shakeHands looks at the relay's certificate as browsers do.
func shakeHands(p webrtc.Ports) []finding {
	at := net.JoinHostPort(p.Name, strconv.Itoa(p.SecureTCP))
	c, err := tls.DialWithDialer(&net.Dialer{Timeout: knocksFor}, "tcp", at, &tls.Config{ServerName: p.Name})
	if err == nil {
		c.Close()
		return nil
	}
	if wrong := (*tls.CertificateVerificationError)(nil); errors.As(err, &wrong) {
		return []finding{{fault, "network_certificate", []any{"name", p.Name, "error", wrong.Err.Error()}}}
	}
	return []finding{{warning, "network_unreached", []any{"address", p.Name, "port", p.SecureTCP}}}
}

// taken finds the ports that another program has while the academy is closed.
func taken(p webrtc.Ports) []finding {
	var found []finding
	for _, port := range []int{p.UDP, p.RelayUDP} {
		if c, err := net.ListenPacket("udp", net.JoinHostPort("", strconv.Itoa(port))); err == nil {
			c.Close()
		} else {
			found = append(found, finding{warning, "network_taken", []any{"protocol", "UDP", "port", port}})
		}
	}
	for _, port := range []int{p.TCP, p.RelayTCP, p.SecureTCP} {
		if l, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(port))); err == nil {
			l.Close()
		} else if !errors.Is(err, fs.ErrPermission) { // who asks may not have such a port, the academy may
			found = append(found, finding{warning, "network_taken", []any{"protocol", "TCP", "port", port}})
		}
	}
	return found
}
