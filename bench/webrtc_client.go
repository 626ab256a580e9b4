package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v2"
	"github.com/pion/ice/v2"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	pion "github.com/pion/webrtc/v3"
)

// venue is where a stage stands: offers are posted to these addresses, and the answers come back, as WHIP and WHEP have it.
type venue struct {
	publish, play string
	token         string // bearer; may be empty
}

// client makes the connections of publisher and subscribers.
type client func() (*pion.PeerConnection, error)

// thrifty makes them as cheaply as one process can, so that the machine has time for the server. It knows one cipher: both servers use
// the same one, or none.
func thrifty() (client, error) {
	m, s := &pion.MediaEngine{}, pion.SettingEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	quiet := logging.NewDefaultLoggerFactory()
	quiet.DefaultLogLevel = logging.LogLevelDisabled
	s.LoggerFactory = quiet
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetNetworkTypes([]pion.NetworkType{pion.NetworkTypeUDP4})
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM)
	api := pion.NewAPI(pion.WithMediaEngine(m), pion.WithSettingEngine(s), pion.WithInterceptorRegistry(&interceptor.Registry{}))
	return func() (*pion.PeerConnection, error) { return api.NewPeerConnection(pion.Configuration{}) }, nil
}

// asShipped makes them as somebody does who has read pion's README: all its codecs, ciphers, interceptors (lost packets are asked for,
// arrivals reported) and addresses.
func asShipped() (client, error) {
	return func() (*pion.PeerConnection, error) { return pion.NewPeerConnection(pion.Configuration{}) }, nil
}

// stage is one publisher and those who receive, all in this process, before a server in its own.
type stage struct {
	venue     venue
	client    client
	pcs       []*pion.PeerConnection
	visitors  []*http.Client               // one a connection, as different people have
	tracks    [2]*pion.TrackLocalStaticRTP // video, audio
	playing   atomic.Int64                 // tracks of which something came
	mu        sync.Mutex                   // guards receivers
	receivers []*receiver
}

func (g *stage) connect(address string, prepare func(*pion.PeerConnection) error) error {
	pc, err := g.client()
	if err != nil {
		return err
	}
	g.pcs = append(g.pcs, pc)
	if err := prepare(pc); err != nil {
		return err
	}
	gathered := pion.GatheringCompletePromise(pc)
	o, err := pc.CreateOffer(nil)
	if err == nil {
		err = pc.SetLocalDescription(o)
	}
	if err != nil {
		return err
	}
	<-gathered
	answer, err := g.post(address, pc.LocalDescription().SDP)
	if err != nil {
		return err
	}
	return pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: answer})
}

func (g *stage) post(address, offer string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(offer))
	if err != nil {
		return "", err
	}
	q.Header.Set("Content-Type", "application/sdp")
	if g.venue.token != "" {
		q.Header.Set("Authorization", "Bearer "+g.venue.token)
	}
	visitor := &http.Client{Transport: &http.Transport{}}
	g.visitors = append(g.visitors, visitor)
	a, err := visitor.Do(q)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(a.Body)
	if err == nil && a.StatusCode != http.StatusCreated {
		err = fmt.Errorf("%s: %s %s", address, a.Status, answer)
	}
	return string(answer), err
}

// publish begins one publication and waits until it is connected.
func (g *stage) publish() error {
	connected := make(chan struct{})
	var once sync.Once
	err := g.connect(g.venue.publish, func(pc *pion.PeerConnection) error {
		pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
			if s == pion.PeerConnectionStateConnected {
				once.Do(func() { close(connected) })
			}
		})
		return g.perform(pc)
	})
	if err != nil {
		return err
	}
	select {
	case <-connected:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("the publisher did not connect")
	}
}

// perform adds what is published. Reports are read, as pion asks: its interceptors answer requests for lost packets only then.
func (g *stage) perform(pc *pion.PeerConnection) error {
	for i, mime := range []string{pion.MimeTypeVP8, pion.MimeTypeOpus} {
		t, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, mime, "bench")
		if err != nil {
			return err
		}
		g.tracks[i] = t
		way, err := pc.AddTransceiverFromTrack(t, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
		if err != nil {
			return err
		}
		go func() {
			for b := make([]byte, 1500); ; {
				if _, _, err := way.Sender().Read(b); err != nil {
					return
				}
			}
		}()
	}
	return nil
}

// subscribe lets one more receive.
func (g *stage) subscribe() error {
	return g.connect(g.venue.play, func(pc *pion.PeerConnection) error {
		for _, kind := range []pion.RTPCodecType{pion.RTPCodecTypeVideo, pion.RTPCodecTypeAudio} {
			if _, err := pc.AddTransceiverFromKind(kind, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
				return err
			}
		}
		pc.OnTrack(func(remote *pion.TrackRemote, _ *pion.RTPReceiver) {
			r := &receiver{}
			g.mu.Lock()
			g.receivers = append(g.receivers, r)
			g.mu.Unlock()
			r.receive(remote, func() { g.playing.Add(1) })
		})
		return nil
	})
}

func (g *stage) close() {
	for _, pc := range g.pcs {
		_ = pc.Close() // nothing depends on how it ends
	}
	for _, v := range g.visitors {
		v.CloseIdleConnections()
	}
}
