package slowline

import (
	"context"
	"testing"
	"time"

	"aula/bench/attendee"
	"aula/hooks"
)

func TestATabFollowsTheStagePastTheLastSeatAndGetsASeatThatBecomesFree(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	h := openHall(t, func(o *hooks.Options) { o.Seats = 1 })
	host := h.come(ctx, "host", attendee.Options{Media: h.media})
	must(t, host.Present(ctx, 1))
	ada := h.come(ctx, "ada", attendee.Options{Media: h.media})
	_, err := ada.Play(ctx)
	must(t, err)
	seated := make(chan struct{}, 8)
	bruno := h.come(ctx, "bruno", attendee.Options{Media: h.media, Heard: func(kind string, _ []byte) {
		if kind == "media.offer" {
			seated <- struct{}{}
		}
	}})
	_, err = bruno.Play(ctx)
	must(t, err)
	if ada.Overflows() || !bruno.Overflows() {
		t.Fatalf("ada watches the stage alone: %t, bruno: %t", ada.Overflows(), bruno.Overflows())
	}
	_ = ada.Leave(ctx) // the line may end before it is answered
	select {
	case <-seated:
	case <-ctx.Done():
		t.Fatal("the seat is nobody's")
	}
	_, err = bruno.Play(ctx)
	must(t, err)
	if bruno.Overflows() {
		t.Error("bruno has a seat and watches the stage alone")
	}
}
