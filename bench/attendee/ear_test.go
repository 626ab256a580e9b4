package attendee

import (
	"testing"
	"time"

	"github.com/pion/rtp"

	"aula/webrtc/red"
)

func TestAnEarCountsFramesThatCameInTime(t *testing.T) {
	var e Ear
	began := time.Now()
	for n := range 150 {
		late := 10 * time.Millisecond
		switch {
		case n == 20: // lost, and carried by the next one
			continue
		case n >= 30 && n < 45: // lost for good
			continue
		case n == 50:
			late = time.Second
		}
		h := rtp.Header{Version: 2, PayloadType: 111, Timestamp: uint32(n * voiceTick)}
		payload := []byte{1}
		if n == 21 {
			h.PayloadType = redundant
			payload, _ = red.Append(nil, red.Block{Format: 111, Offset: voiceTick, Payload: payload}, red.Block{Format: 111, Payload: payload})
		}
		b, err := (&rtp.Packet{Header: h, Payload: payload}).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		e.take(b, began.Add(time.Duration(n)*time.Second/voices+late))
	}
	if got, want := e.Heard(), (Heard{Frames: 100, InTime: 84, Longest: 15, Holes: 1, Wrapped: 1}); got != want {
		t.Errorf("%+v, not %+v", got, want)
	}
}
