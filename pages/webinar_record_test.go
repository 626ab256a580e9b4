package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/webinars"
)

func TestWhatWasSaidIsDownloadedFromThePagesOfThoseWhoRunTheWebinar(t *testing.T) {
	d := openDoor(t)
	staff := testapp.Person(t, d.app, "staff", "sara@example.org")
	w, bea := heldWebinar(t, d, nil)
	if _, err := webinars.Say(d.app, w.Id, webinars.Message{Person: bea, Name: "Bea Verdi", Text: "Si sente bene", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", staff.Email(), "password", testapp.Password)
	text, data := "/api/aula/webinars/"+w.Id+"/record.txt", "/api/aula/webinars/"+w.Id+"/record"
	for _, page := range []string{"/manage/webinars/" + w.Id, "/manage/webinars/" + w.Id + "/register"} {
		at, status, body := v.page(page)
		v.found(page, http.StatusOK, at, status, body, "Quello che si è detto", `href="`+text+`"`, `href="`+data+`"`)
	}
	for _, file := range []string{text, data} {
		if _, status, body := v.page(file); status != http.StatusOK || !strings.Contains(body, "Si sente bene") {
			t.Errorf("%s: %d %s", file, status, body)
		}
	}
	next := aWebinar(t, d.app, nil)
	if _, _, body := v.page("/manage/webinars/" + next.Id); strings.Contains(body, "/record.txt") {
		t.Error("a webinar that nobody opened offers what was said in it")
	}
	testapp.Audited(t, d.app, staff.Id, audit.DataExported, audit.DataExported)
}
