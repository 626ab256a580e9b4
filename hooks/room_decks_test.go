package hooks_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"aula/hooks"
	"aula/internal/testapp"
)

func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// put sends bytes as they are, as a browser sends a picture.
func put(t *testing.T, method, url, token string, content []byte) (int, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", token)
	req.Header.Set("Content-Type", "image/png")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, answer
}

func TestSlidesArePicturesAndNothingElse(t *testing.T) {
	h := newHall(t, nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	decks := h.url + "/api/aula/webinars/" + h.webinar + "/decks"
	hostToken, adaToken := testapp.Token(t, h.people["host"]), testapp.Token(t, h.people["ada"])
	if status, _ := call(t, http.MethodPost, decks, adaToken, map[string]any{"name": "x", "pages": 2}); status != http.StatusForbidden {
		t.Errorf("an attendee made a deck: %d", status)
	}
	if status, _ := call(t, http.MethodPost, decks, hostToken, map[string]any{"name": "x", "pages": 2000}); status != http.StatusUnprocessableEntity {
		t.Errorf("two thousand pages: %d", status)
	}
	status, body := call(t, http.MethodPost, decks, hostToken, map[string]any{"name": "Lezione", "pages": 2})
	var made struct{ Deck string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	page := decks + "/" + made.Deck + "/pages/"
	rows := []struct {
		name, page, token string
		content           []byte
		status            int
	}{
		{"a picture", "1", hostToken, pngOf(t, 1280, 720), 200},
		{"again", "1", hostToken, pngOf(t, 640, 360), 200},
		{"from an attendee", "2", adaToken, pngOf(t, 64, 36), 403},
		{"beyond the deck", "3", hostToken, pngOf(t, 64, 36), 404},
		{"too wide", "2", hostToken, pngOf(t, 2561, 10), 415},
		{"half a picture", "2", hostToken, pngOf(t, 640, 360)[:60], 415},
		{"a PDF", "2", hostToken, []byte("%PDF-1.7"), 415},
		{"a drawing with scripts", "2", hostToken, []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), 415},
		{"too large", "2", hostToken, make([]byte, 3<<20), 413},
	}
	for _, row := range rows {
		if status, body := put(t, http.MethodPut, page+row.page, row.token, row.content); status != row.status {
			t.Errorf("%s: %d %s", row.name, status, body)
		}
	}
	host.must("slides.show", `"deck":"`+made.Deck+`","page":1`)
	if m := ada.until("slides"); !strings.Contains(m.raw, "/pages/1") || !strings.Contains(m.raw, `"pages":2`) {
		t.Error(m.raw)
	}
	if m := host.ask("slides.show", `"deck":"`+made.Deck+`","page":3`); m.Code != "room_not_there" {
		t.Error(m.raw)
	}
	if m := host.ask("slides.show", `"deck":"`+made.Deck+`","page":2`); m.Code != "room_page_late" {
		t.Error(m.raw)
	}
	if status, body := put(t, http.MethodGet, page+"1", adaToken, nil); status != http.StatusOK || !bytes.Equal(body, pngOf(t, 640, 360)) {
		t.Errorf("%d, %d bytes", status, len(body))
	}
	if status, _ := put(t, http.MethodGet, page+"1", testapp.Token(t, h.people["bruno"]), nil); status == http.StatusOK {
		t.Error("who is not in the room sees the slides")
	}
	ada.must("chat.send", `"text":"per l'archivio","to":"hosts"`)
	host.endsTheRoom()
	if code := ada.ended(); code != 4011 {
		t.Errorf("the end closed with %d", code)
	}
	record := h.url + "/api/aula/webinars/" + h.webinar + "/record"
	status, body = call(t, http.MethodGet, record, hostToken, nil)
	if err := hooks.Described(http.MethodGet, "/api/aula/webinars/{id}/record", status, []byte(body)); err != nil || !strings.Contains(body, "per l'archivio") {
		t.Errorf("%d %s %v", status, body, err)
	}
	if status, body := call(t, http.MethodGet, record+".txt", hostToken, nil); status != 200 || !strings.Contains(body, "(a chi conduce): per l'archivio") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := call(t, http.MethodGet, record, adaToken, nil); status != http.StatusForbidden {
		t.Errorf("an attendee reads the record: %d", status)
	}
}
