package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// recorded is a recording as its route tells of it.
type recorded struct {
	ID, State, Reason string
	Type, Unshown     string
	Duration          float64
	Bytes             int64
	Width, Height     int
	Poster            bool
}

// recordings waits until so many recordings of a webinar are ready.
func (w webinar) recordings(t *testing.T, staff *person, ready int) []recorded {
	t.Helper()
	var got struct{ Recordings []recorded }
	eventually(t, fmt.Sprintf("%d recordings that are ready", ready), func() bool {
		got.Recordings = nil
		staff.json("GET", "/api/aula"+w.path+"/recordings", nil, &got)
		n := 0
		for _, r := range got.Recordings {
			if r.State == "ready" {
				n++
			}
		}
		return n == ready
	})
	return got.Recordings
}

// A host records; the power goes in the middle; the first part plays up to the last seconds, a second one has begun by itself. Both play
// and seek in a browser, and ffprobe finds nothing wrong with them.
func TestARecordingSurvivesAPowerCutAndPlays(t *testing.T) {
	h := newHouse(t, true, "--media-address", "127.0.0.1", "--media-port", fmt.Sprint(freeUDPPort(t)), "--recording-reserve", "0")
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Da rivedere", nil)
	ada := h.newLearner(t, "Ada", "Neri")
	ada.post(w.path+"/registration", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	host.enters()
	guest := w.atDoor(t, h, phone, ada, 0)
	guest.enters()
	guest.plays(1)

	for _, r := range []roomTab{host, guest} { // what screen readers are told is soon followed by something else
		eval[bool](r.tab, `(a => { window.announced = []; new MutationObserver(() => window.announced.push(a.textContent)).observe(a, { childList: true, characterData: true, subtree: true }); return true })(document.getElementById("announcer"))`)
	}
	host.click("#record")
	host.click(`dialog[open] [value="yes"]`)
	for _, r := range []roomTab{host, guest} { // seen, and heard by screen readers
		r.until("it says that it is recorded", `!document.getElementById("recorded").hidden && window.announced.some((words) => words.includes("viene registrato"))`)
	}
	host.picture("room-recorded-host")
	guest.picture("room-recorded-phone")
	late := w.atDoor(t, h, phone, ada, 0)
	late.sees("Questo webinar viene registrato")
	began := time.Now()
	staff.json("GET", "/api/aula"+w.path+"/recordings", nil, nil)
	guest.watches(8) // a film of some length
	for _, r := range []roomTab{host, guest, late} {
		r.foresee("WebSocket")
		r.foresee("net::")
	}
	if err := h.kill(); err != nil {
		t.Fatal(err)
	}
	lasted := time.Since(began).Seconds()
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	first := w.recordings(t, staff, 1)
	if len(first) != 2 || first[0].Reason != "restart" || first[1].State != "recording" {
		t.Fatalf("%+v", first)
	}
	if first[0].Duration < lasted-5 {
		t.Errorf("the film is %.1f s long, the power went after %.1f s", first[0].Duration, lasted)
	}
	guest.stills()
	guest.plays(1)
	guest.watches(3)
	host.click("#record")
	host.click(`dialog[open] [value="yes"]`)
	guest.until("it says that it is over", `document.getElementById("recorded").hidden`)
	both := w.recordings(t, staff, 2)
	for _, r := range both {
		if !r.Poster {
			t.Errorf("%s has no poster", r.ID)
		}
		h.probes(t, r)
		host.playsAndSeeks(r)
	}
	if got := h.stranger(t).get("/api/aula/recordings/" + both[0].ID + "/media"); got.status != http.StatusUnauthorized {
		t.Errorf("a stranger is answered %d", got.status)
	}
	if got := ada.get("/api/aula/recordings/" + both[0].ID + "/media"); got.status != http.StatusForbidden {
		t.Errorf("a learner is answered %d", got.status)
	}
}

// watches waits until so many seconds more of the stage have been shown.
func (r roomTab) watches(seconds int) {
	r.Helper()
	from := eval[float64](r.tab, `document.querySelector("#stage video").currentTime`)
	r.until(fmt.Sprintf("%d seconds are shown", seconds), fmt.Sprintf(`document.querySelector("#stage video").currentTime > %f`, from+float64(seconds)))
}

// probes looks at a film as ffprobe does: both tracks from beginning to end, decoded without a complaint.
func (h *house) probes(t *testing.T, r recorded) {
	t.Helper()
	kind, pictures := strings.TrimPrefix(r.Type, "video/"), "vp8"
	if kind == "mp4" {
		pictures = "h264"
	}
	film := filepath.Join(h.dir, "recordings", r.ID, "media."+kind)
	said, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", film).CombinedOutput()
	if err != nil {
		t.Fatalf("ffprobe: %v: %s", err, said)
	}
	var got struct {
		Format  struct{ Duration string }
		Streams []struct {
			CodecName string `json:"codec_name"`
		}
	}
	if err := json.Unmarshal(said, &got); err != nil || len(got.Streams) != 2 || got.Streams[0].CodecName != pictures || got.Streams[1].CodecName != "opus" {
		t.Fatalf("ffprobe: %v: %s", err, said)
	}
	if d, err := strconv.ParseFloat(got.Format.Duration, 64); err != nil || d-r.Duration > 0.1 || r.Duration-d > 0.1 {
		t.Errorf("ffprobe finds %s s, the academy says %.1f", got.Format.Duration, r.Duration)
	}
	if said, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-xerror", "-i", film, "-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-f", "null", "-").CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("ffmpeg decodes with complaints: %v: %s", err, said)
	}
	beside := []string{"captions.vtt", "chapters.json"}
	if r.Poster {
		beside = append(beside, "poster.jpg")
	}
	for _, name := range beside {
		if info, err := os.Stat(filepath.Join(h.dir, "recordings", r.ID, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(h.dir, "recordings", r.ID, "capture")); !os.IsNotExist(err) {
		t.Errorf("the capture stays: %v", err)
	}
}

// playsAndSeeks plays a film in the browser from its middle on, and again from its beginning.
func (r roomTab) playsAndSeeks(film recorded) {
	r.Helper()
	eval[bool](r.tab, fmt.Sprintf(`(() => {
		document.getElementById("proof")?.remove()
		const v = document.createElement("video")
		v.id = "proof"
		v.muted = true
		v.src = "/api/aula/recordings/%s/media"
		v.onloadedmetadata = () => { v.seenDuration = v.duration; v.currentTime = v.duration / 2; v.onseeked = () => { v.half = v.currentTime; v.onseeked = undefined; v.play() } }
		document.body.append(v)
		return true
	})()`, film.ID))
	r.until("it plays from the middle", `(v => v.half > 0 && v.currentTime > v.half + 0.5 && v.videoWidth > 0)(document.getElementById("proof"))`)
	if d := eval[float64](r.tab, `document.getElementById("proof").seenDuration`); d < film.Duration-0.2 || d > film.Duration+0.2 {
		r.Errorf("the browser finds %.1f s, the academy says %.1f", d, film.Duration)
	}
	eval[bool](r.tab, `(v => { v.currentTime = 0.5; return true })(document.getElementById("proof"))`)
	r.until("it plays from the beginning", `(v => v.currentTime > 1 && v.currentTime < v.half)(document.getElementById("proof"))`)
}
