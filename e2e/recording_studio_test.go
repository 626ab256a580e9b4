//go:build soak

package e2e

import (
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"aula/webrtc/stranger"
)

// A studio publishes H.264 by WHIP and is recorded: its picture grows, its line goes without a word, it comes back. The film is one, and an
// MP4; it plays and seeks in a browser, and ffprobe finds nothing wrong with it.
func TestAStudioIsFilmedWhateverBecomesOfIt(t *testing.T) {
	t.Parallel()
	h, _ := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Dalla sala", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.enters()
	var made struct{ Token string }
	staff.json("POST", "/api/aula"+w.path+"/media-tokens", map[string]any{"publish": true, "name": "Sala consiliare"}, &made)
	frames := slices.Concat(stranger.Encoded(t, 320, 180, 3), stranger.Encoded(t, 640, 360, 3))
	comes := func(frames [][][]byte) (vanish func()) {
		studio := stranger.New(t)
		write := studio.PublishEncoded(frames)
		offer := studio.Offer(false, false)
		eventually(t, "the studio is on stage", func() bool {
			answer, status := offers(t, h.url+"/api/aula"+w.path+"/whip", made.Token, offer)
			if status == http.StatusCreated {
				studio.Accept(answer)
			}
			return status == http.StatusCreated
		})
		stop := stranger.Steadily(t, write)
		return func() { stop(); studio.Close() }
	}
	vanish := comes(frames)
	host.until("it is small", `[...document.querySelectorAll("#stage video")].some((v) => v.videoWidth === 320)`)
	host.click("#record")
	host.click(`dialog[open] [value="yes"]`)
	host.until("it says that it is recorded", `!document.getElementById("recorded").hidden`)
	host.until("it is large", `[...document.querySelectorAll("#stage video")].some((v) => v.videoWidth === 640)`)
	host.watches(1)
	vanish()
	vanish = comes(frames[3*stranger.FramesASecond:])
	host.until("it is back", `[...document.querySelectorAll("#stage video")].some((v) => v.videoWidth === 640 && v.currentTime < 3)`)
	host.watches(2)
	host.click("#record")
	host.click(`dialog[open] [value="yes"]`)
	host.until("it says that it is over", `document.getElementById("recorded").hidden`)
	vanish()
	film := w.recordings(t, staff, 1)[0]
	if film.Type != "video/mp4" || film.Unshown != "" {
		t.Errorf("%+v", film)
	}
	h.probes(t, film)
	host.playsAndSeeks(film)
	maker := openAt(t, h, desktop)
	maker.become(staff)
	maker.visit("/manage" + w.path + "/recordings/" + film.ID)
	eventually(t, "the browser gives a poster", func() bool { return staff.get("/api/aula/recordings/"+film.ID+"/poster").status == http.StatusOK })
	maker.picture("recording-studio")
	staff.publishesAPart("/manage"+w.path+"/recordings/"+film.ID, "regia")
	eventually(t, "the lesson", func() bool { return staff.get("/courses/regia").says("Dalla sala") })
	learner := openAt(t, h, phone)
	learner.visit("/courses/regia/dalla-sala")
	eval[bool](learner, `(v => { v.muted = true; v.currentTime = v.duration - 1.5; v.play(); return true })(document.getElementById("film"))`)
	poll(learner, `(v => v.currentTime > v.duration - 1 && v.videoWidth > 0 && v.duration > 3.5 && v.duration < 4.5 ? "yes" : "")(document.getElementById("film"))`)
	learner.picture("lesson-studio")
}

// A browser's camera and a studio are filmed by turns: the film is an MP4, and both move in it.
func TestAStudioAndACameraAreFilmedTogether(t *testing.T) {
	h, _ := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Aula e sala", nil)
	var made struct{ Token string }
	staff.json("POST", "/api/aula"+w.path+"/media-tokens", map[string]any{"publish": true, "name": "Sala consiliare"}, &made)
	host, v := w.hasAViewer(t, h, staff, desktop)
	host.click("#record")
	host.click(`dialog[open] [value="yes"]`)
	host.until("it says that it is recorded", `!document.getElementById("recorded").hidden`)
	v.watches(6)
	studio := stranger.New(t)
	write := studio.PublishEncoded(stranger.Encoded(t, 640, 480, 3)) // of lines that no layer of a camera has
	answer, status := offers(t, h.url+"/api/aula"+w.path+"/whip", made.Token, studio.Offer(false, false))
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, answer)
	}
	studio.Accept(answer)
	stranger.Steadily(t, write)
	v.until("both are on stage", `document.querySelectorAll("#stage video[data-track]").length === 2`)
	host.click("#camera")
	v.until("the studio is alone", `document.querySelectorAll("#stage video[data-track]").length === 1`)
	v.watches(6)
	host.click("#camera")
	v.until("both are on stage again", `document.querySelectorAll("#stage video[data-track]").length === 2`)
	v.watches(3)
	host.click("#record")
	host.click(`dialog[open] [value="yes"]`)
	host.until("it says that it is over", `document.getElementById("recorded").hidden`)
	film := w.recordings(t, staff, 1)[0]
	if film.Type != "video/mp4" || film.Unshown != "" {
		t.Errorf("%+v", film)
	}
	h.probes(t, film)
	host.playsAndSeeks(film)
	if shown := h.pictures(t, film); shown[180]+shown[360]+shown[720] < 40 || shown[480] < 100 {
		t.Errorf("pictures by their lines: %v", shown)
	}
}

// pictures counts those of a film by how many lines they have.
func (h *house) pictures(t *testing.T, r recorded) map[int]int {
	t.Helper()
	film := filepath.Join(h.dir, "recordings", r.ID, "media.mp4")
	said, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=height", "-of", "csv=p=0", film).Output()
	if err != nil {
		t.Fatalf("ffprobe: %v", err)
	}
	shown := map[int]int{}
	for line := range strings.Lines(string(said)) {
		lines, err := strconv.Atoi(strings.Trim(line, ", \r\n"))
		if err != nil {
			t.Fatalf("ffprobe: %q", line)
		}
		shown[lines]++
	}
	return shown
}

// publishesAPart makes a lesson of a course of what a recording shows from its second second to its sixth.
func (v *person) publishesAPart(base, course string) {
	v.Helper()
	v.publish(course, folder{"course.md": "---\ntitle: La regia\nlanguage: it\n---\n\nUn incontro da rivedere.\n", "01-uno.md": "# Uno\n\nPoche righe.\n"})
	send := func(path string, values url.Values) {
		v.Helper()
		values.Set("revision", v.finds(base, `name="revision" value="(\d+)"`))
		if r := v.post(base+path, values); r.status >= http.StatusBadRequest {
			v.Fatalf("%s: %d", path, r.status)
		}
	}
	send("/part", url.Values{"from": {"0:00:02"}, "to": {"0:00:06"}})
	send("/captions", url.Values{"act": {"save"}, "count": {"1"}, "start": {"2"}, "end": {"6"}, "text": {"Buongiorno dalla sala"}})
	send("/lesson", url.Values{"title": {"Dalla sala"}, "course": {v.finds(base, `<option value="([a-z0-9]{15})"[^>]*>La regia<`)}})
}

// finds is what stands in a page.
func (v *person) finds(page, what string) string {
	v.Helper()
	found := regexp.MustCompile(what).FindSubmatch(v.get(page).body)
	if found == nil {
		v.Fatalf("%s lacks %s", page, what)
	}
	return string(found[1])
}
