package webrtc_test

import (
	"context"
	"testing"
	"time"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

// told waits until the tracks are as they should be.
func (w *watcher) told(ctx context.Context, what string, holds func([]webrtc.TrackState) bool) []webrtc.TrackState {
	w.t.Helper()
	for {
		select {
		case list := <-w.tracks:
			if holds(list) {
				return list
			}
		case <-ctx.Done():
			w.t.Fatalf("nobody said: %s", what)
		}
	}
}

func TestAPublisherWhoseLineIsCutStandsStillThenLeavesTheStageAndComesBackAsItWas(t *testing.T) {
	ctx := guarded(t)
	e := engineWith(t, webrtc.Config{Absence: 2500 * time.Millisecond})
	r, in := room(t, e), badLine(t, e, 1)
	p := presentOver(t, r, "anna", in)
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	last := film(t, p, 1)
	w.next(ctx, "a picture", camera)
	before := r.Tracks()[0]
	in.Cut()
	cut := time.Now()
	w.told(ctx, "the picture stands still", func(list []webrtc.TrackState) bool {
		return len(list) == 1 && list[0].Track == before.Track && list[0].Lost
	})
	if after := time.Since(cut); after < 4*time.Second || after > 6*time.Second {
		t.Errorf("said after %s", after)
	}
	w.told(ctx, "it has left", func(list []webrtc.TrackState) bool { return len(list) == 0 })
	in.Mend()
	w.told(ctx, "it is back", func(list []webrtc.TrackState) bool { return len(list) == 1 && list[0] == before })
	returns(ctx, t, w, last)
}

func TestAPublisherWhoStopsSendingStandsStillUntilTheNextPacket(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	p := present(t, r, "anna")
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	still := func(lost bool) func([]webrtc.TrackState) bool {
		return func(list []webrtc.TrackState) bool { return len(list) == 1 && list[0].Lost == lost }
	}
	begun := 0
	write := func(n int) { _ = p.video.WriteRTP(numbered(begun+n, n%50 == 0)) }
	stop := stranger.Steadily(t, write)
	w.next(ctx, "a picture", camera)
	stop()
	w.told(ctx, "it stands still", still(true))
	begun = 5000
	stranger.Steadily(t, write)
	w.told(ctx, "it goes on", still(false))
}
