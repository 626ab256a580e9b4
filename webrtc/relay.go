package webrtc

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/webrtc/turn"
)

// Relay says where those find us whose network lets only some ports pass.
type Relay struct {
	Port        int    // UDP and TCP; 0, or taken by another: a free one
	TLSPort     int    // TCP, for what looks like the web; 0: none
	TLSAddress  string // an IP of its own; empty: that of media
	Name        string // by which browsers reach the TLS port, and its certificate knows it; empty: that of the pages
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
}

// ICEServer is one that a browser may use to reach us.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Name       string   `json:"username"`
	Credential string   `json:"credential"`
}

// Ports are those that a network must let pass: one of them is enough.
type Ports struct {
	Addresses []string `json:"addresses"` // IPs, or one name, for all but TLS; none: those of the machine
	UDP       int      `json:"udp"`       // of media; 0: none, as below
	TCP       int      `json:"tcp"`
	RelayUDP  int      `json:"relay_udp"`
	RelayTCP  int      `json:"relay_tcp"`
	SecureTCP int      `json:"relay_tls"`
	Name      string   `json:"name"` // for TLS
}

// Listening is what an engine tells those who look at the machine: the ports that it has, and those that it was asked to take.
type Listening struct {
	Since time.Time `json:"since"`
	Ports
	Asked Asked `json:"asked"`
}

// Asked are the ports that were asked for; 0: any.
type Asked struct {
	Media  int `json:"media"`
	Relay  int `json:"relay"`
	Secure int `json:"relay_tls"`
}

// ListeningFile is the name of the file in which it is told.
const ListeningFile = "media.json"

// openRelay opens the relay to the engine's own port.
func (e *Engine) openRelay(c Config) error {
	if c.Relay == nil {
		return nil
	}
	at := e.at()
	e.relayName = c.Relay.Name
	media, told := e.relayed()
	var secure netip.AddrPort
	if c.Relay.TLSPort != 0 && c.Relay.Certificate != nil {
		secure = netip.AddrPortFrom(at.Addr(), uint16(c.Relay.TLSPort))
		if c.Relay.TLSAddress != "" {
			own, err := netip.ParseAddr(c.Relay.TLSAddress)
			if err != nil {
				return fmt.Errorf("open the relay's port for TLS: %w", err)
			}
			secure = netip.AddrPortFrom(own.Unmap(), secure.Port())
		}
	}
	var err error
	e.relay, err = turn.Open(turn.Config{
		Listen: netip.AddrPortFrom(at.Addr(), uint16(c.Relay.Port)), ListenTLS: secure, Certificate: c.Relay.Certificate,
		Socket: at.Addr(), Told: told, Media: media, Allows: e.valves.owned,
	})
	return err
}

// relayed are the places of media as browsers are told them, with where they really are, and the address that they are told of their relay: an
// IPv4 one if there is any that leads out.
func (e *Engine) relayed() (media map[netip.AddrPort]netip.AddrPort, told netip.Addr) {
	port := e.at().Port()
	media = map[netip.AddrPort]netip.AddrPort{}
	if e.mapped {
		for _, a := range e.told {
			media[netip.AddrPortFrom(a, port)] = netip.AddrPortFrom(loopbackLike(a), port)
		}
		return media, e.told[0]
	}
	var out []netip.Addr
	for _, a := range e.valves.GetListenAddresses() {
		own := plainAddress(a.(*net.UDPAddr).AddrPort())
		media[own] = own
		out = append(out, own.Addr())
	}
	slices.SortStableFunc(out, func(a, b netip.Addr) int { return rank(a) - rank(b) })
	if len(out) == 0 { // the machine says nothing of its addresses
		return media, loopbackLike(e.at().Addr())
	}
	return media, out[0]
}

// rank says how far an address leads.
func rank(a netip.Addr) int {
	switch {
	case a.IsLoopback():
		return 2
	case a.Is4():
		return 0
	}
	return 1
}

func loopbackLike(a netip.Addr) netip.Addr {
	if a.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// Ports are those through which browsers reach us that know us by a host's name or address.
func (e *Engine) Ports(host string) Ports {
	p := Ports{Addresses: texts(e.told), UDP: e.Port(), TCP: e.TCPPort()}
	if len(e.told) == 0 && host != "" {
		p.Addresses = []string{host}
	}
	if e.relay != nil {
		p.RelayUDP, p.RelayTCP, p.SecureTCP = e.relay.Ports()
		if p.SecureTCP != 0 {
			p.Name = e.relayName
			if p.Name == "" {
				p.Name = host
			}
		}
	}
	return p
}

// Servers are the relays that a person may use for a room, and until when. There are none where there is no relay.
func (e *Engine) Servers(host, room, person string) ([]ICEServer, time.Time) {
	if e.relay == nil {
		return nil, time.Time{}
	}
	p := e.Ports(host)
	c := e.relay.Give(turn.Owner{Room: room, Person: person})
	url := func(scheme, host string, port int, transport string) string {
		return fmt.Sprintf("%s:%s?transport=%s", scheme, net.JoinHostPort(host, strconv.Itoa(port)), transport)
	}
	var urls []string
	for _, a := range p.Addresses {
		urls = append(urls, url("turn", a, p.RelayUDP, "udp"), url("turn", a, p.RelayTCP, "tcp"))
	}
	list := []ICEServer{{urls, c.Name, c.Password}}
	if p.SecureTCP != 0 {
		list = append(list, ICEServer{[]string{url("turns", p.Name, p.SecureTCP, "tcp")}, c.Name, c.Password})
	}
	return list, c.Expires
}

// Way is how somebody's media reach us.
type Way string

// Ways, the best first.
const (
	WayDirect Way = "direct"
	WayTCP    Way = "tcp"
	WayRelay  Way = "relay"
	WaySecure Way = "relay_tls"
)

// wayFrom is the way on which packets from a place come.
func (e *Engine) wayFrom(p place) Way {
	if p.tcp {
		return WayTCP
	}
	if e.relay != nil {
		switch e.relay.Way(p.AddrPort) {
		case turn.UDP, turn.TCP:
			return WayRelay
		case turn.TLS:
			return WaySecure
		}
	}
	return WayDirect
}

// goes notes where a peer's media come from.
func (p *Peer) goes(to place) {
	way := p.room.engine.wayFrom(to)
	p.way.Store(&way)
}

// known lets the peer's own credentials for the relay reach the ICE session of a description.
func (p *Peer) known(sdp string) {
	if _, rest, ok := strings.Cut(sdp, "a=ice-ufrag:"); ok {
		ufrag, _, _ := strings.Cut(rest, "\n")
		p.room.engine.valves.own(strings.TrimSpace(ufrag), turn.Owner{Room: cmp.Or(p.member.For, p.room.id), Person: p.member.ID})
	}
}
