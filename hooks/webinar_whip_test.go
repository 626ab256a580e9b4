package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/stranger"
)

func TestAStrangersClientPublishesAndPlays(t *testing.T) {
	for _, mime := range []string{stranger.VP8, stranger.H264} {
		t.Run(mime, func(t *testing.T) {
			h, token := studioHall(t, nil)
			before := stranger.Goroutines()
			from, to := newOutsider(t, token), newOutsider(t, token)
			write := from.Publish(mime)
			packets := to.Play()
			to.post(h.door("whep"), true) // before anybody publishes, and trickling
			if r := to.patch(to.etag, fragmentIn(to.Local())); r.StatusCode != http.StatusNoContent || r.Header.Get("ETag") != "" {
				t.Fatalf("trickle: %d %s", r.StatusCode, r.body)
			}
			from.post(h.door("whip"), false)
			stop := stranger.Steadily(t, write)
			awaitMedia(t, packets, mime, stranger.Opus)
			second := newOutsider(t, token)
			second.Publish(mime)
			r := send(t, "POST", h.door("whip"), second.Offer(false, false), "Authorization", "Bearer "+token, "Content-Type", "application/sdp")
			if r.StatusCode != http.StatusConflict || codeIn(t, r.body) != "media_taken" || r.Header.Get("Retry-After") == "" {
				t.Errorf("a second publisher: %d %s", r.StatusCode, r.body)
			}
			from.restart()
			awaitMedia(t, packets, mime, stranger.Opus)
			to.restart()
			awaitMedia(t, packets, mime, stranger.Opus)
			stop()
			from.delete()
			second.post(h.door("whip"), false) // the place is free at once
			second.delete()
			to.delete()
			if r := to.patch("*", fragmentIn(to.Local())); r.StatusCode != http.StatusNotFound || codeIn(t, r.body) != "media_session" {
				t.Errorf("after its end: %d %s", r.StatusCode, r.body)
			}
			for _, o := range []*outsider{from, to, second} {
				o.Close()
			}
			settlesAt(t, before)
		})
	}
}

// candidates are so many of other machines, as an offer or a fragment has them.
func candidates(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a=candidate:%d 1 udp 1 10.9.%d.%d 9 typ host\r\n", i, i>>8, i&255)
	}
	return b.String()
}

// Ten thousand that come bit by bit are refused once there are more than anybody has, and the session goes on.
func TestCandidatesThatComeLaterAreCounted(t *testing.T) {
	h, token := studioHall(t, nil)
	client := newOutsider(t, token)
	client.Publish(stranger.VP8)
	client.post(h.door("whip"), true)
	taken := 0
	for i := range 10000 / 50 {
		r := send(t, "PATCH", client.session, "a=mid:0\r\n"+candidates(50), "Content-Type", "application/trickle-ice-sdpfrag", "If-Match", "*", "Authorization", "Bearer "+token)
		if r.StatusCode == http.StatusNoContent {
			taken++
		} else if i > 5 && codeIn(t, r.body) == "sdp_candidates" {
			break
		}
	}
	if taken > 5 {
		t.Errorf("%d candidates were taken", 50*taken)
	}
	client.delete()
}

