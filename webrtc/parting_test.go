package webrtc_test

import (
	"fmt"
	"sync"
	"testing"

	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

// Who leaves in the very moment in which the connection comes about, again and again, harms nobody: the race detector and the guard watch.
func TestASessionMayEndInAnyMoment(t *testing.T) {
	for _, moment := range []pion.ICEConnectionState{pion.ICEConnectionStateNew, pion.ICEConnectionStateChecking, pion.ICEConnectionStateConnected} {
		t.Run(moment.String(), func(t *testing.T) {
			guarded(t)
			r := room(t, openEngine(t))
			var left sync.WaitGroup
			for i := range 20 {
				pc, _, offer := player(t)
				s, err := r.Play(webrtc.Member{ID: "viewer", Key: fmt.Sprint(i)}, offer)
				if err != nil {
					t.Fatal(err)
				}
				then := make(chan struct{}, 8)
				pc.OnICEConnectionStateChange(func(state pion.ICEConnectionState) {
					if state == moment {
						then <- struct{}{}
					}
				})
				acceptAnswer(t, pc, s.Answer())
				if moment != pion.ICEConnectionStateNew {
					<-then
				}
				s.End()
				left.Go(func() { stranger.Part(pc) })
			}
			left.Wait()
		})
	}
}
