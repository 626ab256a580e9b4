package pages

import (
	"net/http"
	"strings"
	"testing"

	"aula/internal/testapp"
)

const liveKit = "wss://live.example.it"

func withLiveKit(o *Options) { o.LiveKit = liveKit }

// policyOf is what the room's page of a webinar with this engine may load and reach.
func policyOf(t *testing.T, d door, engine string) string {
	t.Helper()
	v := d.visitor(t)
	host := testapp.Person(t, d.app, "staff")
	w := aWebinar(t, d.app, map[string]any{"engine": engine, "state": "open", "hosts": []string{host.Id}})
	v.signIn(host.Email(), testapp.Password)
	res, err := v.Get(d.url + "/webinars/" + w.Id + "/room")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.HasSuffix(res.Request.URL.Path, "/room") {
		t.Fatalf("the room answers %d at %s", res.StatusCode, res.Request.URL)
	}
	return res.Header.Get("Content-Security-Policy")
}

func TestWhoPlansChoosesWhatCarriesSoundAndPicturesWhereThereIsAChoice(t *testing.T) {
	d := openDoor(t, withLiveKit)
	w := aWebinar(t, d.app, map[string]any{"engine": "livekit"})
	v := d.visitor(t)
	v.signIn(testapp.Person(t, d.app, "staff").Email(), testapp.Password)
	plan := "/manage/webinars/" + w.Id
	at, status, body := v.page(plan)
	v.found(plan, http.StatusOK, at, status, body, `value="livekit" checked`, "Questa macchina", "Registrazione sul server, WHIP, WHEP")

	open := aWebinar(t, d.app, map[string]any{"state": "open"})
	at, status, body = v.page("/manage/webinars/" + open.Id)
	v.found("/manage/webinars/"+open.Id, http.StatusOK, at, status, body, "La stanza è aperta", `value="livekit" disabled`)

	alone := openDoor(t)
	v = alone.visitor(t)
	v.signIn(testapp.Person(t, alone.app, "staff").Email(), testapp.Password)
	if _, _, body = v.page("/manage/webinars/new"); strings.Contains(body, "LiveKit") {
		t.Error("a choice without LiveKit")
	}
}

func TestOnlyTheRoomsOfLiveKitReachIt(t *testing.T) {
	for _, row := range []struct {
		name   string
		engine string
		with   bool
		want   string
	}{
		{"a room that LiveKit carries", "livekit", true, "connect-src 'self' wss://live.example.it https://live.example.it;"},
		{"a room of this machine", "here", true, "connect-src 'self';"},
		{"a room planned for a LiveKit that is gone", "livekit", false, "connect-src 'self';"},
	} {
		d := openDoor(t)
		if row.with {
			d = openDoor(t, withLiveKit)
		}
		if got := policyOf(t, d, row.engine); !strings.Contains(got, row.want) {
			t.Errorf("%s: %s", row.name, got)
		}
	}
}
