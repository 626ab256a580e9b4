package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"aula/bench/relay"
	"aula/webrtc/stranger"
)

// A program that publishes by WHIP is among the people: hosts see it, see that its line is lost, and send it away.
func TestHostsSeeTheStudioAndSendItAway(t *testing.T) {
	h, port := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Con la regia", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.enters()
	var made struct{ Token, WHIP string }
	staff.json("POST", "/api/aula"+w.path+"/media-tokens", map[string]any{"publish": true, "name": "Sala consiliare"}, &made)
	line, err := relay.Open(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(port)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	studio := stranger.New(t)
	defer stranger.Steadily(t, studio.Publish(stranger.VP8))()
	answer, status := offers(t, h.url+"/api/aula"+w.path+"/whip", made.Token, studio.Offer(false, false))
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, answer)
	}
	studio.Accept(line.Through(answer))
	host.reads("#stage .tile-name", "Sala consiliare")
	host.opensPanel("people")
	host.reads("#panel-people [data-list]", "Sala consiliare")
	still := `document.querySelector("#stage .tile:has(video[data-track]) .tile-lost")?.hidden === %t`
	host.until("it moves", fmt.Sprintf(still, true))
	line.Cut()
	host.until("it stands still", fmt.Sprintf(still, false))
	host.picture("room-studio-lost")
	line.Mend()
	host.until("it moves again", fmt.Sprintf(still, true))
	host.click(`[data-key="studio"] summary`)
	host.until("it has no role", `document.querySelector('[data-key="studio"] [data-act="role"]').offsetParent === null`)
	host.picture("room-studio-acts")
	host.click(`[data-key="studio"] [data-act="remove"]`)
	host.click(`dialog[open] .btn-danger`)
	host.until("it has left", `!document.querySelector('#panel-people [data-key="studio"]') && !document.querySelector("#stage video[data-track]")`)
	next := stranger.New(t)
	next.Publish(stranger.VP8)
	if answer, status := offers(t, h.url+"/api/aula"+w.path+"/whip", made.Token, next.Offer(false, false)); status != http.StatusUnauthorized {
		t.Errorf("it comes back: %d %s", status, answer)
	}
}

// offers posts an offer to a door of media.
func offers(t *testing.T, door, token, offer string) (answer string, status int) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, door, strings.NewReader(offer))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/sdp")
	q.Header.Set("Authorization", "Bearer "+token)
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	content, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content), r.StatusCode
}
