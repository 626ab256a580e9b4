package e2e

import (
	"net/url"
	"testing"
)

// What the door shows of a microphone has its room from the start: who turns it on and aims at the camera's button meets it.
func TestNothingAtTheDoorMovesWhenDevicesComeOn(t *testing.T) {
	t.Parallel()
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
