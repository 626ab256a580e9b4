package hooks_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"testing"

	"aula/hooks"
	"aula/internal/testapp"
)

// jpegOf is a picture of noise, which no format makes small.
func jpegOf(t *testing.T, width, height, quality int) []byte {
	t.Helper()
	noise, dice := image.NewGray(image.Rect(0, 0, width, height)), rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(dice.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, noise, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASlideHasASmallPictureForSlowLinesUntilItIsAnotherSlide(t *testing.T) {
	h := newHall(t, nil)
	h.enter(t, "host")
	h.enter(t, "ada")
	host, ada := testapp.Token(t, h.people["host"]), testapp.Token(t, h.people["ada"])
	decks := h.url + "/api/aula/webinars/" + h.webinar + "/decks"
	status, body := call(t, http.MethodPost, decks, host, map[string]any{"name": "Lezione", "pages": 2})
	var made struct{ Deck string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	page := decks + "/" + made.Deck + "/pages/"
	large, small := pngOf(t, 1920, 1080), jpegOf(t, 320, 180, 30)
	sees := func(when string, want []byte) {
		t.Helper()
		if status, got := put(t, http.MethodGet, page+"1/small", ada, nil); status != http.StatusOK || !bytes.Equal(got, want) {
			t.Errorf("%s: %d, %d bytes instead of %d", when, status, len(got), len(want))
		}
	}
	for _, row := range []struct {
		name, page, token string
		content           []byte
		status            int
	}{
		{"a small one before the large one", "1/small", host, small, 404},
		{"the large one", "1", host, large, 200},
		{"from an attendee", "1/small", ada, small, 403},
		{"of another page", "2/small", host, small, 404},
		{"too wide", "1/small", host, pngOf(t, 1281, 10), 415},
		{"half of it", "1/small", host, small[:len(small)/2], 415},
		{"a drawing with scripts", "1/small", host, []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), 415},
		{"too heavy", "1/small", host, jpegOf(t, 640, 480, 95), 413},
	} {
		status, body := put(t, http.MethodPut, page+row.page, row.token, row.content)
		if status != row.status {
			t.Errorf("%s: %d %s", row.name, status, body)
		}
		if err := hooks.Described(http.MethodPut, "/api/aula/webinars/{id}/decks/{deck}/pages/{page}/small", status, body); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	sees("without one, as slides of before", large)
	if status, body := put(t, http.MethodPut, page+"1/small", host, small); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	sees("with one", small)
	if status, _ := put(t, http.MethodGet, page+"1/small", testapp.Token(t, h.people["bruno"]), nil); status == http.StatusOK {
		t.Error("who is not in the room sees it")
	}
	next := pngOf(t, 1280, 720)
	if status, body := put(t, http.MethodPut, page+"1", host, next); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	sees("another page in its place", next)
}
