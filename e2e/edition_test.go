package e2e

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	managedEditions = "/manage/courses/spid-e-cie/editions"
	save            = `main form.form p.actions button.btn-primary`
)

// plansEdition plans an edition with a session in a room that begins in two minutes, and returns its address at the desk and its id.
func plansEdition(t *testing.T, staff *person, title string, more url.Values) (desk, id string) {
	t.Helper()
	return plansEditionAt(t, staff, managedEditions, title, more)
}

func plansEditionAt(t *testing.T, staff *person, at, title string, more url.Values) (desk, id string) {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now().Add(2 * time.Minute).In(rome)
	end := start.Add(time.Hour)
	if end.Day() != start.Day() { // a session lies within a day
		end = time.Date(start.Year(), start.Month(), start.Day(), 23, 59, 0, 0, rome)
	}
	day := start.Format(time.DateOnly)
	form := url.Values{
		"title": {title}, "from": {day}, "until": {start.AddDate(0, 0, 30).Format(time.DateOnly)}, "way_self": {"yes"}, "way_code": {"yes"}, "waiting": {"yes"}, "rows": {"1"},
		"facilitators": {staff.mailbox}, "session_0_day": {day}, "session_0_from": {start.Format("15:04")}, "session_0_until": {end.Format("15:04")}, "session_0_kind": {"room"}, "session_0_place": {"Sala Rossa"},
	}
	for name, values := range more {
		form[name] = values
	}
	got := staff.post(at+"/new", form)
	found := regexp.MustCompile(`^` + at + `/([a-z0-9]{15})`).FindStringSubmatch(got.path)
	if found == nil {
		t.Fatalf("not planned: %d at %s", got.status, got.path)
	}
	return at + "/" + found[1], found[1]
}

// findsDoor is the address at which who runs the edition opens the door of its session.
func findsDoor(t *testing.T, staff *person, desk string) string {
	t.Helper()
	door := regexp.MustCompile(`href="(` + desk + `/sessions/[a-z0-9]{15}/door)"`).FindSubmatch(staff.get(desk).body)
	if door == nil {
		t.Fatalf("%s leads to no door", desk)
	}
	return string(door[1])
}

func sessionOf(door string) string {
	return regexp.MustCompile(`/sessions/([a-z0-9]+)/door`).FindStringSubmatch(door)[1]
}

// The code at the door is projected in one browser; a phone reads it, its owner signs in, is there, and is counted at once. The code turns by itself.
func TestAPhoneComesInByTheCodeThatIsProjectedAtTheDoor(t *testing.T) {
	staff, ada := academy.as(t, "staff"), academy.newLearner(t, "Ada", "Porta")
	desk, id := plansEdition(t, staff, "Alla porta, di mattina", nil)
	ada.post("/courses/spid-e-cie/editions/"+id, nil)
	projector := open(t, desktop)
	projector.become(staff)
	projector.visit(desk)
	projector.follow(`a[href$="/door"]`)
	projector.sees("Inquadra il codice", "Presenti: 0 / 1")
	const shown = `document.querySelector("[data-code]").textContent.replace(" ", "")`
	code, session := eval[string](projector, shown), sessionOf(projector.where())

	mobile := open(t, phone)
	mobile.visit("/door?c=" + code)
	mobile.sees("Adesso accedi")
	mobile.follow(`main a[href^="/sign-in"]`)
	mobile.fill(`input[name="email"]`, ada.mailbox)
	mobile.fill(`input[name="password"]`, ada.password)
	mobile.follow(`main form button[type="submit"]`)
	mobile.sees("La presenza vale da quando")
	mobile.follow(`button[value="enter"]`)
	mobile.sees("La tua presenza è segnata")
	mobile.visit("/door?c=" + code)
	mobile.visit("/door/" + session)
	mobile.sees("La tua presenza è segnata")
	mobile.picture("door-phone")
	poll(projector, `document.querySelector("[data-in]").textContent === "1" ? "counted" : ""`)
	poll(projector, shown+` !== "`+code+`" ? "turned" : ""`)
	projector.picture("door-projected")
}

// Over the change of clocks an edition is planned after being told of the hour that is none; people join by its code, wait, and one of two gets the last seat.
func TestAnEditionIsPlannedOverTheChangeOfClocksAndOneOfTwoGetsTheLastSeat(t *testing.T) {
	staff := academy.as(t, "staff")
	skipped := time.Date(time.Now().Year()+1, 4, 0, 12, 0, 0, 0, time.UTC)
	skipped = skipped.AddDate(0, 0, -int(skipped.Weekday()))
	day := skipped.Format(time.DateOnly)
	p := open(t, desktop)
	p.become(staff)
	p.visit(managedEditions + "/new")
	for name, value := range map[string]string{"title": "Notte dell'ora legale", "from": day, "until": day, "seats": "1", "session_0_day": day, "session_0_from": "02:30", "session_0_until": "05:00", "session_0_place": "Sala"} {
		p.fill("#"+name, value)
	}
	p.click("#way_code")
	p.follow(save)
	p.sees("comincia l'ora legale")
	p.fill("#session_0_from", "01:30")
	p.follow(save)
	p.sees("Edizione salvata", "dalle 1:30 alle 5:00")
	desk := p.where()
	code := regexp.MustCompile(`Codice: ([A-Z2-9]{4} [A-Z2-9]{4})`).FindStringSubmatch(p.text("main"))
	if code == nil {
		t.Fatalf("no code at %s", desk)
	}
	anna, bruno, carla := academy.newLearner(t, "Anna", "Uno"), academy.newLearner(t, "Bruno", "Due"), academy.newLearner(t, "Carla", "Tre")
	var show string
	for _, v := range []*person{anna, bruno, carla} {
		got := v.post("/courses/spid-e-cie/editions", url.Values{"class_code": {code[1]}})
		show, _, _ = strings.Cut(got.path, "?")
		if !got.says("Hai un posto") && !got.says("lista d&#39;attesa") {
			t.Errorf("%s has neither a seat nor waits: %d at %s", v.name, got.status, got.path)
		}
	}
	in, waiting := 0, 0
	count := func() {
		in, waiting = 0, 0
		for _, v := range []*person{anna, bruno, carla} {
			switch got := v.get(show); {
			case got.says("Hai un posto"):
				in++
			case got.says("Sei in lista d&#39;attesa"):
				waiting++
			}
		}
	}
	if count(); in != 1 || waiting != 2 {
		t.Fatalf("%d have the one seat, %d wait", in, waiting)
	}
	for _, v := range []*person{anna, bruno, carla} {
		if v.get(show).says("Hai un posto") {
			v.post(show+"/leave", nil)
			break
		}
	}
	if count(); in != 1 || waiting != 1 {
		t.Errorf("after one left %d have the one seat, %d wait", in, waiting)
	}
}
