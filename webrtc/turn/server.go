// Package turn relays media for those whose network lets nothing pass but what looks like the web: TURN (RFC 8656) over UDP, TCP and TLS.
// It relays to one place only, the port that media has on this machine; whoever finds the relay can reach nothing else through it. It knows
// neither rooms nor people, only what credentials say of them.
package turn

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/pion/turn/v2"

	"aula/webrtc/silence"
)

// Ways that packets take from a browser to the relay.
const (
	UDP = "udp"
	TCP = "tcp"
	TLS = "tls"
)

// Config says where the relay listens and where it relays to.
type Config struct {
	Listen      netip.AddrPort                                       // UDP and TCP; port 0, or one that another program has: a free one
	ListenTLS   netip.AddrPort                                       // not valid: no TLS
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error) // asked at each handshake

	Socket netip.Addr                        // from which packets go to the place of media
	Told   netip.Addr                        // in its stead to browsers
	Media  map[netip.AddrPort]netip.AddrPort // the place of media as browsers know it, and where it really is

	// Allows says whether a credential's owner may begin to talk to an ICE session; nil: with all.
	Allows func(o Owner, ufrag string) bool
}

// Server is an open relay.
type Server struct {
	config  Config
	secret  []byte
	udp     net.PacketConn
	turn    *turn.Server // of UDP
	doors   []*door
	running sync.WaitGroup
	now     func() time.Time

	quota quota
	ways  sync.Map // uint16 port of a relay → way
}

// Open takes the ports. Its error says which could not be had.
func Open(c Config) (*Server, error) {
	s := &Server{config: c, secret: make([]byte, 32), now: time.Now}
	_, _ = rand.Read(s.secret) // never fails
	if err := s.listen(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	d := s.desk(&datagrams{PacketConn: s.udp, given: nonces{s.secret}}, UDP)
	var err error
	if s.turn, err = s.serve(d); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	for _, door := range s.doors {
		s.running.Go(door.open)
	}
	return s, nil
}

func (s *Server) listen() error {
	at := s.config.Listen
	var err error
	if s.udp, err = net.ListenUDP(network("udp", at), net.UDPAddrFromAddrPort(at)); errors.Is(err, syscall.EADDRINUSE) {
		s.udp, err = net.ListenUDP(network("udp", at), net.UDPAddrFromAddrPort(netip.AddrPortFrom(at.Addr(), 0)))
	}
	if err != nil {
		s.udp = nil
		return fmt.Errorf("open the relay's port: %w", err)
	}
	at = netip.AddrPortFrom(at.Addr(), uint16(s.udp.LocalAddr().(*net.UDPAddr).Port))
	l, err := net.ListenTCP(network("tcp", at), net.TCPAddrFromAddrPort(at))
	if errors.Is(err, syscall.EADDRINUSE) {
		l, err = net.ListenTCP(network("tcp", at), net.TCPAddrFromAddrPort(netip.AddrPortFrom(at.Addr(), 0)))
	}
	if err != nil {
		return fmt.Errorf("open the relay's port for TCP: %w", err)
	}
	s.doors = append(s.doors, newDoor(s, l, TCP, nil))
	if !s.config.ListenTLS.IsValid() {
		return nil
	}
	secure := s.config.ListenTLS
	if l, err = net.ListenTCP(network("tcp", secure), net.TCPAddrFromAddrPort(secure)); err != nil {
		return fmt.Errorf("open the relay's port for TLS: %w", err)
	}
	s.doors = append(s.doors, newDoor(s, l, TLS, secured(s.config.Certificate)))
	return nil
}

func network(name string, at netip.AddrPort) string {
	if at.Addr().Is4() {
		return name + "4"
	}
	return name
}

// serve lets pion's server answer at a desk.
func (s *Server) serve(d *desk) (*turn.Server, error) {
	return turn.NewServer(turn.ServerConfig{
		Realm: realm, AuthHandler: d.key, LoggerFactory: silence.Log{},
		PacketConnConfigs: []turn.PacketConnConfig{{PacketConn: d, RelayAddressGenerator: d, PermissionHandler: d.permits}},
	})
}

// Ports are those that were taken; secure is 0 without TLS.
func (s *Server) Ports() (udp, tcp, secure int) {
	for _, d := range s.doors {
		if d.way == TLS {
			secure = d.port()
		} else {
			tcp = d.port()
		}
	}
	return s.udp.LocalAddr().(*net.UDPAddr).Port, tcp, secure
}

// Way tells over what packets come to the relay that sends from an address; empty: it is not ours.
func (s *Server) Way(from netip.AddrPort) string {
	way, _ := s.ways.Load(from)
	name, _ := way.(string)
	return name
}

// Close gives the ports back and ends everybody's relays.
func (s *Server) Close() error {
	var err error
	for _, d := range s.doors {
		err = errors.Join(err, d.close())
	}
	switch {
	case s.turn != nil:
		err = errors.Join(err, s.turn.Close())
	case s.udp != nil:
		err = errors.Join(err, s.udp.Close())
	}
	s.running.Wait()
	return err
}
