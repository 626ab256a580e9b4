//go:build soak

package e2e

import (
	"fmt"
	"testing"
	"time"
)

// From an office whose firewall lets nothing pass but web pages one hears the room over plain HTTP.
func TestASlowLineThatCarriesPagesAloneIsListenedOver(t *testing.T) {
	o := newOffice(t)
	h := newHouse(t, true, "--media-address", o.outside, "--media-port", fmt.Sprint(freeUDPPort(t)))
	staff, learner := h.as(t, "staff"), h.newLearner(t, "Ufficio", "Murato")
	w := plansWebinar(t, staff, "Solo pagine", nil)
	learner.post(w.path+"/registration", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.enters()
	o.letsPass("tcp", o.outside, freeUDPPort(t)) // where nobody is
	far := w.atDoor(t, o.enters(h), desktop, learner, 0)
	far.reads("#plain-words", "solo ascolto, con circa due secondi di ritardo")
	far.click("#plain-enter")
	far.isAt("room")
	far.until("it plays", `document.getElementById("plain-audio").currentTime > 0.2`)
	hearsPlainly(host, far, 6*time.Second)
	far.opensPanel("chat")
	far.says("#chat-text", "Da dietro il muro")
	host.reads("#panel-chat", "Da dietro il muro")
}

// A browser that knows no MediaSource either plays the stream by itself, as an older telephone does.
func TestASlowLineIsListenedOverWithoutMediaSource(t *testing.T) {
	h, _ := houseWithMedia(t)
	staff, learner := h.as(t, "staff"), h.newLearner(t, "Telefono", "Vecchio")
	w := plansWebinar(t, staff, "Come una volta", nil)
	learner.post(w.path+"/registration", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.enters()
	far := w.comesDeaf(t, h, learner, deaf+`; Object.defineProperty(window, "MediaSource", { value: undefined }); Object.defineProperty(window, "ManagedMediaSource", { value: undefined })`)
	far.until("the element plays the stream itself", `document.getElementById("plain-audio").src.includes("format=ogg")`)
	hearsPlainly(host, far, 20*time.Second)
}
