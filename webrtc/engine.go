package webrtc

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/pion/ice/v2"
	"github.com/pion/transport/v2"
	"github.com/pion/transport/v2/stdnet"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc/silence"
	"aula/webrtc/turn"
	"aula/webrtc/udpbatch"
)

// Config says where media flows.
type Config struct {
	Address string // that browsers reach, an IP; the machine's own or one that is mapped to it. Empty: all of the machine's
	Port    int    // UDP; 0, or taken by another: a free one
	TCP     int    // for those whose firewall lets no UDP pass; 0: the same number, or a free one where another program has it; negative: none

	Relay *Relay // nil: none

	Patience time.Duration // how long a line may be lost before its peer counts as gone; 0: half a minute
	Absence  time.Duration // how long it may be lost before what its peer publishes leaves the stage, to come back with it; 0: eleven seconds
	Settling time.Duration // how long a WHIP or WHEP session may take until media can flow; 0: a minute
	Players  int           // how many may play a room by WHEP at a time; 0: a thousand
}

// limits are those of a Config.
type limits struct {
	absence, settling time.Duration
	players           int
}

// MostPlayers is how many may play a room by WHEP at a time: a quarter of a gigabyte of them.
const MostPlayers = 1000

// Engine forwards media on one machine.
type Engine struct {
	conn   *udpbatch.Conn
	valves *valves
	relay  *turn.Server // nil: none
	told   string       // the address that browsers are told; empty: each of the machine's

	relayName string
	shards    []*shard
	publish   media // how a publication is made, while browsers wait for our handshake
	play      media // how a subscription is made

	limits   limits
	incoming incoming

	mu     sync.Mutex // guards what follows
	rooms  map[string]*Room
	next   int // shard of the next peer
	closed bool
}

// Open takes the port. Its error says why no port could be had.
func Open(c Config) (*Engine, error) {
	conn, mapped, err := listen(c)
	if err != nil {
		return nil, fmt.Errorf("open the media port: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	certificate, err := pion.GenerateCertificate(key) // one for all: making one costs more than an ICE handshake
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	network, err := stdnet.NewNet() // one for all: a list of the machine's addresses for each connection is a matter of kilobytes
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	e := &Engine{conn: conn, told: c.Address, rooms: map[string]*Room{}}
	e.limits = limits{cmp.Or(c.Absence, absentAfter), cmp.Or(c.Settling, settleWithin), cmp.Or(c.Players, MostPlayers)}
	tcp, err := beside(conn, c.TCP)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	e.valves = newValves(ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: conn, Logger: silence.Log{}, Net: network}), tcp)
	s := settings(e.valves, mapped, network, cmp.Or(c.Patience, failedAfter))
	if e.publish, err = newPublishing(s, *certificate); err == nil {
		e.play, err = newPlaying(s, *certificate)
	}
	if err == nil {
		err = e.openRelay(c, mapped)
	}
	if err != nil {
		return nil, errors.Join(err, e.valves.Close())
	}
	for range runtime.GOMAXPROCS(0) {
		e.shards = append(e.shards, startShard(len(e.shards), conn.Batch()))
	}
	return e, nil
}

// listen takes the port, or a free one, of the address, or of all if the address is mapped to this machine elsewhere.
func listen(c Config) (conn *udpbatch.Conn, mapped string, err error) {
	if c.Port < 0 || c.Port > 65535 {
		return nil, "", fmt.Errorf("port %d does not exist", c.Port)
	}
	address := netip.IPv4Unspecified()
	if c.Address != "" {
		if address, err = netip.ParseAddr(c.Address); err != nil {
			return nil, "", err
		}
	}
	conn, err = listenOn(address, c.Port)
	if errors.Is(err, syscall.EADDRNOTAVAIL) {
		mapped = c.Address
		everywhere := netip.IPv4Unspecified()
		if !address.Unmap().Is4() {
			everywhere = netip.IPv6Unspecified()
		}
		conn, err = listenOn(everywhere, c.Port)
	}
	return conn, mapped, err
}

