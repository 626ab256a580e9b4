package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"aula/internal/testapp"
	"aula/notifications"
)

// tell puts word of a new revision on the page of the person; about is the id of the course.
func (d door) tell(t *testing.T, person, key, about string) string {
	t.Helper()
	err := notifications.Tell(d.app, notifications.Notice{
		Person: person, Kind: notifications.CourseRevised, Key: key, Link: "/courses", About: "course:" + about,
		Values: map[string]string{"course": "Corso " + key},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.app.FindFirstRecordByFilter(notifications.Collection, "person = {:p} && key = {:k}", map[string]any{"p": person, "k": key})
	if err != nil {
		t.Fatal(err)
	}
	return r.Id
}

func (d door) course(t *testing.T) string {
	t.Helper()
	return testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
}

func (d door) id(t *testing.T, email string) string {
	t.Helper()
	r, err := d.app.FindAuthRecordByEmail("users", email)
	if err != nil {
		t.Fatal(err)
	}
	return r.Id
}

func TestTheBellCountsWhatIsUnread(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	ada, course := d.id(t, "ada@example.org"), d.course(t)
	at, status, body := v.page("/courses")
	v.found("/courses", 200, at, status, body, "Notifiche: niente da leggere")
	for _, row := range []struct {
		upTo  int
		words string
	}{{1, "Notifiche: 1 da leggere"}, {2, "Notifiche: 2 da leggere"}, {100, "Notifiche: più di 99 da leggere"}} {
		for i := range row.upTo {
			d.tell(t, ada, fmt.Sprint(i), course)
		}
		at, status, body = v.page("/courses")
		v.found("/courses", 200, at, status, body, row.words)
	}
	if _, _, body := d.visitor(t).page("/courses"); strings.Contains(body, noticesAddress) {
		t.Error("somebody who is not signed in sees the bell")
	}
}

func TestANoticeIsReadByOpeningItOrPuttingItAside(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	ada, course := d.id(t, "ada@example.org"), d.course(t)
	at, status, body := v.page(noticesAddress)
	v.found(noticesAddress, 200, at, status, body, "Qui trovi che cosa è successo")
	first, second, third := d.tell(t, ada, "uno", course), d.tell(t, ada, "due", course), d.tell(t, ada, "tre", course)
	unread := func(want int) {
		t.Helper()
		_, _, body := v.page(noticesAddress)
		if got := strings.Count(body, ">Da leggere<"); got != want {
			t.Errorf("%d unread, want %d", got, want)
		}
	}
	unread(3)
	at, status, body = v.send(noticesAddress+"/"+first, "act", "open")
	v.found("/courses", 200, at, status, body, "Notifiche: 2 da leggere")
	at, status, body = v.send(noticesAddress+"/"+second, "act", "read")
	v.found(noticesAddress, 200, at, status, body, "«Corso due» ha una nuova versione")
	unread(1)
	stranger := d.member(t, "learner", "bea@example.org")
	if _, status, _ := stranger.send(noticesAddress+"/"+third, "act", "read"); status != 404 {
		t.Errorf("somebody else's notice is put aside with %d", status)
	}
	unread(1)
	at, status, body = v.send(noticesAddress)
	v.found(noticesAddress, 200, at, status, body, "Tutte le notifiche sono segnate come lette")
	unread(0)
}

func TestTheListIsPagedNewestFirst(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	ada, course := d.id(t, "ada@example.org"), d.course(t)
	for i := range notifications.Page + 1 {
		d.tell(t, ada, fmt.Sprint(i), course)
	}
	at, status, body := v.page(noticesAddress)
	v.found(noticesAddress, 200, at, status, body, "page=2")
	if got := strings.Count(body, `class="notice-text"`); got != notifications.Page {
		t.Errorf("%d on a page", got)
	}
	at, status, body = v.page(noticesAddress + "?page=2")
	v.found(noticesAddress, 200, at, status, body, `class="notice-text"`)
	at, status, body = v.page(noticesAddress + "?page=99")
	v.found(noticesAddress, 200, at, status, body, `class="notice-text"`)
}

func TestWhatHoldsNoMoreSaysSoAndIsCountedNoLonger(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	ada := d.id(t, "ada@example.org")
	d.tell(t, ada, "uno", "gone")
	at, status, body := v.page(noticesAddress)
	v.found(noticesAddress, 200, at, status, body, "Non vale più")
	if strings.Contains(body, ">Da leggere<") || !strings.Contains(body, "Notifiche: niente da leggere") {
		t.Errorf("it is still unread:\n%s", mainOf(body))
	}
}

func TestChoicesAreKeptAndThoseOfTheLawStay(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	ada := d.id(t, "ada@example.org")
	at, status, body := v.page(noticeChoicesAddress)
	v.found(noticeChoicesAddress, 200, at, status, body, "legge 241/1990")
	if strings.Contains(body, `name="decisions"`) || strings.Contains(body, `name="safety"`) {
		t.Error("what is locked, or for staff, can be chosen")
	}
	at, status, body = v.send(noticeChoicesAddress, "answers", "weekly", "decisions", "never")
	v.found(noticeChoicesAddress, 200, at, status, body, "Le tue scelte sono salvate")
	for g, want := range map[notifications.Group]notifications.Way{"answers": notifications.Weekly, "decisions": notifications.AtOnce} {
		if got, err := notifications.WayOf(d.app, ada, g); err != nil || got != want {
			t.Errorf("%s comes %s, %v", g, got, err)
		}
	}
	at, status, body = v.send(noticeChoicesAddress, "answers", "by_pigeon", "courses", "daily")
	v.found(noticeChoicesAddress, 422, at, status, body, `<option value="daily" selected>`)
}

func TestALinkInAMailUnsubscribesOnlyWhenItIsConfirmed(t *testing.T) {
	d := openDoor(t)
	ada := testapp.Person(t, d.app, "learner", "ada@example.org").Id
	groups := []notifications.Group{notifications.Answers}
	token, err := notifications.Token(d.app, ada, groups)
	if err != nil {
		t.Fatal(err)
	}
	path := notifications.UnsubscribePath + token
	way := func(want notifications.Way) {
		t.Helper()
		if got, err := notifications.WayOf(d.app, ada, notifications.Answers); err != nil || got != want {
			t.Errorf("answers come %s, want %s, %v", got, want, err)
		}
	}
	v := d.visitor(t) // nobody is signed in
	at, status, body := v.page(path)
	v.found(path, 200, at, status, body, "Risposte alle tue domande")
	way(notifications.AtOnce) // a scanner that opens links changes nothing
	at, status, body = v.send(path)
	v.found(path, 200, at, status, body, "Non riceverai più queste mail")
	way(notifications.PageOnly)
	at, status, body = v.send(path, "act", "back", "answers", "at_once", "deadlines", "never")
	v.found(path, 200, at, status, body, "Riceverai di nuovo queste mail")
	way(notifications.AtOnce)
	if got, err := notifications.WayOf(d.app, ada, notifications.Deadlines); err != nil || got != notifications.AtOnce {
		t.Errorf("another group was changed: %s, %v", got, err)
	}
	at, status, body = v.page(path + "x")
	v.found(path+"x", 404, at, status, body, "Questo link non vale")
}

// RFC 8058: a mail program posts this body, without cookies and without following redirects.
func TestTheButtonOfAMailProgramUnsubscribes(t *testing.T) {
	d := openDoor(t)
	ada := testapp.Person(t, d.app, "learner", "ada@example.org").Id
	token, err := notifications.Token(d.app, ada, []notifications.Group{notifications.Answers, notifications.Deadlines})
	if err != nil {
		t.Fatal(err)
	}
	program := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := program.PostForm(d.url+notifications.UnsubscribePath+token, url.Values{"List-Unsubscribe": {"One-Click"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != 200 {
		t.Errorf("status %d, %v", res.StatusCode, err)
	}
	for _, g := range []notifications.Group{notifications.Answers, notifications.Deadlines} {
		if got, err := notifications.WayOf(d.app, ada, g); err != nil || got != notifications.PageOnly {
			t.Errorf("%s comes %s, %v", g, got, err)
		}
	}
}
