package pages

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/webinars"
)

func TestStaffMakeATokenReadItOnceAndWithdrawIt(t *testing.T) {
	d := openDoor(t)
	v := d.visitor(t)
	staff := testapp.Person(t, d.app, "staff")
	v.signIn(staff.Email(), testapp.Password)
	w := aWebinar(t, d.app, map[string]any{"start": time.Now().Add(time.Hour)})
	studio := "/manage/webinars/" + w.Id + "/studio"
	at, status, body := v.page("/manage/webinars/" + w.Id)
	v.found("/manage/webinars/"+w.Id, http.StatusOK, at, status, body, `href="`+studio+`"`)
	at, status, body = v.page(studio)
	v.found(studio, http.StatusOK, at, status, body, "Ancora nessun token", "Crea il token")

	for _, row := range []struct{ says, until, name, words string }{
		{"an end that is past", "2020-01-01T10:00", "Sala", "Scegli una scadenza futura"},
		{"an end that is none", "domani", "Sala", "Scegli una scadenza futura"},
		{"an end in years", time.Now().AddDate(3, 0, 0).Format(localTime), "Sala", "Scegli una scadenza futura"},
		{"a name like a novel", "", strings.Repeat("a", 201), "Accorcia il nome"},
	} {
		at, status, body = v.send(studio, "name", row.name, "may", "both", "until", row.until)
		v.found(studio, http.StatusUnprocessableEntity, at, status, body, row.words, `value="`+row.name+`"`, `value="both" checked`)
	}

	at, status, body = v.send(studio, "name", "Sala consiliare", "may", "publish", "until", "")
	v.found(studio, http.StatusOK, at, status, body, "Token per «Sala consiliare»", "/api/aula/webinars/"+w.Id+"/whip", "Copia adesso il token", staff.GetString("given_name"), "mai")
	if strings.Contains(body, "/whep") {
		t.Error("a token that only publishes is shown where to watch")
	}
	shown := regexp.MustCompile(`id="token" readonly value="([^"]+)"`).FindStringSubmatch(body)
	if shown == nil {
		t.Fatalf("no token:\n%s", mainOf(body))
	}
	if !strings.Contains(body, "In OBS") || !strings.Contains(body, `id="made" tabindex="-1" data-focus`) {
		t.Errorf("what to do with it is not said, or not first:\n%s", mainOf(body))
	}
	grant, err := webinars.ReadMediaToken(d.app, shown[1], time.Now())
	if err != nil || !grant.Publish || grant.Play || grant.By != staff.Id {
		t.Errorf("it grants %+v: %v", grant, err)
	}
	if at, status, body = v.page(studio); strings.Contains(body, shown[1]) {
		t.Error("the token is shown again")
	}
	v.found(studio, http.StatusOK, at, status, body, "Sala consiliare", "1 token valido")
	ask := studio + "/" + grant.ID + "/withdraw"
	at, status, body = v.page(ask)
	v.found(ask, http.StatusOK, at, status, body, "Sala consiliare", "si chiude subito")
	at, status, body = v.send(ask)
	v.found(studio, http.StatusOK, at, status, body, "Token ritirato", "Ancora nessun token")
	if _, err := webinars.ReadMediaToken(d.app, shown[1], time.Now()); err == nil {
		t.Error("it holds still")
	}
	if _, status, _ = v.page(ask); status != http.StatusNotFound {
		t.Errorf("what is withdrawn: %d", status)
	}
	testapp.Audited(t, d.app, staff.Id, audit.MediaTokenGiven, audit.MediaTokenWithdrawn)
}

func TestWhereNothingIsRecordedTheButtonSaysSo(t *testing.T) {
	d := openDoor(t, withLiveKit)
	v := d.visitor(t)
	host := testapp.Person(t, d.app, "staff")
	v.signIn(host.Email(), testapp.Password)
	const words = "lì Aula non registra"
	for _, engine := range []string{"livekit", "here"} {
		w := aWebinar(t, d.app, map[string]any{"engine": engine, "state": "open", "hosts": []string{host.Id}})
		for _, path := range []string{"/webinars/" + w.Id + "/room", "/manage/webinars/" + w.Id + "/recordings"} {
			if _, _, body := v.page(path); strings.Contains(body, words) != (engine == "livekit") {
				t.Errorf("%s by %s: %v", path, engine, !strings.Contains(body, words))
			}
		}
	}
}

func TestWhereNoProgramGetsInThePageSaysSo(t *testing.T) {
	d := openDoor(t, withLiveKit)
	v := d.visitor(t)
	v.signIn(testapp.Person(t, d.app, "staff").Email(), testapp.Password)
	for _, row := range []struct {
		values map[string]any
		words  string
	}{
		{map[string]any{"engine": "livekit"}, "passano da LiveKit"},
		{map[string]any{"state": "ended"}, "Il webinar è chiuso"},
	} {
		w := aWebinar(t, d.app, row.values)
		at, status, body := v.page("/manage/webinars/" + w.Id + "/studio")
		v.found("/manage/webinars/"+w.Id+"/studio", http.StatusOK, at, status, body, row.words)
		if strings.Contains(body, "Crea il token") {
			t.Errorf("%s, and yet there is a form", row.words)
		}
	}
	other := d.visitor(t)
	other.signIn(testapp.Person(t, d.app, "learner").Email(), testapp.Password)
	w := aWebinar(t, d.app, nil)
	if _, status, _ := other.page("/manage/webinars/" + w.Id + "/studio"); status != http.StatusForbidden {
		t.Errorf("a learner is answered %d", status)
	}
}
