//go:build soak

package e2e

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"aula/bench/relay"
)

// A real browser behind a line of 150 kbit/s that loses three packets of a hundred: the voice goes on, the picture stops with a reason, and
// comes back with the line.
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

	line.relay.Down(relay.Line{Rate: 150e3, Loss: 0.03, Delay: 60 * time.Millisecond})
	line.relay.Up(relay.Line{Loss: 0.03, Delay: 60 * time.Millisecond})
	fell := time.Now()
	far.until("sound goes on alone", `document.getElementById("line").dataset.is === "sound"`)
	t.Logf("pictures stopped after %v", time.Since(fell))
	far.until("the picture says why it stands still", `!document.querySelector("#stage .tile-lost").hidden`)
	far.picture("room-slow-line")
	far.until("five seconds of sound are heard", fmt.Sprintf(`(() => {
		window.reports("inbound-rtp").then((all) => {
			const sound = all.find((r) => r.kind === "audio")
			if (!sound) return
			window.first ??= sound
			window.heard = (sound.concealedSamples - window.first.concealedSamples) / (sound.totalSamplesReceived - window.first.totalSamplesReceived)
			window.samples = sound.totalSamplesReceived - window.first.totalSamplesReceived
		})
		return window.samples > 48000 * %d
	})()`, 5))
	t.Logf("of the sound %.1f %% was concealed", 100*eval[float64](far.tab, "window.heard"))
	if eval[float64](far.tab, "window.heard") > 0.10 {
		t.Errorf("%.1f %% of the sound was made up", 100*eval[float64](far.tab, "window.heard"))
	}

	line.relay.Down(relay.Line{})
	line.relay.Up(relay.Line{})
	mended := time.Now()
	far.until("pictures come back", `["good", "slow"].includes(document.getElementById("line").dataset.is)`)
	far.stills()
	far.plays(1)
	t.Logf("pictures came back after %v", time.Since(mended))

	far.click("#data > summary")
	far.click(`#data [value="sound"]`)
	far.until("the choice is said", `document.getElementById("line").dataset.is === "chosen_sound"`)
	far.picture("room-data")
	far.click(`#data [value="auto"]`)
	far.click("#data > summary")
}
