package hooks_test

import (
	"errors"
	"testing"

	"aula/webinars"
)

func TestWhoLosesTheSeatIsShownOutOfTheRoom(t *testing.T) {
	h := newHall(t, nil)
	host, _ := h.enter(t, "host")
	bruno, _ := h.enter(t, "bruno")
	ada, _ := h.enter(t, "ada")
	if err := webinars.Remove(h.app, h.ids["bruno"]); err != nil {
		t.Fatal(err)
	}
	if code := bruno.ended(); code != 4012 {
		t.Errorf("who was removed from the list: the line was closed with %d", code)
	}
	if err := webinars.WithdrawLink(h.app, h.ids["ada"]); err != nil { // she came by her session
		t.Fatal(err)
	}
	ada.must("chat.send", `"text":"Ci sono","to":"all"`)
	if err := webinars.Cancel(h.app, h.webinar); !errors.Is(err, webinars.ErrUnderway) {
		t.Errorf("a webinar that is open was cancelled: %v", err)
	}
	host.endsTheRoom()
}
