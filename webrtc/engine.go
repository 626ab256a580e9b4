package webrtc

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"runtime"
	"sync"
	"time"

	"github.com/pion/ice/v2"
	"github.com/pion/transport/v2"
	"github.com/pion/transport/v2/stdnet"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc/silence"
	"aula/webrtc/turn"
)

// Config says where media flows.
type Config struct {
	Address string // that browsers reach, as Addresses reads it; the machine's own or mapped to it. Empty: all of the machine's
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
	front
	valves *valves
	relay  *turn.Server // nil: none

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
	f, err := listen(c)
	if err != nil {
		return nil, fmt.Errorf("open the media port: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, errors.Join(err, f.conn.Close())
	}
	certificate, err := pion.GenerateCertificate(key) // one for all: making one costs more than an ICE handshake
	if err != nil {
		return nil, errors.Join(err, f.conn.Close())
	}
	network, err := stdnet.NewNet() // one for all: a list of the machine's addresses for each connection is a matter of kilobytes
	if err != nil {
		return nil, errors.Join(err, f.conn.Close())
	}
	e := &Engine{front: f, rooms: map[string]*Room{}}
	e.limits = limits{cmp.Or(c.Absence, absentAfter), cmp.Or(c.Settling, settleWithin), cmp.Or(c.Players, MostPlayers)}
	tcp, err := f.beside(c.TCP)
	if err != nil {
		return nil, errors.Join(err, f.conn.Close())
	}
	e.valves = newValves(ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: f.conn, Logger: silence.Log{}, Net: network}), tcp, f)
	s := settings(e.valves, network, cmp.Or(c.Patience, failedAfter))
	if e.publish, err = newPublishing(s, *certificate); err == nil {
		e.play, err = newPlaying(s, *certificate)
	}
	if err == nil {
		err = e.openRelay(c)
	}
	if err != nil {
		return nil, errors.Join(err, e.valves.Close())
	}
	for range runtime.GOMAXPROCS(0) {
		e.shards = append(e.shards, startShard(len(e.shards), f.conn.Batch()))
	}
	return e, nil
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
func settings(mux *valves, network transport.Net, patience time.Duration) pion.SettingEngine {
	s := pion.SettingEngine{LoggerFactory: silence.Log{}}
	s.SetNet(network)
	s.SetLite(true)
	s.SetICEUDPMux(mux)
	networks := []pion.NetworkType{pion.NetworkTypeUDP4, pion.NetworkTypeUDP6}
	if mux.tcp != nil {
		s.SetICETCPMux(tcpValves{mux.tcp, mux})
		s.SetIPFilter(mux.tcp.offers(network, mux.front))
		networks = append(networks, pion.NetworkTypeTCP4, pion.NetworkTypeTCP6)
	}
	s.SetNetworkTypes(networks)
	s.DisableActiveTCP(true) // or whoever offers an address would have us connect to it
	s.SetIncludeLoopbackCandidate(true)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetICETimeouts(lostAfter, patience, 2*time.Second)
	s.SetSRTPProtectionProfiles(profiles...)
	s.SetSRTPReplayProtectionWindow(replayWindow)
	if mux.front.mapped {
		s.SetNAT1To1IPs(texts(mux.front.told), pion.ICECandidateTypeHost)
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
