//go:build soak

package e2e

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"aula/bench/relay"
)

// mostClimb is within what pictures are to come back once the line carries them.
const mostClimb = 15 * time.Second

// A real browser behind a line of 150 kbit/s that loses three packets of a hundred: the voice goes on, the picture stops with a reason, and
// comes back in time with the line, however long it was thin.
func TestASlowLineKeepsTheVoiceAndGetsThePictureBack(t *testing.T) {
	h, port := houseWithMedia(t)
	staff, bruno := h.as(t, "staff"), h.newLearner(t, "Bruno", "Sala")
	w := plansWebinar(t, staff, "Dalla valle", url.Values{})
	bruno.post(w.path+"/registration", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	host.enters()
	line := newLine(t, h, port)
	far := w.atDoor(t, line.house, desktop, bruno, line.port())
	far.enters()
	far.plays(1)

	for i, heard := range []int{5, 2, 9, 4, 7} { // seconds of sound until the line is mended: a trial is then under way, or not
		fell := time.Now()
		line.relay.Down(relay.Line{Rate: 150e3, Loss: 0.03, Delay: 60 * time.Millisecond})
		line.relay.Up(relay.Line{Loss: 0.03, Delay: 60 * time.Millisecond})
		far.until("sound goes on alone", `document.getElementById("line").dataset.is === "sound"`)
		t.Logf("pictures stopped after %v", time.Since(fell))
		far.until("the picture says why it stands still", `!document.querySelector("#stage .tile-lost").hidden`)
		if i == 0 {
			far.picture("room-slow-line")
		}
		if concealed := far.hears(heard); concealed > 0.10 {
			t.Errorf("%.1f %% of the sound was made up", 100*concealed)
		}
		far.countsPictures()
		line.relay.Down(relay.Line{})
		line.relay.Up(relay.Line{})
		mended := time.Now()
		far.until("ten pictures come", `window.pictures() > window.before + 10`)
		took := time.Since(mended)
		t.Logf("pictures came back after %v", took)
		if took > mostClimb {
			t.Errorf("after %d s of sound alone pictures came back after %v, and not within %v", heard, took, mostClimb)
		}
		far.until("the line is said to be better", `["good", "slow"].includes(document.getElementById("line").dataset.is)`)
		far.stills()
		far.plays(1)
	}

	far.click("#data > summary")
	far.click(`#data [value="sound"]`)
	far.until("the choice is said", `document.getElementById("line").dataset.is === "chosen_sound"`)
	far.picture("room-data")
	far.click(`#data [value="auto"]`)
	far.click("#data > summary")
}

// hears waits until so many seconds of sound were heard, and says which share of them was made up.
func (r roomTab) hears(seconds int) (concealed float64) {
	r.Helper()
	eval[bool](r.tab, `(delete window.first, window.samples = 0, true)`)
	r.until(fmt.Sprintf("%d seconds of sound are heard", seconds), fmt.Sprintf(`(() => {
		window.reports("inbound-rtp").then((all) => {
			const sound = all.find((r) => r.kind === "audio")
			if (!sound) return
			window.first ??= sound
			window.heard = (sound.concealedSamples - window.first.concealedSamples) / (sound.totalSamplesReceived - window.first.totalSamplesReceived)
			window.samples = sound.totalSamplesReceived - window.first.totalSamplesReceived
		})
		return window.samples > 48000 * %d
	})()`, seconds))
	concealed = eval[float64](r.tab, "window.heard")
	r.Logf("of the sound %.1f %% was concealed", 100*concealed)
	return concealed
}

// countsPictures begins to count the pictures that are shown.
func (r roomTab) countsPictures() {
	r.Helper()
	eval[bool](r.tab, `(window.pictures = () => Math.max(0, ...[...document.querySelectorAll("#stage video[data-track]")].map((v) => v.getVideoPlaybackQuality().totalVideoFrames)), window.before = window.pictures(), true)`)
}