func TestWhatIsWrongWithARequestForMediaIsSaid(t *testing.T) {
	h, token := studioHall(t, nil)
	other := testapp.Save(t, h.app, "webinars", map[string]any{"title": "Altro", "start": time.Now(), "minutes": 60, "zone": "Europe/Rome",
		"state": "planned", "audience": "anyone", "lobby": "automatic"})
	until := time.Now().Add(time.Hour)
	viewer := h.token(t, webinars.MediaGrant{Webinar: h.webinar, Play: true, Until: until})
	early := h.token(t, webinars.MediaGrant{Webinar: other.Id, Publish: true, Play: true, Until: until})
	gone := h.token(t, webinars.MediaGrant{Webinar: "abcdefghijklmno", Publish: true, Until: until})
	stale := h.token(t, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Play: true, Until: time.Now().Add(-time.Second)})
	client := newOutsider(t, token)
	client.Publish(stranger.VP8)
	good := client.Offer(false, false)
	client.post(h.door("whip"), false)
	fragment := fragmentIn(client.Local())
	receiver := newOutsider(t, token)
	receiver.Play()
	receives := receiver.Offer(false, false)
	whip, whep, session := "/whip", "/whep", "/"+strings.TrimPrefix(client.session, h.door(""))
	sdp, frag := "application/sdp", "application/trickle-ice-sdpfrag"
	rows := []struct {
		name, method, path, webinar, token, kind, accept, match, body string
		status                                                        int
		code                                                          string
	}{
		{"no token", "POST", whip, h.webinar, "", sdp, "", "", good, 401, "sign_in"},
		{"no token of ours", "POST", whip, h.webinar, "x.pv.1.y", sdp, "", "", good, 401, "media_token"},
		{"a person's token", "POST", whip, h.webinar, testapp.Token(t, h.people["host"]), sdp, "", "", good, 401, "media_token"},
		{"one that has ended", "POST", whep, h.webinar, stale, sdp, "", "", receives, 401, "media_token"},
		{"a viewer who publishes", "POST", whip, h.webinar, viewer, sdp, "", "", good, 403, "media_right"},
		{"a token for another webinar", "POST", whep, h.webinar, early, sdp, "", "", receives, 403, "media_right"},
		{"a webinar that is gone", "POST", whip, "abcdefghijklmno", gone, sdp, "", "", good, 404, "not_found"},
		{"too early", "POST", whip, other.Id, early, sdp, "", "", good, 409, "webinar_not_open"},
		{"another type", "POST", whip, h.webinar, token, "application/json", "", "", good, 415, "media_type"},
		{"no type", "POST", whep, h.webinar, token, "", "", "", receives, 415, "media_type"},
		{"a type with parameters", "POST", whip, h.webinar, token, "application/sdp; charset=utf-8", "", "", good, 409, "media_taken"},
		{"who takes JSON only", "POST", whip, h.webinar, token, sdp, "application/json", "", good, 406, "media_accept"},
		{"who takes no SDP", "POST", whip, h.webinar, token, sdp, "application/sdp;q=0, text/*", "", good, 406, "media_accept"},
		{"who takes everything", "POST", whip, h.webinar, token, sdp, "application/json, text/plain, */*", "", good, 409, "media_taken"},
		{"too much", "POST", whip, h.webinar, token, sdp, "", "", strings.Repeat("a", 64<<10+1), 413, "too_large"},
		{"nothing", "POST", whip, h.webinar, token, sdp, "", "", "", 422, "sdp"},
		{"no SDP", "POST", whep, h.webinar, token, sdp, "", "", "hello", 422, "sdp"},
		{"half of it", "POST", whep, h.webinar, token, sdp, "", "", receives[:len(receives)/2], 422, "sdp"},
		{"SDP without sections", "POST", whep, h.webinar, token, sdp, "", "", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", 422, "sdp"},
		{"a publisher who receives", "POST", whip, h.webinar, token, sdp, "", "", receives, 422, "sdp_nothing"},
		{"a player who sends", "POST", whep, h.webinar, token, sdp, "", "", good, 422, "sdp_nothing"},
		{"two pictures", "POST", whip, h.webinar, token, sdp, "", "", twoPictures(t, token), 422, "sdp_twice"},
		{"sections that are not bundled", "POST", whep, h.webinar, token, sdp, "", "", without("a=group:", receives), 422, "sdp"},
		{"no sections at all but for data", "POST", whip, h.webinar, token, sdp, "", "", dataAlone(t, token), 422, "sdp_nothing"},
		{"a codec nobody knows", "POST", whep, h.webinar, token, sdp, "", "", strange(receives), 422, "sdp_codec"},
		{"more candidates than anybody has", "POST", whep, h.webinar, token, sdp, "", "", receives + candidates(65), 422, "sdp_candidates"},
		{"as many as there is room for", "POST", whep, h.webinar, token, sdp, "", "", receives + candidates(1000), 422, "sdp_candidates"},
		{"ten thousand", "POST", whep, h.webinar, token, sdp, "", "", receives + candidates(10000), 413, "too_large"},
		{"more than anybody has, later", "PATCH", session, h.webinar, token, frag, "", "*", "a=mid:0\r\n" + candidates(65), 422, "sdp_candidates"},
		{"a method kept for later", "PUT", whip, h.webinar, token, sdp, "", "", good, 405, "method"},
		{"an offer to a session", "POST", session, h.webinar, token, sdp, "", "", good, 405, "method"},
		{"a session that is none", "DELETE", "/whip/none", h.webinar, token, "", "", "", "", 404, "media_session"},
		{"a session by the other door", "DELETE", strings.Replace(session, "whip", "whep", 1), h.webinar, token, "", "", "", "", 404, "media_session"},
		{"a viewer who ends the publisher's", "DELETE", session, h.webinar, viewer, "", "", "", "", 403, "media_right"},
		{"nobody who ends it", "DELETE", session, h.webinar, "", "", "", "", "", 401, "sign_in"},
		{"a fragment of another type", "PATCH", session, h.webinar, token, sdp, "", "*", fragment, 415, "media_type"},
		{"a fragment for no session", "PATCH", session, h.webinar, token, frag, "", "", fragment, 428, "media_if_match"},
		{"a fragment for an older session", "PATCH", session, h.webinar, token, frag, "", `"old", "older"`, fragment, 412, "media_changed"},
		{"a weak tag", "PATCH", session, h.webinar, token, frag, "", "W/" + client.etag, fragment, 412, "media_changed"},
		{"no fragment", "PATCH", session, h.webinar, token, frag, "", "*", "hello", 422, "media_fragment"},
		{"half of the credentials", "PATCH", session, h.webinar, token, frag, "", "*", "a=ice-ufrag:abcd\r\n", 422, "media_fragment"},
		{"candidates for whichever session", "PATCH", session, h.webinar, token, frag, "", "*", fragment, 204, ""},
		{"candidates for one of several", "PATCH", session, h.webinar, token, frag, "", `"old", ` + client.etag, fragment, 204, ""},
		{"asking what is there", "GET", whip, h.webinar, "", "", "", "", "", 204, ""},
		{"asking by HEAD", "HEAD", session, h.webinar, "", "", "", "", "", 204, ""},
	}
	for _, row := range rows {
		headers := []string{}
		for name, value := range map[string]string{"Content-Type": row.kind, "Accept": row.accept, "If-Match": row.match, "Origin": "https://studio.example"} {
			if value != "" {
				headers = append(headers, name, value)
			}
		}
		if row.token != "" {
			headers = append(headers, "Authorization", "bearer "+row.token)
		}
		r := send(t, row.method, h.url+"/api/aula/webinars/"+row.webinar+row.path, row.body, headers...)
		code := ""
		if r.StatusCode >= 400 {
			code = codeIn(t, r.body)
		}
		if r.StatusCode != row.status || code != row.code {
			t.Errorf("%s: %d %s, want %d %s", row.name, r.StatusCode, r.body, row.status, row.code)
		}
		if challenge := r.Header.Get("WWW-Authenticate"); strings.HasPrefix(challenge, "Bearer") != (row.status == 401 || row.status == 403) {
			t.Errorf("%s: challenged %q", row.name, challenge)
		}
		if r.Header.Get("Access-Control-Allow-Origin") != "*" || (r.Header.Get("Allow") != "") != (row.status == 405) {
			t.Errorf("%s: %v", row.name, r.Header)
		}
	}
	client.delete()
}

