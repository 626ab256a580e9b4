package webrtc_test

import (
	"context"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

// eventually looks again until the condition holds or the time is over.
func eventually(t *testing.T, ctx context.Context, what string, holds func() bool) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("%s: never", what)
		}
	}
}

func TestHowEverybodyDoesIsSaidAndCounted(t *testing.T) {
	ctx := guarded(t)
	e := openEngine(t)
	r := room(t, e)
	p := present(t, r, "anna")
	stranger.Steadily(t, func(n int) {
		if n%50 != 49 { // one in fifty is lost on the way
			_ = p.video.WriteRTP(vp8Packet(uint16(n), n, true, 640))
		}
	})
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	first := w.next(ctx, "video", func(received) bool { return true })
	of := func(person string) (found webrtc.PeerStats) {
		for _, s := range r.Stats() {
			if s.Person == person {
				found = s
			}
		}
		return found
	}
	eventually(t, ctx, "anna's camera", func() bool {
		s := of("anna")
		return len(s.Sending) == 1 && s.Sending[0].Source == webrtc.Camera && s.Sending[0].Width == 640 && s.Up > 0 && s.UpLoss != nil && *s.UpLoss > 0
	})
	eventually(t, ctx, "bruno's picture", func() bool {
		s := of("bruno")
		return s.Down > 0 && len(s.Receiving) == 1 && s.Receiving[0].Person == "anna" && s.Receiving[0].Height == 360 && s.Line == webrtc.LineGood
	})
	if s := of("bruno"); s.Up != 0 || s.UpLoss != nil || s.DownLoss != nil || s.RTT != nil || time.Since(s.Since) > patience {
		t.Errorf("bruno, who publishes nothing and has reported nothing: %+v", s)
	}
	before := e.Totals()
	ask := func(sequences ...uint16) {
		if err := w.pc.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerNack{MediaSSRC: uint32(first.ssrc), Nacks: rtcp.NackPairsFromSequenceNumbers(sequences)}}); err != nil {
			t.Fatal(err)
		}
	}
	ask(first.SequenceNumber, first.SequenceNumber+30000) // the second was never sent
	eventually(t, ctx, "one answered, one not", func() bool {
		now := e.Totals()
		return now.Answered == before.Answered+1 && now.Unanswered == before.Unanswered+1
	})
	if err := w.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(first.ssrc)}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, ctx, "a keyframe asked for", func() bool { return e.Totals().Keyframes > before.Keyframes })
	now := e.Totals()
	if now.Rooms != 1 || now.Peers["room"] != 2 || now.Tracks[webrtc.Camera] != 1 || now.Received == 0 || now.Asked == 0 ||
		now.Forwarded == 0 || now.ForwardedBytes < 20*now.Forwarded {
		t.Errorf("%+v", now)
	}
}
