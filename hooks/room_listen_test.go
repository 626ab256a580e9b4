package hooks_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/webrtc"
)

// listens asks for the room's plain sound.
func (h *hall) listens(t *testing.T, name, query string) *http.Response {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/api/aula/webinars/"+h.webinar+"/audio"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Authorization", testapp.Token(t, h.people[name]))
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Body.Close() })
	return a
}

func TestPlainSoundIsForThoseWhoAreInTheRoomAsLongAsTheyAre(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}})
	h := hallIn(t, app, testapp.Serve(t, app), nil)
	host, _ := h.enter(t, "host")
	if a := h.listens(t, "ada", ""); a.StatusCode != http.StatusConflict {
		t.Errorf("before she is inside: %s", a.Status)
	}
	ada, _ := h.enter(t, "ada")
	first := h.listens(t, "ada", "")
	head := make([]byte, 4)
	if _, err := io.ReadFull(first.Body, head); err != nil || first.StatusCode != http.StatusOK || !bytes.Equal(head, []byte("OggS")) {
		t.Fatalf("%s, begins with %q, error %v", first.Status, head, err)
	}
	second := h.listens(t, "ada", "?format=webm")
	if _, err := io.ReadFull(second.Body, head); err != nil || !bytes.Equal(head, []byte{0x1a, 0x45, 0xdf, 0xa3}) {
		t.Fatalf("%s, begins with %x, error %v", second.Status, head, err)
	}
	if _, err := io.Copy(io.Discard, first.Body); err != nil {
		t.Errorf("the stream that another one replaced: %v", err)
	}
	host.must("person.remove", `"person":"`+h.ids["ada"]+`"`)
	ada.ended()
	if _, err := io.Copy(io.Discard, second.Body); err != nil {
		t.Errorf("the stream of who was removed: %v", err)
	}
	if a := h.listens(t, "ada", ""); a.StatusCode != http.StatusForbidden {
		t.Errorf("after she was removed: %s", a.Status)
	}
}
