package main

import (
	"encoding/binary"
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

// stage is one publisher and those who receive, all in this process, before a server in its own.
type stage struct {
	url     string
	api     *pion.API
	pcs     []*pion.PeerConnection
	tracks  [2]*pion.TrackLocalStaticRTP // video, audio
	got     atomic.Int64                 // packets of the window
	playing atomic.Int64                 // connections that received both
	mu      sync.Mutex                   // guards delays
	delays  []time.Duration
}

func newStage(url string) (*stage, error) {
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
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM) // no other: both servers use the same cipher or none
	return &stage{url: url, api: pion.NewAPI(pion.WithMediaEngine(m), pion.WithSettingEngine(s), pion.WithInterceptorRegistry(&interceptor.Registry{}))}, nil
}

func (g *stage) connect(path string, prepare func(*pion.PeerConnection) error) error {
	pc, err := g.api.NewPeerConnection(pion.Configuration{})
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
	a, err := http.Post(g.url+path, "application/sdp", strings.NewReader(pc.LocalDescription().SDP))
	if err != nil {
		return err
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s %s: %w", path, a.Status, answer, err)
	}
	return pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: string(answer)})
}

// publish begins one publication and waits until it is connected.
func (g *stage) publish() error {
	connected := make(chan struct{})
	var once sync.Once
	err := g.connect("/publish", func(pc *pion.PeerConnection) error {
		pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
			if s == pion.PeerConnectionStateConnected {
				once.Do(func() { close(connected) })
			}
		})
		for i, mime := range []string{pion.MimeTypeVP8, pion.MimeTypeOpus} {
			t, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, mime, "bench")
			if err != nil {
				return err
			}
			g.tracks[i] = t
			if _, err := pc.AddTransceiverFromTrack(t, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly}); err != nil {
				return err
			}
		}
		return nil
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

// subscribe lets one more receive. Every hundredth packet's delay is kept.
func (g *stage) subscribe() error {
	return g.connect("/play", func(pc *pion.PeerConnection) error {
		for _, kind := range []pion.RTPCodecType{pion.RTPCodecTypeVideo, pion.RTPCodecTypeAudio} {
			if _, err := pc.AddTransceiverFromKind(kind, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
				return err
			}
		}
		pc.OnTrack(func(remote *pion.TrackRemote, _ *pion.RTPReceiver) { g.receive(remote) })
		return nil
	})
}

func (g *stage) receive(remote *pion.TrackRemote) {
	b := make([]byte, 1500)
	began := false
	for n := 0; ; n++ {
		size, _, err := remote.Read(b)
		if err != nil {
			return
		}
		if !began {
			began = true
			g.playing.Add(1)
		}
		if size < headerSize+stampAt+9 || b[headerSize+stampAt+8] == 0 {
			continue
		}
		g.got.Add(1)
		if n%20 == 0 {
			sent := time.Duration(binary.BigEndian.Uint64(b[headerSize+stampAt:]))
			g.mu.Lock()
			g.delays = append(g.delays, time.Since(began0)-sent)
			g.mu.Unlock()
		}
	}
}

func (g *stage) close() {
	for _, pc := range g.pcs {
		_ = pc.Close() // nothing depends on how it ends
	}
}
