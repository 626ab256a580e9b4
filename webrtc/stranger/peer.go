// Package stranger is somebody else's end of a media connection, for tests: a plain WebRTC peer that knows of ours no more than
// descriptions say. What a Peer shows mentions no type of the media library, so that tests elsewhere need not know
// it.
package stranger

import (
	"sync"
	"testing"
	"time"

	"github.com/pion/ice/v2"
	pion "github.com/pion/webrtc/v3"
)

// Peer is one connection, by loopback alone. It is closed with the test, or before.
type Peer struct {
	t  testing.TB
	pc *pion.PeerConnection
}

// New makes a peer as the library ships it.
func New(t testing.TB) *Peer {
	t.Helper()
	m, s := &pion.MediaEngine{}, pion.SettingEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetNetworkTypes([]pion.NetworkType{pion.NetworkTypeUDP4})
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	pc, err := pion.NewAPI(pion.WithMediaEngine(m), pion.WithSettingEngine(s)).NewPeerConnection(pion.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	p := &Peer{t, pc}
	t.Cleanup(p.Close)
	return p
}

// Close ends the connection without a word.
func (p *Peer) Close() { Part(p.pc) }

// handedOver is how long a connection that knows its other side may take until DTLS begins.
const handedOver = time.Second

// Part closes a connection, but not in the moment in which ICE has found its way and DTLS is about to begin: pion v3 then reads without its
// lock what it writes (icetransport.go, stop and Start).
func Part(pc *pion.PeerConnection) {
	dtls := pc.SCTP().Transport()
	for end := time.Now().Add(handedOver); pc.RemoteDescription() != nil && dtls.State() == pion.DTLSTransportStateNew && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	_ = pc.Close()
}

// Offer is the local description, with all candidates or, for those who trickle, with none. One that nobody has answered stands.
func (p *Peer) Offer(restart, trickle bool) string {
	p.t.Helper()
	if p.pc.SignalingState() == pion.SignalingStateHaveLocalOffer {
		return p.Local()
	}
	gathered := pion.GatheringCompletePromise(p.pc)
	offer, err := p.pc.CreateOffer(&pion.OfferOptions{ICERestart: restart})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.pc.SetLocalDescription(offer); err != nil {
		p.t.Fatal(err)
	}
	<-gathered
	if trickle {
		return offer.SDP
	}
	return p.Local()
}

// Accept takes the other side's answer.
func (p *Peer) Accept(answer string) {
	p.t.Helper()
	if err := p.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: answer}); err != nil {
		p.t.Fatal(err)
	}
}

// Reached is closed once packets could flow. It is to be asked for before the answer is taken.
func (p *Peer) Reached() <-chan struct{} {
	reached := make(chan struct{})
	var once sync.Once
	p.pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
		if s == pion.PeerConnectionStateConnected {
			once.Do(func() { close(reached) })
		}
	})
	return reached
}

// Local is the own description as it stands, with the candidates found so far.
func (p *Peer) Local() string { return p.pc.LocalDescription().SDP }

// Remote is the other side's description as it stands.
func (p *Peer) Remote() string { return p.pc.RemoteDescription().SDP }
