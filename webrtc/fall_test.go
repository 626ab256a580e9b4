package webrtc_test

import (
	"context"
	"testing"
	"time"

	"aula/bench/relay"
	"aula/webrtc"
)

// How soon a person whose line falls must be told so, and see again after it is back.
const (
	fallsWithin  = 3 * time.Second
	climbsWithin = 15 * time.Second
)

func TestWhereNoPictureFitsSoundGoesOnAloneAndPicturesComeBack(t *testing.T) {
	guarded(t)
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	defer cancel()
	e := openEngine(t)
	r, line := room(t, e), badLine(t, e, 1)
	presentInLayers(t, r, "anna")
	w := watchOver(t, r, webrtc.Member{ID: "bruno"}, line)
	settles(ctx, t, w, 2)
	line.Down(relay.Line{Rate: 60e3})
	fell := time.Now()
	w.hears(ctx, webrtc.LineSound)
	if took := time.Since(fell); took > fallsWithin {
		t.Errorf("pictures stopped after %v", took)
	}
	line.Down(relay.Line{})
	back := time.Now()
	w.hears(ctx, webrtc.LineSlow)
	for seen := len(w.packets); seen > 0; seen-- {
		<-w.packets
	}
	w.next(ctx, "a picture after the line is back", camera)
	if took := time.Since(back); took > climbsWithin {
		t.Errorf("pictures came back after %v", took)
	}
}