func TestWhoFindsNoPlaceAmongThePlayersIsToldWhenToComeAgain(t *testing.T) {
	h, token := studioHallWith(t, webrtc.Config{Address: "127.0.0.1", Players: 1}, nil)
	first, second := newOutsider(t, token), newOutsider(t, token)
	first.Play()
	second.Play()
	first.post(h.door("whep"), false)
	r := send(t, "POST", h.door("whep"), second.Offer(false, false), "Authorization", "Bearer "+token, "Content-Type", "application/sdp")
	if r.StatusCode != http.StatusServiceUnavailable || codeIn(t, r.body) != "media_full" || r.Header.Get("Retry-After") == "" {
		t.Errorf("%d %v %s", r.StatusCode, r.Header, r.body)
	}
	first.delete()
	second.post(h.door("whep"), false)
	second.delete()
}

// twoPictures is an offer of a camera and a screen, which WHIP has no place for.
func twoPictures(t *testing.T, token string) string {
	o := newOutsider(t, token)
	o.Publish(stranger.VP8)
	o.Publish(stranger.VP8)
	return o.Offer(false, false)
}

// dataAlone is an offer of a data channel and nothing else.
func dataAlone(t *testing.T, token string) string {
	o := newOutsider(t, token)
	o.OpenData()
	return o.Offer(false, false)
}

