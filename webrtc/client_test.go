package webrtc_test

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v2"
	"github.com/pion/ice/v2"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v2/test"
	pion "github.com/pion/webrtc/v3"

	"aula/bench/relay"
	"aula/webrtc"
	"aula/webrtc/silence"
	"aula/webrtc/stranger"
)

// patience is how long a test waits for something that must come.
const patience = 15 * time.Second

// guarded makes a test fail if it hangs or leaves a goroutine behind.
func guarded(t *testing.T) context.Context {
	t.Helper()
	limit := test.TimeOut(4 * patience)
	check := test.CheckRoutines(t)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(func() {
		cancel()
		check()
		limit.Stop()
	})
	return ctx
}

func openEngine(t *testing.T) *webrtc.Engine {
	t.Helper()
	e, err := webrtc.Open(webrtc.Config{Address: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func room(t *testing.T, e *webrtc.Engine) *webrtc.Room {
	t.Helper()
	r, err := e.Room("aula")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// clientAPI is how a browser's peer connection would be: full ICE on loopback. An attentive one also asks for what is lost, sends
// again what is asked for, and reports.
func clientAPI(t *testing.T, attentive bool, ciphers ...dtls.SRTPProtectionProfile) *pion.API {
	t.Helper()
	return clientOver(t, pion.NetworkTypeUDP4, attentive, ciphers...)
}

func clientOver(t *testing.T, network pion.NetworkType, attentive bool, ciphers ...dtls.SRTPProtectionProfile) *pion.API {
	t.Helper()
	m, s := &pion.MediaEngine{}, pion.SettingEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	for uri, kind := range map[string]pion.RTPCodecType{sdp.SDESMidURI: pion.RTPCodecTypeVideo, sdp.SDESRTPStreamIDURI: pion.RTPCodecTypeVideo, sdp.AudioLevelURI: pion.RTPCodecTypeAudio} {
		if err := m.RegisterHeaderExtension(pion.RTPHeaderExtensionCapability{URI: uri}, kind); err != nil {
			t.Fatal(err)
		}
	}
	interceptors := &interceptor.Registry{}
	if attentive {
		err := errors.Join(pion.ConfigureNack(m, interceptors), pion.ConfigureRTCPReports(interceptors), pion.ConfigureTWCCHeaderExtensionSender(m, interceptors))
		if err != nil {
			t.Fatal(err)
		}
	}
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetNetworkTypes([]pion.NetworkType{network})
	if network == pion.NetworkTypeUDP6 { // pion takes loopback of IPv6 for none of the machine's addresses
		conn, err := net.ListenPacket("udp6", "[::1]:0")
		if err != nil {
			t.Fatal(err)
		}
		mux := pion.NewICEUDPMux(silence.Log{}, conn)
		t.Cleanup(func() { mux.Close() })
		s.SetICEUDPMux(mux)
	}
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	if len(ciphers) > 0 {
		s.SetSRTPProtectionProfiles(ciphers...)
	}
	s.SetSRTPReplayProtectionWindow(1024) // as browsers have
	s.SetICETimeouts(2*time.Second, 10*time.Second, 500*time.Millisecond)
	return pion.NewAPI(pion.WithMediaEngine(m), pion.WithSettingEngine(s), pion.WithInterceptorRegistry(interceptors))
}

func connection(t *testing.T, ciphers ...dtls.SRTPProtectionProfile) *pion.PeerConnection {
	t.Helper()
	return connect(t, false, ciphers...)
}

func connect(t *testing.T, attentive bool, ciphers ...dtls.SRTPProtectionProfile) *pion.PeerConnection {
	t.Helper()
	pc, err := clientAPI(t, attentive, ciphers...).NewPeerConnection(pion.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stranger.Part(pc) })
	return pc
}

// localOffer is an offer with all candidates.
func localOffer(t *testing.T, pc *pion.PeerConnection, restart bool) string {
	t.Helper()
	gathered := pion.GatheringCompletePromise(pc)
	o, err := pc.CreateOffer(&pion.OfferOptions{ICERestart: restart})
	if err != nil {
		t.Fatal(err)
	}
	if err := pc.SetLocalDescription(o); err != nil {
		t.Fatal(err)
	}
	<-gathered
	return pc.LocalDescription().SDP
}

func acceptAnswer(t *testing.T, pc *pion.PeerConnection, sdp string) {
	t.Helper()
	if err := pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: sdp}); err != nil {
		t.Fatal(err)
	}
}

// static is a track that a test writes packets to.
func static(t *testing.T, mime string) *pion.TrackLocalStaticRTP {
	t.Helper()
	track, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, mime, "stream")
	if err != nil {
		t.Fatal(err)
	}
	return track
}

