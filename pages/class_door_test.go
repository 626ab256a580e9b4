package pages

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/classes"
	"aula/internal/testapp"
)

// lesson is a session in a room that began when it is said, an hour long, of an edition in which those have a seat who are named.
func (d door) lesson(t *testing.T, began time.Duration, people ...string) (desk string, s *classes.Session) {
	t.Helper()
	course, now := d.course(t), time.Now()
	x := testapp.Save(t, d.app, classes.Collection, map[string]any{
		"course": course, "title": "Primavera", "state": "open", "from": now.AddDate(0, 0, -1), "until": now.AddDate(0, 0, 1), "ways": []string{"self"}, "percent": 80,
	})
	for i, user := range people {
		testapp.Save(t, d.app, classes.Seats, map[string]any{"edition": x.Id, "user": user, "state": "in", "place": i + 1})
	}
	from := now.Add(-began).Truncate(time.Second)
	r := testapp.Save(t, d.app, classes.Sessions, map[string]any{"edition": x.Id, "from": from, "until": from.Add(time.Hour), "kind": "room", "place": "Sala"})
	return "/manage/courses/spid/editions/" + x.Id, classes.SessionOf(r)
}

// face is what the door shows to who holds the class.
func (d door) face(t *testing.T, holder *visitor, desk string, s *classes.Session) (f doorFace) {
	t.Helper()
	_, status, body := holder.page(desk + "/sessions/" + s.Id + "/door/code")
	if err := json.Unmarshal([]byte(body), &f); err != nil || status != http.StatusOK {
		t.Fatalf("%d, %v: %s", status, err, body)
	}
	return f
}

// code is what the door showed a while ago.
func (d door) code(t *testing.T, s *classes.Session, ago time.Duration) string {
	t.Helper()
	door, err := classes.ShowDoor(d.app, s, time.Now().Add(-ago))
	if err != nil {
		t.Fatal(err)
	}
	return door.Code
}

func TestTwoPhonesComeInByTheCodeAtTheDoor(t *testing.T) {
	d := openDoor(t)
	anna, staff := d.member(t, "learner", "anna@example.org"), d.member(t, "staff", "staff@example.org")
	bruno := testapp.Person(t, d.app, "learner", "bruno@example.org")
	desk, s := d.lesson(t, 5*time.Minute, d.id(t, "anna@example.org"), bruno.Id)
	at, status, body := staff.page(desk)
	staff.found(desk, http.StatusOK, at, status, body, desk+"/sessions/"+s.Id+"/door")
	f := d.face(t, staff, desk, s)
	_, status, body = staff.page(desk + "/sessions/" + s.Id + "/door")
	staff.found("", http.StatusOK, "", status, body, "Inquadra il codice", "/door</strong>", `class="class-door-code"`)
	if !f.Open || f.In != 0 || f.Seats != 2 || f.Left <= 0 || f.Left > classes.DoorTurn.Milliseconds() || f.Path == "" {
		t.Fatalf("the door shows %+v", f)
	}

	at, status, body = anna.page("/door?c=" + strings.ReplaceAll(f.Code, " ", ""))
	anna.found("/door/"+s.Id, http.StatusOK, at, status, body, "Sono qui", "Primavera")
	if n, err := classes.CountIn(d.app, s.Id); err != nil || n != 0 {
		t.Fatalf("reading the code wrote %d, %v", n, err)
	}
	at, status, body = anna.send("/door/"+s.Id, "act", "enter")
	anna.found("/door/"+s.Id, http.StatusOK, at, status, body, "La tua presenza è segnata")
	anna.page("/door?c=" + d.code(t, s, classes.DoorTurn))
	_, _, body = anna.page("/door/" + s.Id)
	anna.found("", http.StatusOK, "", http.StatusOK, body, "La tua presenza è segnata")
	if strings.Contains(body, "Esco adesso") {
		t.Error("leaving is offered in the first half")
	}

	phone := d.visitor(t)
	at, status, body = phone.page("/door?c=" + d.code(t, s, classes.DoorTurn)) // typed slowly: in the turn before
	phone.found("/door/"+s.Id, http.StatusOK, at, status, body, "Adesso accedi", "/sign-in?next=/door/"+s.Id)
	at, status, body = phone.send("/sign-in", "email", "bruno@example.org", "password", testapp.Password, "next", "/door/"+s.Id)
	phone.found("/door/"+s.Id, http.StatusOK, at, status, body, "Sono qui")
	phone.send("/door/"+s.Id, "act", "enter")
	phone.send("/door/"+s.Id, "act", "enter")
	if f := d.face(t, staff, desk, s); f.In != 2 {
		t.Errorf("%d have come in", f.In)
	}
}

