//go:build soak

package e2e

import (
	"strconv"
	"testing"
)

// An academy that has both families is reached over IPv6 where the firewall lets nothing else pass, by each way.
func TestAWebinarPassesOverIPv6(t *testing.T) {
	o := newOffice(t)
	media, relay, secure := freeUDPPort(t), freeUDPPort(t), freeUDPPort(t)
	certificate, key := ownCertificate(t, o.six)
	h := newHouse(t, true, "--media-address", o.outside+","+o.six, "--media-port", strconv.Itoa(media), "--turn-port", strconv.Itoa(relay),
		"--turn-tls-port", strconv.Itoa(secure), "--turn-name", o.six, "--turn-certificate", certificate, "--turn-key", key)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Con IPv6", nil)
	learner := h.newLearner(t, "Ufficio", "Nuovo")
	learner.post(w.path+"/registration", nil)
	inside := o.enters(h)
	for _, row := range []struct {
		says, protocol, door, way string
		port                      int
	}{
		{"the port of media", "udp", "video passano.", "direct", media},
		{"the port of media over TCP", "tcp", "vanno per TCP", "tcp", media},
		{"the relay's port", "udp", "ripetitore, perché", "relay", relay},
		{"the relay's port over TCP", "tcp", "ripetitore, perché", "relay", relay},
		{"the relay's port of TLS", "tcp", "cifrati come una pagina web", "relay_tls", secure},
	} {
		t.Run(row.says, func(t *testing.T) {
			o.letsPass(row.protocol, o.six, row.port)
			host := w.atDoor(t, inside, desktop, staff, 0)
			guest := w.atDoor(t, inside, desktop, learner, 0)
			host.turnsOnMicrophone()
			host.turnsOnCamera()
			guest.reads("#transport", row.door)
			host.enters()
			guest.enters()
			guest.plays(1)
			if got := figure(t, h, `aula_media_ways{way="`+row.way+`"}`); got != 2 {
				t.Errorf("%v connections are said to go that way", got)
			}
		})
	}
}
