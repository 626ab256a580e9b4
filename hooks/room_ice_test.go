package hooks_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/webrtc"
	"aula/webrtc/turn"
)

func (h *hall) learnWays(t *testing.T, who string, headers ...string) sent {
	t.Helper()
	if who != "" {
		headers = append(headers, "Authorization", testapp.Token(t, h.people[who]))
	}
	return send(t, "GET", h.door("line"), "", headers...)
}

func TestWhoeverIsAtTheDoorLearnsTheWaysToMedia(t *testing.T) {
	h, _ := studioHallWith(t, webrtc.Config{Address: "127.0.0.1", Relay: &webrtc.Relay{}}, nil)
	r := h.learnWays(t, "ada")
	if err := hooks.Described("GET", "/api/aula/webinars/{id}/line", r.StatusCode, []byte(r.body)); r.StatusCode != http.StatusOK || err != nil {
		t.Fatalf("%d %s: %v", r.StatusCode, r.body, err)
	}
	var ways struct {
		Servers []webrtc.ICEServer
		Until   time.Time
		Ports   []struct {
			Protocol, Host, Carries string
			Port                    int
		}
	}
	if err := json.Unmarshal([]byte(r.body), &ways); err != nil {
		t.Fatal(err)
	}
	if left := time.Until(ways.Until); left <= 0 || left > turn.Lasts {
		t.Errorf("the credentials hold for %v", left)
	}
	if len(ways.Servers) != 1 || len(ways.Servers[0].URLs) != 2 || !strings.Contains(ways.Servers[0].Name, ":"+h.webinar+":") {
		t.Errorf("servers %+v", ways.Servers)
	}
	if len(ways.Ports) != 4 || ways.Ports[0].Protocol != "udp" || ways.Ports[1].Protocol != "tcp" || ways.Ports[0].Host != "127.0.0.1" {
		t.Errorf("ports %+v", ways.Ports)
	}
	if content, err := os.ReadFile(filepath.Join(h.app.DataDir(), webrtc.ListeningFile)); err != nil || !strings.Contains(string(content), strconv.Itoa(ways.Ports[0].Port)) {
		t.Errorf("the doctor is told %s: %v", content, err)
	}
	if r.Header.Get("Cache-Control") != "no-store" {
		t.Error("a cache may keep the credentials")
	}
}

func TestOfTwoAddressesBothAreTold(t *testing.T) {
	h, _ := studioHallWith(t, webrtc.Config{Address: "127.0.0.1,::1", Relay: &webrtc.Relay{}}, nil)
	r := h.learnWays(t, "ada")
	for _, want := range []string{`"turn:127.0.0.1:`, `"turn:[::1]:`, `"host":"127.0.0.1"`, `"host":"::1"`} {
		if !strings.Contains(r.body, want) {
			t.Errorf("%s is not in %s", want, r.body)
		}
	}
}

func TestWhoMayNotComeInLearnsNoWays(t *testing.T) {
	h, _ := studioHallWith(t, webrtc.Config{Address: "127.0.0.1", Relay: &webrtc.Relay{}}, nil)
	h.people["stranger"] = testapp.Person(t, h.app, "learner", "stranger@example.org")
	for _, row := range []struct {
		name, who, code string
		headers         []string
	}{
		{"nobody", "", "sign_in", nil},
		{"somebody without a seat", "stranger", "webinar_not_registered", nil},
		{"another site's page", "ada", "cross_origin", []string{"Origin", "https://elsewhere.example"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if r := h.learnWays(t, row.who, row.headers...); codeIn(t, r.body) != row.code || strings.Contains(r.body, "credential") {
				t.Errorf("%d %s, want %s", r.StatusCode, r.body, row.code)
			}
		})
	}
}