func TestTheDoorSaysWhyItLetsNobodyIn(t *testing.T) {
	d := openDoor(t)
	anna, bruno := d.member(t, "learner", "anna@example.org"), d.member(t, "learner", "bruno@example.org")
	desk, s := d.lesson(t, 40*time.Minute, d.id(t, "anna@example.org"))
	at, status, body := anna.page("/door?c=" + d.code(t, s, 10*time.Minute))
	anna.found("/door", http.StatusForbidden, at, status, body, "Questo codice è già cambiato")
	at, status, body = anna.page("/door?c=ABCDEF")
	anna.found("/door", http.StatusForbidden, at, status, body, "Nessuna porta aperta ha questo codice", `value="ABCDEF"`)
	at, status, body = anna.page("/door/" + s.Id)
	anna.found("/door/"+s.Id, http.StatusOK, at, status, body, "Scrivi il codice")
	at, status, body = anna.send("/door/"+s.Id, "act", "enter")
	anna.found("/door/"+s.Id, http.StatusForbidden, at, status, body, "non vale più")
	at, status, body = bruno.page("/door?c=" + d.code(t, s, 0))
	bruno.found("/door/"+s.Id, http.StatusOK, at, status, body, "Non hai un posto in questa classe", "bruno@example.org")
	at, status, body = bruno.send("/door/"+s.Id, "act", "enter")
	bruno.found("/door/"+s.Id, http.StatusNotFound, at, status, body, "Non hai un posto")

	anna.page("/door?c=" + d.code(t, s, 0))
	anna.send("/door/"+s.Id, "act", "enter")
	if stays, err := classes.PresencesAt(d.app, s.Id); err != nil || len(stays) != 1 || stays[0].From().Before(s.From().Add(39*time.Minute)) {
		t.Errorf("who comes late is there from %v, %v", stays, err)
	}
	s.Set("closed", time.Now())
	if err := d.app.Save(s); err != nil {
		t.Fatal(err)
	}
	staff := d.member(t, "staff", "staff@example.org")
	at, status, body = staff.page(desk + "/sessions/" + s.Id + "/door")
	staff.found(desk+"/sessions/"+s.Id+"/door", http.StatusOK, at, status, body, "Il registro di questo incontro è chiuso")
	if strings.Contains(body, `class="class-door-code"`) {
		t.Error("a closed door shows a code")
	}
	if _, status, _ = anna.page(desk + "/sessions/" + s.Id + "/door"); status != http.StatusForbidden {
		t.Errorf("a learner sees the code at home: %d", status)
	}
}

func TestWhoReadsTheCodeAgainInTheSecondHalfMayLeave(t *testing.T) {
	d := openDoor(t)
	anna := d.member(t, "learner", "anna@example.org")
	user := d.id(t, "anna@example.org")
	_, s := d.lesson(t, 40*time.Minute, user)
	if err := classes.ComeIn(d.app, s.Id, user, s.From().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	_, status, body := anna.page("/door?c=" + d.code(t, s, 0))
	anna.found("", http.StatusOK, "", status, body, "La tua presenza è segnata", "Esco adesso")
	_, status, body = anna.send("/door/"+s.Id, "act", "leave")
	anna.found("", http.StatusOK, "", status, body, "Se rientri, inquadra di nuovo il codice")
	_, status, body = anna.page("/door?c=" + d.code(t, s, 0))
	anna.found("", http.StatusOK, "", status, body, "Sono qui")
}

func TestWhoHasACardComesInByTheDoorToo(t *testing.T) {
	d, class, card := cardDoor(t)
	from := time.Now().Add(-5 * time.Minute).Truncate(time.Second)
	s := classes.SessionOf(testapp.Save(t, d.app, classes.Sessions, map[string]any{
		"edition": class.Id, "from": from, "until": from.Add(time.Hour), "kind": "room", "place": "Sala"}))
	phone := d.visitor(t)
	at, status, body := phone.page("/door?c=" + d.code(t, s, 0))
	phone.found("/door/"+s.Id, http.StatusOK, at, status, body, `href="/card"`)
	at, status, body = phone.send("/card", "code", card.Code(), "pin", card.PIN)
	phone.found("/door/"+s.Id, http.StatusOK, at, status, body, "Sono qui")
	at, status, body = phone.send("/door/"+s.Id, "act", "enter")
	phone.found("/door/"+s.Id, http.StatusOK, at, status, body, "La tua presenza è segnata", `href="/card/class"`)
}
