package slowline

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/bench/attendee"
)

// Slides beside the voice.
const (
	turned    = time.Minute // how long each is spoken of
	lightly   = 44 << 10    // bytes of the small picture of a photograph; of text it is half of that
	seenAfter = 12 * time.Second
)

// deck is a page of slides, with its small picture, shown by the host. It returns the small one's path.
func (h *hall) deck(ctx context.Context, host *attendee.Tab) (path string) {
	h.t.Helper()
	decks := "/api/aula/webinars/" + h.webinar + "/decks"
	var made struct{ Deck string }
	must(h.t, json.Unmarshal(h.send(http.MethodPost, decks, "application/json", []byte(`{"name":"Lezione","pages":1}`)), &made))
	page := decks + "/" + made.Deck + "/pages/1"
	var large bytes.Buffer
	must(h.t, png.Encode(&large, image.NewGray(image.Rect(0, 0, 1920, 1080))))
	h.send(http.MethodPut, page, "image/png", large.Bytes())
	h.send(http.MethodPut, page+"/small", "image/jpeg", photograph(h.t, lightly))
	_, err := host.Ask(ctx, "slides.show", map[string]any{"deck": made.Deck, "page": 1})
	must(h.t, err)
	return page + "/small"
}

// photograph is a picture of about so many bytes.
func photograph(t *testing.T, size int) []byte {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	for side := 64; ; side += 8 {
		noise := image.NewGray(image.Rect(0, 0, side, side))
		for i := range noise.Pix {
			noise.Pix[i] = byte(dice.Uint32())
		}
		var b bytes.Buffer
		must(t, jpeg.Encode(&b, noise, nil))
		if b.Len() >= size {
			return b.Bytes()
		}
	}
}

// send is a request of the host, over a good line.
func (h *hall) send(method, path, kind string, content []byte) []byte {
	h.t.Helper()
	q, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, bytes.NewReader(content))
	must(h.t, err)
	q.Header.Set("Content-Type", kind)
	q.Header.Set("Authorization", h.tokens["host"])
	a, err := http.DefaultClient.Do(q)
	must(h.t, err)
	defer a.Body.Close()
	answer, err := io.ReadAll(a.Body)
	must(h.t, err)
	if a.StatusCode >= 300 {
		h.t.Fatalf("%s %s: %s %s", method, path, a.Status, answer)
	}
	return answer
}

// fetches brings a picture over a line again and again until the webinar is over, and says how long each took.
func (h *hall) fetches(ctx context.Context, line, path string, length time.Duration) (took []time.Duration, err error) {
	turn := time.NewTicker(turned)
	defer turn.Stop()
	over := time.After(length - turned)
	for {
		began := time.Now()
		if err := h.fetch(ctx, "http://"+line+path); err != nil {
			return took, err
		}
		took = append(took, time.Since(began).Round(100*time.Millisecond))
		select {
		case <-turn.C:
		case <-over:
			return took, nil
		case <-ctx.Done():
			return took, ctx.Err()
		}
	}
}

func (h *hall) fetch(ctx context.Context, address string) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	q.Header.Set("Authorization", h.tokens["ada"])
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	n, err := io.Copy(io.Discard, a.Body)
	if err == nil && (a.StatusCode != http.StatusOK || n < lightly) {
		err = fmt.Errorf("%s, %d bytes", a.Status, n)
	}
	return err
}

// pages leads to the academy's pages over a line.
func (h *hall) pages(line interface{ Stream(string) (string, error) }) string {
	h.t.Helper()
	address, err := line.Stream(strings.TrimPrefix(h.url, "http://"))
	must(h.t, err)
	return address
}