// vp8Packet is a packet with a full descriptor; every frame is one packet, and a keyframe if the caller says so.
func vp8Packet(sequence uint16, frame int, key bool, width uint16) *rtp.Packet {
	payload := []byte{0x90, 0xe0, 0x80 | byte(frame>>8), byte(frame), byte(frame), 0, 0x01, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, byte(frame)}
	if key {
		payload[6] = 0
	}
	binary.LittleEndian.PutUint16(payload[12:], width)
	binary.LittleEndian.PutUint16(payload[14:], width*9/16)
	return &rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: sequence, Timestamp: uint32(frame) * 3000, Marker: true}, Payload: payload}
}

// watcher is what a peer's browser does with what it is told.
type watcher struct {
	t        *testing.T
	pc       *pion.PeerConnection
	peer     *webrtc.Peer
	joined   chan struct{} // closed when peer is set
	packets  chan received
	tracks   chan []webrtc.TrackState
	speakers chan []string
	lines    chan webrtc.Line
	offers   chan webrtc.Offer
	line     atomic.Pointer[relay.Relay] // between it and the engine; nil: none

	mu  sync.Mutex // guards mid, and pc where it is another one
	mid map[string]webrtc.TrackName
}

type received struct {
	*rtp.Packet
	name webrtc.TrackName
	ssrc pion.SSRC
}

func watch(t *testing.T, r *webrtc.Room, m webrtc.Member) *watcher {
	t.Helper()
	return watchBy(t, r, m, connection(t), nil)
}

// watchOver watches attentively, over a line.
func watchOver(t *testing.T, r *webrtc.Room, m webrtc.Member, line *relay.Relay) *watcher {
	t.Helper()
	return watchBy(t, r, m, connect(t, true), line)
}

func watchBy(t *testing.T, r *webrtc.Room, m webrtc.Member, pc *pion.PeerConnection, line *relay.Relay) *watcher {
	t.Helper()
	w := &watcher{t: t, pc: pc, joined: make(chan struct{}), packets: make(chan received, 4096), tracks: make(chan []webrtc.TrackState, 64),
		speakers: make(chan []string, 64), lines: make(chan webrtc.Line, 64), offers: make(chan webrtc.Offer, 64), mid: map[string]webrtc.TrackName{}}
	w.line.Store(line)
	w.pc.OnTrack(w.read)
	var err error
	if w.peer, err = r.Join(m, w); err != nil {
		t.Fatal(err)
	}
	close(w.joined)
	t.Cleanup(w.peer.Leave)
	return w
}

// again takes another connection.
func (w *watcher) again(pc *pion.PeerConnection) {
	pc.OnTrack(w.read)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pc = pc
}

func (w *watcher) read(remote *pion.TrackRemote, receiver *pion.RTPReceiver) {
	mid := receiver.RTPTransceiver().Mid()
	for {
		p, _, err := remote.ReadRTP()
		if err != nil {
			return
		}
		w.mu.Lock()
		name := w.mid[mid]
		w.mu.Unlock()
		select {
		case w.packets <- received{p, name, remote.SSRC()}:
		default:
		}
	}
}

