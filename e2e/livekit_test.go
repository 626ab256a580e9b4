package e2e

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aula/webrtc/livekit"
)

// liveKitHere is the LiveKit server that the environment names for tests; nil: none. The academies of all tests then know it too.
func liveKitHere(t *testing.T) *livekit.Server {
	t.Helper()
	c := livekit.Config{URL: os.Getenv("AULA_LIVEKIT_URL"), Key: os.Getenv("AULA_LIVEKIT_KEY"), Secret: livekit.Secret(os.Getenv("AULA_LIVEKIT_SECRET"))}
	if c.URL == "" {
		fmt.Fprintln(os.Stderr, "NOT TESTED: no real LiveKit server. Set AULA_LIVEKIT_URL, AULA_LIVEKIT_KEY and AULA_LIVEKIT_SECRET, and run make livekit.")
		return nil
	}
	s, err := livekit.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A webinar whose sound and pictures LiveKit carries is the same webinar: who may do what, what hosts decide, the end, and who was there.
func TestAWebinarIsCarriedByARealLiveKit(t *testing.T) {
	server := liveKitHere(t)
	if server == nil {
		return
	}
	h, _ := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Assemblea grande", url.Values{"engine": {"livekit"}})
	if form := staff.get("/manage" + w.path); !regexp.MustCompile(`value="livekit" checked`).Match(form.body) {
		t.Error("the plan does not say that LiveKit carries it")
	}
	ada := h.newLearner(t, "Ada", "Neri")
	ada.post(w.path+"/registration", nil)

	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	host.enters()
	first := w.atDoor(t, h, desktop, ada, 0)
	first.enters()
	first.plays(1)
	host.picture("livekit-host")
	first.picture("livekit-attendee")
	host.click("#screen")
	first.stills()
	first.plays(2)
	first.until("the pictures come from LiveKit", `window.connections.length > 0 && document.getElementById("line").hidden`)

	host.opensPanel("chat")
	host.says("#chat-text", "Si sente?")
	first.opensPanel("chat")
	first.reads("#panel-chat", "Si sente?")

	room := "aula-" + strings.TrimPrefix(w.path, "/webinars/")
	if got := sources(t, server, room); got != "camera microphone screen_share screen_share_audio" {
		t.Errorf("LiveKit has %q", got)
	}
	for _, p := range participants(t, server, room) { // whom the server loses finds back by another token
		if err := server.Remove(t.Context(), room, p.Identity); err != nil {
			t.Fatal(err)
		}
	}
	first.stills()
	first.plays(2)
	first.until("the line is good", `document.getElementById("line").dataset.is === "good"`)

	host.opensPanel("people")
	host.reads("#panel-people", "Ada Neri")
	host.gives("Ada Neri", "presenter")
	first.until("she may speak", `document.getElementById("room").dataset.role === "presenter"`)
	first.click("#microphone")
	first.until("her microphone is on", `document.getElementById("microphone").getAttribute("aria-pressed") === "true"`)
	eventually(t, "both microphones at LiveKit", func() bool { return strings.Count(sources(t, server, room), "microphone") == 2 })
	host.does("Ada Neri", "mute")
	first.until("her microphone is off", `document.getElementById("microphone").getAttribute("aria-pressed") === "false"`)
	eventually(t, "single microphone at LiveKit", func() bool { return strings.Count(sources(t, server, room), "microphone") == 1 })
	first.click("#microphone")
	eventually(t, "second microphone again", func() bool { return strings.Count(sources(t, server, room), "microphone") == 2 })
	host.gives("Ada Neri", "attendee")
	eventually(t, "end of an attendee's microphone", func() bool { return strings.Count(sources(t, server, room), "microphone") == 1 })
	first.stills()
	first.plays(2)

	host.does("Ada Neri", "remove")
	host.click(`dialog[open] [value="yes"], dialog[open] .btn-danger`)
	first.isAt("ended")
	eventually(t, "way out at LiveKit", func() bool { return len(participants(t, server, room)) == 1 })
	host.click("#end")
	host.click(`dialog[open] [value="yes"], dialog[open] .btn-danger`)
	host.isAt("ended")
	eventually(t, "end of the room at LiveKit", func() bool { return len(participants(t, server, room)) == 0 })
	if register := staff.get("/api/aula" + w.path + "/attendance"); !register.says("Ada Neri") {
		t.Errorf("the register lacks her: %s", register.body)
	}
}

// While LiveKit is away the room is open, and everybody reads what is missing and that it is tried again.
func TestARoomGoesOnWhileLiveKitIsAway(t *testing.T) {
	closed, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "livekit.key")
	if err := os.WriteFile(key, []byte("aulaprova: "+strings.Repeat("x", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, true, "--livekit-url", "ws://"+closed, "--livekit-key-file", key)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Senza audio", url.Values{"engine": {"livekit"}})
	host := w.atDoor(t, h, phone, staff, 0)
	host.foresee("WebSocket")
	host.foresee("ERR_CONNECTION_REFUSED")
	host.foresee("Failed to load resource")
	host.enters()
	host.reads("#line", "fuori servizio")
	host.opensPanel("chat")
	host.says("#chat-text", "Intanto scriviamoci.")
	host.reads("#panel-chat", "Intanto scriviamoci.")
	host.picture("livekit-away")
	if status, said := h.command(t, "doctor", "--livekit-url", "ws://"+closed, "--livekit-key-file", key); status != 2 || !strings.Contains(said, "LiveKit non risponde") || strings.Contains(said, "xxxx") {
		t.Errorf("the doctor says %d: %s", status, said)
	}
}

func participants(t *testing.T, server *livekit.Server, room string) []livekit.Participant {
	t.Helper()
	list, err := server.Participants(t.Context(), room)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// sources are what is heard and seen in a room at LiveKit, in order.
func sources(t *testing.T, server *livekit.Server, room string) string {
	t.Helper()
	var all []string
	for _, p := range participants(t, server, room) {
		for _, track := range p.Tracks {
			if !track.Muted {
				all = append(all, string(track.Source.Source()))
			}
		}
	}
	return strings.Join(slices.Sorted(slices.Values(all)), " ")
}

// does presses a button of somebody's line among the people, gives chooses their role.
func (r roomTab) does(name, act string) {
	r.Helper()
	eval[bool](r.tab, fmt.Sprintf(`(() => { const line = [...document.querySelectorAll("#panel-people [data-list] > li")].find((l) => l.textContent.includes(%q)); line.querySelector("details").open = true; line.querySelector("[data-act=%s]").click(); return true })()`, name, act))
}

func (r roomTab) gives(name, role string) {
	r.Helper()
	eval[bool](r.tab, fmt.Sprintf(`(() => { const line = [...document.querySelectorAll("#panel-people [data-list] > li")].find((l) => l.textContent.includes(%q)); const choice = line.querySelector("[data-act=role]"); choice.value = %q; choice.dispatchEvent(new Event("change", { bubbles: true })); return true })()`, name, role))
}
