package hooks_test

import (
	"encoding/json"
	"strings"
	"testing"

	"aula/webrtc/stranger"
)

func TestHostsWhoLookAreToldHowEverybodysMediaDoes(t *testing.T) {
	h, token := studioHall(t, nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	from := newOutsider(t, token)
	write := from.Publish(stranger.VP8)
	from.post(h.door("whip"), false)
	defer stranger.Steadily(t, write)()
	if m := ada.ask("media.stats", `"on":true`); m.Code != "room_not_allowed" {
		t.Errorf("an attendee: %s", m.raw)
	}
	if m := host.ask("media.stats", `"on":"yes"`); m.Code != "invalid" {
		t.Errorf("no boolean: %s", m.raw)
	}
	for range 3 { // looking twice changes nothing, and looking away and back neither
		host.must("media.stats", `"on":true`)
		host.must("media.stats", `"on":false`)
	}
	host.must("media.stats", `"on":true`)
	for {
		var told struct {
			Peers []struct {
				Person  string
				Up      float64
				Sending []struct {
					Source string
					Width  int
				}
			}
		}
		m := host.until("media.stats")
		if err := json.Unmarshal([]byte(m.raw), &told); err != nil {
			t.Fatal(err)
		}
		people := map[string]bool{}
		up := 0.0
		for _, p := range told.Peers {
			people[p.Person] = true
			if p.Person == "studio" && len(p.Sending) == 2 {
				up = p.Up
			}
		}
		if !people[h.ids["host"]] || !people[h.ids["ada"]] || !people["studio"] {
			t.Fatalf("who is there: %s", m.raw)
		}
		if up > 0 {
			break
		}
	}
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"host"`)
	host.endsTheRoom()
}

func TestTheFiguresTellOfMediaWithoutNames(t *testing.T) {
	h, token := studioHall(t, nil)
	h.enter(t, "host")
	from, to := newOutsider(t, token), newOutsider(t, token)
	write := from.Publish(stranger.VP8)
	packets := to.Play()
	to.post(h.door("whep"), false)
	from.post(h.door("whip"), false)
	defer stranger.Steadily(t, write)()
	awaitMedia(t, packets, stranger.VP8, stranger.Opus)
	want := []string{
		"aula_media_rooms 1", `aula_media_peers{by="room"} 1`, `aula_media_peers{by="whip"} 1`, `aula_media_peers{by="whep"} 1`,
		`aula_media_tracks{source="camera"} 1`, `aula_media_tracks{source="microphone"} 1`, `aula_media_tracks{source="screen"} 0`,
		"# TYPE aula_media_forwarded_packets_total counter", "aula_media_forwarded_bytes_total ", "aula_media_received_packets_total ",
		`aula_media_nacks_total{outcome="answered"} 0`, `aula_media_nacks_total{outcome="unanswered"} 0`, "aula_media_plis_sent_total ",
		"aula_media_nacks_sent_total 0", "aula_media_dropped_packets_total 0", "aula_media_malformed_packets_total 0",
	}
	_, figures := get(t, h.url+"/metrics", nil)
	for _, line := range want {
		if !strings.Contains(figures, line) {
			t.Errorf("no %s in\n%s", line, mediaLines(figures))
		}
	}
	if strings.Contains(figures, h.webinar) || strings.Contains(figures, "studio") {
		t.Error("a figure names a room or a person")
	}
	for _, o := range []*outsider{from, to} {
		o.delete()
	}
	if _, figures = get(t, h.url+"/metrics", nil); !strings.Contains(figures, `aula_media_peers{by="whip"} 0`) || !strings.Contains(figures, `aula_media_tracks{source="camera"} 0`) {
		t.Errorf("after the end:\n%s", mediaLines(figures))
	}
}

func mediaLines(figures string) string {
	var b strings.Builder
	for line := range strings.Lines(figures) {
		if strings.Contains(line, "aula_media") && !strings.HasPrefix(line, "# HELP") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestAnAcademyWithoutMediaHasNoFiguresOfIt(t *testing.T) {
	_, url := newServer(t)
	if _, figures := get(t, url+"/metrics", nil); strings.Contains(figures, "\naula_media_rooms") {
		t.Error(mediaLines(figures))
	}
}