func (w *watcher) Offer(o webrtc.Offer) {
	<-w.joined
	w.mu.Lock()
	for _, n := range o.Tracks {
		w.mid[n.Mid] = n
	}
	pc := w.pc
	w.mu.Unlock()
	w.offers <- o
	if err := pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeOffer, SDP: through(w.line.Load(), o.SDP)}); err != nil {
		w.t.Error(err)
		return
	}
	gathered := pion.GatheringCompletePromise(pc)
	a, err := pc.CreateAnswer(nil)
	if err == nil {
		err = pc.SetLocalDescription(a)
	}
	if err != nil {
		w.t.Error(err)
		return
	}
	<-gathered
	if err := w.peer.Answered(webrtc.Answer{Generation: o.Generation, SDP: pc.LocalDescription().SDP}); err != nil && !errors.Is(err, webrtc.ErrGone) {
		w.t.Error(err)
	}
}

func (w *watcher) Tracks(list []webrtc.TrackState) { w.tracks <- list }
func (w *watcher) Speakers(list []string)          { w.speakers <- list }
func (w *watcher) Line(l webrtc.Line)              { w.lines <- l }

// next waits for a packet for which the condition holds.
func (w *watcher) next(ctx context.Context, what string, holds func(received) bool) received {
	w.t.Helper()
	for {
		select {
		case p := <-w.packets:
			if holds(p) {
				return p
			}
		case <-ctx.Done():
			w.t.Fatalf("%s never came", what)
		}
	}
}

// presenter publishes a camera and a microphone.
type presenter struct {
	pc           *pion.PeerConnection
	peer         *webrtc.Peer
	video, audio *pion.TrackLocalStaticRTP
	plis         chan struct{}
	feedbacks    chan struct{} // transport-wide ones
	generation   int
	line         *relay.Relay // between it and the engine; nil: none
}

func present(t *testing.T, r *webrtc.Room, id string) *presenter {
	t.Helper()
	return presentBy(t, r, id, connection(t), nil)
}

// presentOver presents attentively, over a line.
func presentOver(t *testing.T, r *webrtc.Room, id string, line *relay.Relay) *presenter {
	t.Helper()
	return presentBy(t, r, id, connect(t, true), line)
}

func presentBy(t *testing.T, r *webrtc.Room, id string, pc *pion.PeerConnection, line *relay.Relay) *presenter {
	t.Helper()
	p := &presenter{pc: pc, video: static(t, pion.MimeTypeVP8), audio: static(t, pion.MimeTypeOpus), line: line,
		plis: make(chan struct{}, 1000), feedbacks: make(chan struct{}, 1000)}
	for _, track := range []pion.TrackLocal{p.video, p.audio} {
		s, err := p.pc.AddTrack(track)
		if err != nil {
			t.Fatal(err)
		}
		go p.feedback(s)
	}
	var err error
	if p.peer, err = r.Join(webrtc.Member{ID: id, May: []webrtc.Source{webrtc.Camera, webrtc.Microphone}}, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.peer.Leave)
	p.offer(t, false)
	return p
}

func (p *presenter) offer(t *testing.T, restart bool) {
	t.Helper()
	p.generation++
	sdp := localOffer(t, p.pc, restart)
	var names []webrtc.TrackName
	for _, tr := range p.pc.GetTransceivers() {
		source := webrtc.Camera
		if tr.Kind() == pion.RTPCodecTypeAudio {
			source = webrtc.Microphone
		}
		names = append(names, webrtc.TrackName{Mid: tr.Mid(), Source: source})
	}
	a, err := p.peer.Publish(webrtc.Offer{Generation: p.generation, SDP: sdp, Tracks: names})
	if err != nil {
		t.Fatal(err)
	}
	acceptAnswer(t, p.pc, through(p.line, a.SDP))
}

func (p *presenter) feedback(s *pion.RTPSender) {
	for {
		packets, _, err := s.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			switch packet.(type) {
			case *rtcp.PictureLossIndication:
				count(p.plis)
			case *rtcp.TransportLayerCC:
				count(p.feedbacks)
			}
		}
	}
}

func count(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func through(line *relay.Relay, sdp string) string {
	if line == nil {
		return sdp
	}
	return line.Through(sdp)
}
