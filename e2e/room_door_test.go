package e2e

import (
	"net/url"
	"testing"
)

// What the door shows of a microphone has its room from the start: who turns it on and aims at the camera's button meets it. It is tried alone:
// the browser has one camera for all tabs, which does not come while another tab lets it go.
func TestNothingAtTheDoorMovesWhenDevicesComeOn(t *testing.T) {
	staff := academy.as(t, "staff")
	w := plansWebinar(t, staff, "Prova dei dispositivi", url.Values{})
	for name, l := range map[string]look{"phone": phone, "desktop": desktop} {
		r := w.atDoor(t, academy, l, staff, 0)
		r.picture("door-off-" + name)
		const places = `JSON.stringify(["#check-camera", "#enter"].map((e) => Math.round(document.querySelector(e).getBoundingClientRect().top - document.querySelector("#check-microphone").getBoundingClientRect().top)))`
		before := eval[string](r.tab, places)
		r.turnsOnMicrophone()
		if after := eval[string](r.tab, places); after != before {
			t.Errorf("%s: below the first button the others were at %s and are at %s", name, before, after)
		}
		r.turnsOnCamera()
		if after := eval[string](r.tab, places); after != before {
			t.Errorf("%s, with the camera: they were at %s and are at %s", name, before, after)
		}
		r.picture("door-on-" + name)
	}
}

// A device that answers only once somebody has gone in without it is let go: no camera stays on that nobody can turn off.
func TestADeviceThatComesAfterItsOwnerWentInIsLetGo(t *testing.T) {
	staff := academy.as(t, "staff")
	w := plansWebinar(t, staff, "Prova del ritardo", url.Values{})
	r := w.atDoor(t, academy, desktop, staff, 0)
	eval[bool](r.tab, `(() => {
		const devices = navigator.mediaDevices, opens = devices.getUserMedia.bind(devices), inside = new Promise((go) => (window.inside = go))
		devices.getUserMedia = async (wanted) => { await inside; return (window.late = await opens(wanted)) }
		return true
	})()`)
	r.click("#check-camera")
	r.enters()
	eval[bool](r.tab, `(window.inside(), true)`)
	r.until("the camera is let go", `window.late?.getTracks().every((track) => track.readyState === "ended")`)
}
