package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Door, wait, room with each of its panels, and the end: none of it shuts anybody out, in light and in dark, on a desk and in a hand.
func TestTheRoomShutsNobodyOut(t *testing.T) {
	staff := academy.as(t, "staff")
	w := plansWebinar(t, staff, "Porte aperte", nil)
	learner := academy.newLearner(t, "Olga", "Porta")
	learner.post(w.path+"/registration", nil)
	small := w.atDoor(t, academy, phone, learner, 0)
	small.prefers("dark")
	small.visit(w.path + "/room") // anew: colours that change take their time
	small.barriers("door")
	small.scrolls("door")
	small.click("#enter")
	small.isAt("waiting")
	small.barriers("waiting")
	small.picture("room-waiting")
	host := w.atDoor(t, academy, desktop, staff, 0)
	host.turnsOnCamera()
	host.barriers("door of hosts")
	host.enters()
	small.isAt("room")
	small.until("a picture", `document.querySelector("#stage video[data-track]")?.videoWidth > 0`)
	for _, r := range []roomTab{host, small} {
		for _, panel := range []string{"chat", "questions", "hands", "polls", "people"} {
			r.opensPanel(panel)
			r.barriers("room, " + panel)
		}
		r.scrolls("room")
	}
	host.click("#stats")
	host.reads("#panel-people", "Mbit/s")
	host.barriers("lines")
	host.picture("room-lines")
	host.click("#tools summary")
	host.barriers("tools")
	host.picture("room-tools")
	host.do(chromedp.SendKeys(chromedp.CSS("#tools summary"), "?"))
	host.until("keys are told", `document.getElementById("keys-list").open`)
	host.barriers("keys")
	host.click("#keys-list button")
	small.picture("room-phone-dark")
	small.click("#panel-close")
	small.click("#leave")
	small.isAt("ended")
	small.barriers("ended")
}

// All of the room is reached by the keyboard alone.
func TestTheRoomIsRunByKeys(t *testing.T) {
	staff := academy.as(t, "staff")
	w := plansWebinar(t, staff, "Senza mouse", nil)
	host := w.atDoor(t, academy, desktop, staff, 0)
	host.tabTo("#enter")
	host.press(kb.Enter)
	host.isAt("room")
	for key, css := range map[string]string{"m": "#microphone", "v": "#camera", "s": "#screen", "h": "#hand"} {
		host.press(key)
		host.until(key+" turned it on", `document.querySelector("`+css+`").getAttribute("aria-pressed") === "true"`)
		host.press(key)
		host.until(key+" turned it off", `document.querySelector("`+css+`").getAttribute("aria-pressed") === "false"`)
	}
	host.press("4")
	host.until("the fourth tab is shown", `!document.getElementById("panel-polls").hidden && document.activeElement.id === "tab-polls"`)
	host.press("1")
	host.tabTo("#chat-text")
	host.press("m")
	host.until("letters are text in a field", `document.getElementById("chat-text").value === "m" && document.getElementById("microphone").getAttribute("aria-pressed") === "false"`)
	host.press(kb.Enter)
	host.reads("#panel-chat [data-list]", "m")
	host.press(kb.Escape)
	host.tabTo("#leave")
	host.press(kb.Enter)
	host.until("it asks presenters", `document.querySelector("dialog[open]")`)
	host.press(kb.Enter)
	host.until("one of the two", `!document.querySelector("dialog[open]")`)
}