func listenOn(address netip.Addr, port int) (*udpbatch.Conn, error) {
	conn, err := udpbatch.Listen(netip.AddrPortFrom(address, uint16(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		conn, err = udpbatch.Listen(netip.AddrPortFrom(address, 0))
	}
	return conn, err
}

// beside opens the TCP port on the addresses of the UDP port.
func beside(conn *udpbatch.Conn, port int) (*tcpPort, error) {
	if port < 0 {
		return nil, nil
	}
	at := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	tcp, err := listenTCP(netip.AddrPortFrom(at.Addr().Unmap(), uint16(cmp.Or(port, int(at.Port())))))
	if err != nil {
		return nil, fmt.Errorf("open the media port for TCP: %w", err)
	}
	return tcp, nil
}

// TCPPort is the one that was taken for TCP; 0: none.
func (e *Engine) TCPPort() int {
	if e.valves.tcp == nil {
		return 0
	}
	return e.valves.tcp.number()
}

// Port is the one that was taken.
func (e *Engine) Port() int { return e.conn.LocalAddr().(*net.UDPAddr).Port }

// Room is the room of that name, made when first asked for. Its error is ErrGone.
func (e *Engine) Room(id string) (*Room, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, ErrGone
	}
	r := e.rooms[id]
	if r == nil {
		r = newRoom(e, id)
		e.rooms[id] = r
	}
	return r, nil
}

// Rooms are the names of the rooms in which somebody is.
func (e *Engine) Rooms() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var names []string
	for id, r := range e.rooms {
		if r.size() > 0 {
			names = append(names, id)
		}
	}
	return names
}

// nextShard gives each new peer to the next shard by turns.
func (e *Engine) nextShard() *shard {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.next++
	return e.shards[e.next%len(e.shards)]
}

// Close ends all rooms and gives the port back. It returns when all goroutines of the engine have ended.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	rooms := e.rooms
	e.rooms = map[string]*Room{}
	e.mu.Unlock()
	for _, r := range rooms {
		r.Close()
	}
	var err error
	if e.relay != nil {
		err = e.relay.Close()
	}
	err = errors.Join(err, e.valves.Close())
	for _, s := range e.shards {
		s.close()
	}
	return err
}

// settings are what both kinds of connections share.
func settings(mux *valves, mapped string, network transport.Net, patience time.Duration) pion.SettingEngine {
	s := pion.SettingEngine{LoggerFactory: silence.Log{}}
	s.SetNet(network)
	s.SetLite(true)
	s.SetICEUDPMux(mux)
	networks := []pion.NetworkType{pion.NetworkTypeUDP4, pion.NetworkTypeUDP6}
	if mux.tcp != nil {
		s.SetICETCPMux(tcpValves{mux.tcp, mux})
		s.SetIPFilter(mux.tcp.offers(network, mapped != ""))
		networks = append(networks, pion.NetworkTypeTCP4, pion.NetworkTypeTCP6)
	}
	s.SetNetworkTypes(networks)
	s.DisableActiveTCP(true) // or whoever offers an address would have us connect to it
	s.SetIncludeLoopbackCandidate(true)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetICETimeouts(lostAfter, patience, 2*time.Second)
	s.SetSRTPProtectionProfiles(profiles...)
	s.SetSRTPReplayProtectionWindow(replayWindow)
	if mapped != "" {
		s.SetNAT1To1IPs([]string{mapped}, pion.ICECandidateTypeHost)
	}
	return s
}

// When a line counts as lost, how much later what came over it leaves the stage, and when its peer counts as gone; and within what time a
// session must have found its way.
const (
	lostAfter    = 4 * time.Second
	absentAfter  = 11 * time.Second
	failedAfter  = 30 * time.Second
	settleWithin = time.Minute
)

// replayWindow is how many packets late one may be and still be taken. Pion's own 64 are a fifth of a second of film: what was sent again
// came for nothing. Browsers have as many.
const replayWindow = 1024

func (e *Engine) forget(r *Room) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.rooms[r.id] == r {
		delete(e.rooms, r.id)
	}
}