// without is an offer without some lines.
func without(prefix, offer string) string {
	var b strings.Builder
	for line := range strings.Lines(offer) {
		if !strings.HasPrefix(line, prefix) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// strange makes all codecs of an offer unknown ones.
func strange(offer string) string {
	var b strings.Builder
	for line := range strings.Lines(offer) {
		if head, _, found := strings.Cut(line, " "); found && strings.HasPrefix(head, "a=rtpmap:") {
			line = head + " nonesuch/1000\r\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

func TestPagesOfOtherSitesMayUseTheDoorsOfMediaAndNothingElse(t *testing.T) {
	h, _ := studioHall(t, nil)
	rows := []struct {
		path, methods, header string
		open                  bool
	}{
		{"/whip", "GET, HEAD, OPTIONS, POST", "Accept-Post", true},
		{"/whep", "GET, HEAD, OPTIONS, POST", "Accept-Post", true},
		{"/whip/any", "DELETE, GET, HEAD, OPTIONS, PATCH", "Accept-Patch", true},
		{"/whep/any", "DELETE, GET, HEAD, OPTIONS, PATCH", "Accept-Patch", true},
		{"/media-tokens", "", "", false}, {"/attendance", "", "", false}, {"/whip/any/more", "", "", false}, {"/whips", "", "", false},
	}
	for _, row := range rows {
		r := send(t, "OPTIONS", h.url+"/api/aula/webinars/"+h.webinar+row.path, "", "Origin", "https://studio.example",
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
		if open := r.Header.Get("Access-Control-Allow-Origin") == "*"; open != row.open || r.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %v", row.path, r.Header)
		}
		if row.open && (r.StatusCode != 200 || r.Header.Get("Access-Control-Allow-Methods") != row.methods || r.Header.Get(row.header) == "" ||
			!strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), "Authorization")) {
			t.Errorf("%s: %d %v", row.path, r.StatusCode, r.Header)
		}
	}
}

func TestWhoManagesAWebinarGetsTokensForItsMedia(t *testing.T) {
	h, _ := studioHall(t, nil)
	ended := testapp.Save(t, h.app, "webinars", map[string]any{"title": "Finito", "start": time.Now().Add(-time.Hour), "minutes": 30,
		"zone": "Europe/Rome", "state": "ended", "audience": "anyone", "lobby": "automatic", "owner": h.people["host"].Id})
	staff := testapp.Person(t, h.app, "staff")
	tokens := map[string]string{"host": testapp.Token(t, h.people["host"]), "staff": testapp.Token(t, staff), "ada": testapp.Token(t, h.people["ada"]), "": ""}
	rows := []struct {
		name, who, webinar string
		body               map[string]any
		status             int
		code               string
	}{
		{"the host", "host", h.webinar, map[string]any{"publish": true, "play": true}, 201, ""},
		{"staff, for an hour", "staff", h.webinar, map[string]any{"publish": true, "until": time.Now().Add(time.Hour)}, 201, ""},
		{"an attendee", "ada", h.webinar, map[string]any{"publish": true}, 403, "forbidden"},
		{"nobody", "", h.webinar, map[string]any{"publish": true}, 401, "sign_in"},
		{"a token for nothing", "host", h.webinar, map[string]any{}, 400, "media_grant"},
		{"one that has ended already", "host", h.webinar, map[string]any{"play": true, "until": time.Now().Add(-time.Minute)}, 400, "media_grant"},
		{"one for years", "host", h.webinar, map[string]any{"play": true, "until": time.Now().AddDate(2, 0, 0)}, 400, "media_grant"},
		{"an end that is none", "host", h.webinar, map[string]any{"play": true, "until": "domani"}, 400, "invalid"},
		{"a webinar that is over", "host", ended.Id, map[string]any{"publish": true}, 409, "webinar_settled"},
		{"a webinar that is not there", "staff", "none", map[string]any{"publish": true}, 404, "not_found"},
	}
	for _, row := range rows {
		status, body := call(t, http.MethodPost, h.url+"/api/aula/webinars/"+row.webinar+"/media-tokens", tokens[row.who], row.body)
		if status != row.status || status >= 400 && codeIn(t, body) != row.code {
			t.Errorf("%s: %d %s", row.name, status, body)
		}
		if status != http.StatusCreated {
			continue
		}
		var made struct{ Token, WHIP, WHEP string }
		if err := json.Unmarshal([]byte(body), &made); err != nil {
			t.Fatal(err)
		}
		grant, err := webinars.ReadMediaToken(h.app, made.Token, time.Now())
		if err != nil || !grant.Publish || grant.Webinar != h.webinar || !strings.HasSuffix(made.WHIP, "/api/aula/webinars/"+h.webinar+"/whip") {
			t.Errorf("%s: %+v %v %s", row.name, grant, err, body)
		}
	}
}
