package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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
	host.click("#enter")
	host.isAt("room")
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
	if kept := os.Getenv("AULA_KEEP_FILM"); kept != "" {
		b, _ := os.ReadFile(filepath.Join(h.dir, "recordings", film.ID, "media.mp4"))
		fmt.Println(os.WriteFile(kept, b, 0o600))
	}
}
