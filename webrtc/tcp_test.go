package webrtc_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

// overTCP is a connection of somebody whose firewall lets no UDP pass.
func overTCP(t *testing.T) *pion.PeerConnection {
	t.Helper()
	pc, err := clientOver(t, pion.NetworkTypeTCP4, false).NewPeerConnection(pion.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stranger.Part(pc) })
	return pc
}

func TestMediaPassOverTCPBothWays(t *testing.T) {
	ctx := guarded(t)
	e := openEngine(t)
	if e.TCPPort() != e.Port() {
		t.Logf("port %d is another program's for TCP; ours is %d", e.Port(), e.TCPPort())
	}
	r := room(t, e)
	p := presentBy(t, r, "anna", overTCP(t), nil)
	stranger.Steadily(t, func(n int) {
		_ = p.video.WriteRTP(vp8Packet(uint16(n), n, n%20 == 0, 640))
		_ = p.audio.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * 480}, Payload: []byte{1, 2, 3}})
	})
	behind, free := watchBy(t, r, webrtc.Member{ID: "bruno"}, overTCP(t), nil), watch(t, r, webrtc.Member{ID: "carla"})
	for _, w := range []*watcher{behind, free} {
		last := w.next(ctx, "a picture", func(p received) bool { return p.name.Source == webrtc.Camera && len(p.Payload) > 0 })
		for range 30 {
			next := w.next(ctx, "a picture", func(p received) bool { return p.name.Source == webrtc.Camera })
			if next.SequenceNumber != last.SequenceNumber+1 {
				t.Fatalf("%d follows %d", next.SequenceNumber, last.SequenceNumber)
			}
			last = next
		}
		w.next(ctx, "sound", func(p received) bool { return p.name.Source == webrtc.Microphone })
	}
}

func TestASessionOverTCPMayEndInAnyMoment(t *testing.T) {
	for _, moment := range []pion.ICEConnectionState{pion.ICEConnectionStateChecking, pion.ICEConnectionStateConnected} {
		t.Run(moment.String(), func(t *testing.T) {
			guarded(t)
			r := room(t, openEngine(t))
			var left sync.WaitGroup
			for i := range 4 {
				pc := overTCP(t)
				if _, err := pc.AddTransceiverFromKind(pion.RTPCodecTypeVideo, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
					t.Fatal(err)
				}
				then := make(chan struct{}, 8)
				pc.OnICEConnectionStateChange(func(state pion.ICEConnectionState) {
					if state == moment {
						then <- struct{}{}
					}
				})
				s, err := r.Play(webrtc.Member{ID: "viewer", Key: fmt.Sprint(i)}, localOffer(t, pc, false))
				if err != nil {
					t.Fatal(err)
				}
				acceptAnswer(t, pc, s.Answer())
				<-then
				s.End()
				left.Go(func() { stranger.Part(pc) })
			}
			left.Wait()
		})
	}
}
