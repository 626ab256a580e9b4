package e2e

import "testing"

// A camera is turned off and on again, more often than one connection has room for.
func TestACameraComesBackEachTime(t *testing.T) {
	h, _ := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Si vede e non si vede", nil)
	host, v := w.hasAViewer(t, h, staff, desktop)
	for range 10 {
		host.click("#camera")
		v.until("it has gone", `!document.querySelector("#stage video[data-track]")`)
		host.click("#camera")
		v.until("it is back", `[...document.querySelectorAll("#stage video[data-track]")].some((v) => v.videoWidth > 0 && v.currentTime > 0)`)
	}
	if made := eval[int](host.tab, `window.connections.filter((c) => c.getSenders().some((s) => s.track)).length`); made != 2 {
		t.Errorf("it has been published over %d connections", made)
	}
	v.stills()
	v.plays(1)
}
