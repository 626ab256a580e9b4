package livekit

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// testdata/exchanges.txt is what a LiveKit server 1.13.5 was asked and answered while two browsers were in a room of it, names changed.

var testConfig = Config{Key: "aulaprova", Secret: "0123456789abcdef0123456789abcdef"}

type exchange struct {
	path, question string
	status         int
	kind, answer   string
}

func exchanges(t *testing.T) []exchange {
	t.Helper()
	content, err := os.ReadFile("testdata/exchanges.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []exchange
	parts := strings.Split(strings.TrimSpace(string(content)), "\n\n")
	for i := 0; i+1 < len(parts); i += 2 {
		head, question, _ := strings.Cut(parts[i], "\n")
		status, answer, _ := strings.Cut(parts[i+1], "\n")
		number, kind, _ := strings.Cut(status, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, exchange{strings.TrimPrefix(head, "POST "), question, n, kind, answer})
	}
	return list
}

// recorded answers as the real server did, to whoever asks as we did then, with a token that it would take.
func recorded(t *testing.T) *Server {
	t.Helper()
	list := exchanges(t)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		grant := grantOf(t, strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer "))
		for _, e := range list {
			if e.path == q.URL.Path && same(e.question, string(body)) {
				if right := rightOf(e); !reflect.DeepEqual(grant, right) {
					t.Errorf("%s came with %v, not %v", e.path, grant, right)
				}
				w.Header().Set("Content-Type", e.kind)
				w.WriteHeader(e.status)
				_, _ = io.WriteString(w, e.answer)
				return
			}
		}
		t.Errorf("nobody asked %s %s then", q.URL.Path, body)
	}))
	t.Cleanup(front.Close)
	return at(t, front.URL)
}

func at(t *testing.T, url string) *Server {
	t.Helper()
	c := testConfig
	c.URL = url
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func same(a, b string) bool {
	var one, other any
	return json.Unmarshal([]byte(a), &one) == nil && json.Unmarshal([]byte(b), &other) == nil && reflect.DeepEqual(one, other)
}

// rightOf is the one right that a call needs, beside those that are refused by name.
func rightOf(e exchange) map[string]any {
	right := map[string]any{}
	switch {
	case strings.HasSuffix(e.path, "/ListRooms"):
		right["roomList"] = true
	case strings.HasSuffix(e.path, "Room"):
		right["roomCreate"] = true
	default:
		var q struct{ Room string }
		_ = json.Unmarshal([]byte(e.question), &q)
		right["roomAdmin"], right["room"] = true, q.Room
	}
	return right
}

func TestRecordedExchanges(t *testing.T) {
	s, ctx := recorded(t), t.Context()
	if err := s.Create(ctx, "aula-x"); err != nil {
		t.Errorf("create: %v", err)
	}
	list, err := s.Participants(ctx, "aula-x")
	if err != nil || len(list) != 2 {
		t.Fatalf("participants: %v %v", list, err)
	}
	var sounds int
	for _, p := range list {
		if p.State != "ACTIVE" || !p.Permission.CanSubscribe || p.Permission.CanPublishData {
			t.Errorf("participant %+v", p)
		}
		for _, track := range p.Tracks {
			if track.Source.Source() == Microphone && !track.Muted && track.SID != "" {
				sounds++
			}
		}
	}
	if sounds != 2 {
		t.Errorf("%d microphones: %+v", sounds, list)
	}
	if list, err := s.Participants(ctx, "aula-empty"); err != nil || len(list) != 0 {
		t.Errorf("an empty room: %v %v", list, err)
	}
	if err := s.Allow(ctx, "aula-x", "person2.TAB2", PermissionOf([]Source{Camera, Microphone, Screen, ScreenAudio})); err != nil {
		t.Errorf("allow: %v", err)
	}
	if err := s.Mute(ctx, "aula-x", "person2.TAB2", "TR_AMAJd7uXHmentA"); err != nil {
		t.Errorf("mute: %v", err)
	}
	if err := s.Delete(ctx, "aula-x"); err != nil {
		t.Errorf("delete: %v", err)
	}
	if _, err := s.Try(ctx); err != nil {
		t.Errorf("try: %v", err)
	}
	for name, err := range map[string]error{"remove who is gone": s.Remove(ctx, "aula-x", "gone.TAB"), "delete what is gone": s.Delete(ctx, "aula-gone")} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantError(t, "allow who is gone", s.Allow(ctx, "aula-x", "gone.TAB", PermissionOf([]Source{Camera})), ErrNotThere)
	wantError(t, "mute who is gone", s.Mute(ctx, "aula-x", "gone.TAB", "TR_x"), ErrAway)
}

// What LiveKit lists of somebody is compared with what they should be allowed, whatever the order.
func TestPermissionsAreTheSameInAnyOrder(t *testing.T) {
	a := PermissionOf([]Source{Camera, Microphone})
	if !a.Same(PermissionOf([]Source{Microphone, Camera})) || a.Same(PermissionOf([]Source{Camera})) || a.Same(PermissionOf(nil)) {
		t.Error("wrongly compared")
	}
	body, err := json.Marshal(PermissionOf(nil))
	if err != nil || !bytes.Contains(body, []byte(`"can_publish":false`)) || !bytes.Contains(body, []byte(`"can_publish_sources":[]`)) {
		t.Errorf("who may nothing: %s %v", body, err)
	}
}
