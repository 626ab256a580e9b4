package hooks_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/stranger"
)

// studioHall is a webinar with media, open unless said otherwise, and a token for it.
func studioHall(t *testing.T, values map[string]any) (h *hall, token string) {
	t.Helper()
	return studioHallWith(t, webrtc.Config{Address: "127.0.0.1"}, values)
}

func studioHallWith(t *testing.T, media webrtc.Config, values map[string]any) (h *hall, token string) {
	t.Helper()
	h = mediaHall(t, media, values)
	return h, h.token(t, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Play: true, Until: time.Now().Add(time.Hour)})
}

// mediaHall is an open webinar with media, and without a token.
func mediaHall(t *testing.T, media webrtc.Config, values map[string]any) *hall {
	t.Helper()
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &media})
	all := map[string]any{"state": "open", "started": time.Now()}
	for name, value := range values {
		all[name] = value
	}
	return hallIn(t, app, testapp.Serve(t, app), all)
}

func (h *hall) token(t *testing.T, g webinars.MediaGrant) string {
	t.Helper()
	_, token, err := webinars.MediaToken(h.app, g)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// door is the address of WHIP or WHEP.
func (h *hall) door(kind string) string {
	return h.url + "/api/aula/webinars/" + h.webinar + "/" + kind
}

// sent is an answer with its body.
type sent struct {
	*http.Response
	body string
}

func send(t *testing.T, method, address, body string, headers ...string) sent {
	t.Helper()
	return sendBy(t, http.DefaultClient, method, address, body, headers...)
}

func sendBy(t *testing.T, client *http.Client, method, address, body string, headers ...string) sent {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	r, err := client.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	content, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return sent{r, string(content)}
}

// outsider is somebody else's WHIP or WHEP client: it knows an address, a token and the RFC.
type outsider struct {
	*stranger.Peer
	t       *testing.T
	token   string
	session string
	etag    string
}

func newOutsider(t *testing.T, token string) *outsider {
	t.Helper()
	return &outsider{Peer: stranger.New(t), t: t, token: token}
}

// post opens a session and takes its answer.
func (o *outsider) post(address string, trickle bool) {
	o.t.Helper()
	o.opened(address, o.ask(address, o.Offer(false, trickle)))
}

// postsOnceFree is the same where another one is just being dismissed.
func (o *outsider) postsOnceFree(address string) {
	o.t.Helper()
	offer := o.Offer(false, false)
	var r sent
	eventually(o.t, "the other one's place", func() (bool, any) {
		r = o.ask(address, offer)
		return r.StatusCode != http.StatusConflict, r.body
	})
	o.opened(address, r)
}

func (o *outsider) ask(address, offer string) sent {
	o.t.Helper()
	return send(o.t, "POST", address, offer, "Authorization", "Bearer "+o.token, "Content-Type", "application/sdp")
}

func (o *outsider) opened(address string, r sent) {
	o.t.Helper()
	if r.StatusCode != http.StatusCreated || r.Header.Get("Content-Type") != "application/sdp" {
		o.t.Fatalf("POST: %d %s %s", r.StatusCode, r.Header.Get("Content-Type"), r.body)
	}
	base, _ := url.Parse(address)
	location, err := base.Parse(r.Header.Get("Location"))
	if err != nil {
		o.t.Fatal(err)
	}
	o.session, o.etag = location.String(), r.Header.Get("ETag")
	if !strings.HasPrefix(o.session, address+"/") || !strings.HasPrefix(o.etag, `"`) || r.Header.Get("Accept-Patch") != "application/trickle-ice-sdpfrag" {
		o.t.Fatalf("POST: headers %v", r.Header)
	}
	o.Accept(r.body)
}

func (o *outsider) patch(match, fragment string) sent {
	o.t.Helper()
	return send(o.t, "PATCH", o.session, fragment, "Authorization", "Bearer "+o.token, "Content-Type", "application/trickle-ice-sdpfrag", "If-Match", match)
}

// restart does as RFC 9725 4.3.3 says: the fragment's credentials take the place of those in the answer that is known.
func (o *outsider) restart() {
	o.t.Helper()
	before := o.Remote()
	r := o.patch("*", fragmentIn(o.Offer(true, false)))
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "application/trickle-ice-sdpfrag" || r.Header.Get("ETag") == o.etag {
		o.t.Fatalf("restart: %d %v %s", r.StatusCode, r.Header, r.body)
	}
	o.etag = r.Header.Get("ETag")
	var answer strings.Builder
	for line := range strings.Lines(before) {
		for _, key := range []string{"a=ice-ufrag:", "a=ice-pwd:"} {
			if strings.HasPrefix(line, key) {
				line = lineOf(r.body, key)
			}
		}
		answer.WriteString(line)
	}
	o.Accept(answer.String())
}

func (o *outsider) delete() {
	o.t.Helper()
	if r := send(o.t, "DELETE", o.session, "", "Authorization", "Bearer "+o.token); r.StatusCode != http.StatusOK {
		o.t.Fatalf("DELETE: %d %s", r.StatusCode, r.body)
	}
}

func lineOf(sdp, prefix string) string {
	for line := range strings.Lines(sdp) {
		if strings.HasPrefix(line, prefix) {
			return line
		}
	}
	return ""
}

// fragmentIn is what trickles of an offer: the credentials and candidates of its first section.
func fragmentIn(offer string) string {
	var b strings.Builder
	section := 0
	for line := range strings.Lines(offer) {
		if strings.HasPrefix(line, "m=") {
			section++
		}
		for _, prefix := range []string{"m=", "a=mid:", "a=ice-ufrag:", "a=ice-pwd:", "a=candidate:"} {
			if section == 1 && strings.HasPrefix(line, prefix) {
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

// awaitMedia waits for some new packets of each kind.
func awaitMedia(t *testing.T, packets <-chan stranger.Packet, mimes ...string) {
	t.Helper()
	for len(packets) > 0 {
		<-packets
	}
	limit := time.After(roomDeadline)
	for _, mime := range mimes {
		for n := 0; n < 20; {
			select {
			case p := <-packets:
				if p.MIME == mime {
					n++
				}
			case <-limit:
				t.Fatalf("%d packets of %s", n, mime)
			}
		}
	}
}

// settlesAt waits until no more media goroutines run than before.
func settlesAt(t *testing.T, before int) {
	t.Helper()
	eventually(t, fmt.Sprintf("goroutines of media, before %d", before), func() (bool, any) {
		return stranger.Goroutines() <= before, stranger.Goroutines()
	})
}
