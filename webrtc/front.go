package webrtc

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"

	"aula/webrtc/udpbatch"
)

// front is where the port of media was taken, and what browsers are told of it.
type front struct {
	conn   *udpbatch.Conn
	told   []netip.Addr // none: each of the machine's addresses
	mapped bool         // those that are told stand for the machine's own of their families
}

// listen takes the port, or a free one. It is that of one address where this is told and the machine's own; else of all.
func listen(c Config) (front, error) {
	if c.Port < 0 || c.Port > 65535 {
		return front{}, fmt.Errorf("port %d does not exist", c.Port)
	}
	told, err := Addresses(c.Address)
	if err != nil {
		return front{}, err
	}
	everywhere := netip.IPv6Unspecified()
	if len(told) == 1 {
		conn, err := listenOn(told[0], c.Port)
		if told[0].IsUnspecified() {
			return front{conn: conn}, err
		}
		if !errors.Is(err, syscall.EADDRNOTAVAIL) {
			return front{conn: conn, told: told}, err
		}
		if told[0].Is4() {
			everywhere = netip.IPv4Unspecified()
		}
	}
	conn, err := listenOn(everywhere, c.Port)
	if errors.Is(err, syscall.EAFNOSUPPORT) { // a machine that knows no IPv6
		conn, err = listenOn(netip.IPv4Unspecified(), c.Port)
	}
	return front{conn, told, len(told) > 0}, err
}

func listenOn(address netip.Addr, port int) (*udpbatch.Conn, error) {
	conn, err := udpbatch.Listen(netip.AddrPortFrom(address, uint16(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		conn, err = udpbatch.Listen(netip.AddrPortFrom(address, 0))
	}
	return conn, err
}

// at is the address of the socket.
func (f front) at() netip.AddrPort { return plainAddress(f.conn.LocalAddr().(*net.UDPAddr).AddrPort()) }

// beside opens the TCP port on the addresses of the UDP port.
func (f front) beside(port int) (*tcpPort, error) {
	if port < 0 {
		return nil, nil
	}
	tcp, err := listenTCP(netip.AddrPortFrom(f.at().Addr(), uint16(cmp.Or(port, int(f.at().Port())))))
	if err != nil {
		return nil, fmt.Errorf("open the media port for TCP: %w", err)
	}
	return tcp, nil
}

// offered are those of the machine's addresses that browsers are told, or that stand behind what they are told: one of each family then.
func (f front) offered(own []netip.Addr) []netip.Addr {
	if !f.mapped {
		return own
	}
	return oneOfEach(slices.DeleteFunc(slices.Clone(own), func(a netip.Addr) bool { return !slices.ContainsFunc(f.told, alike(a)) }))
}
