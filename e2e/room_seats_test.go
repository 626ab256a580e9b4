//go:build soak

package e2e

import (
	"fmt"
	"testing"
)

// Who waits for a seat sees the stage, and gets the seat of somebody who chooses to hear the room over plain HTTP; who thinks better of it waits.
func TestASlowLineGivesItsSeatAway(t *testing.T) {
	h := newHouse(t, true, "--media-address", "127.0.0.1", "--media-port", fmt.Sprint(freeUDPPort(t)), "--media-seats", "1")
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Un posto solo", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	host.enters()
	var guests []roomTab
	for _, name := range []string{"Ada", "Bruno"} {
		who := h.newLearner(t, name, "In Fila")
		who.post(w.path+"/registration", nil)
		guest := w.atDoor(t, h, phone, who, 0)
		guest.enters()
		guest.plays(1)
		guests = append(guests, guest)
	}
	ada, bruno := guests[0], guests[1]
	bruno.until("he watches the stage alone", `!document.getElementById("overflow").hidden`)
	ada.click("#data > summary")
	ada.picture("room-line-menu")
	ada.click(`#data [value="plain"]`)
	ada.click("#data > summary")
	ada.until("she hears the room over plain HTTP", `document.getElementById("plain-audio").currentTime > 1`)
	ada.until("nothing else comes to her", `!document.querySelector("#stage video[data-track]") && window.connections.every((c) => c.connectionState === "closed")`)
	ada.picture("room-line-plain")
	bruno.until("he has the seat", `document.getElementById("overflow").hidden && !document.getElementById("seat-free").hidden`)
	bruno.picture("room-seat-free")
	bruno.stills()
	bruno.plays(1)
	ada.click("#data > summary")
	ada.click(`#data [value="auto"]`)
	ada.click("#data > summary")
	ada.until("she waits for a seat", `!document.getElementById("overflow").hidden && document.getElementById("plain-audio").hidden`)
	ada.plays(1)
	bruno.click("#leave")
	ada.until("she has the seat", `document.getElementById("overflow").hidden && !document.getElementById("seat-free").hidden`)
	ada.stills()
	ada.plays(1)
}
