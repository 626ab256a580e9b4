package webinars_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/webinars"
)

func guest(n int) webinars.Applicant {
	return webinars.Applicant{Name: "Bea Verdi", Email: fmt.Sprintf("bea%d@example.org", n), Locale: "it", Remind: true}
}

func apply(t *testing.T, app core.App, w *webinars.Webinar, a webinars.Applicant) *webinars.Registration {
	t.Helper()
	r, _, err := webinars.Apply(app, w.Id, a)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func seats(t *testing.T, app core.App, w *webinars.Webinar, taken, waiting int) {
	t.Helper()
	gotTaken, gotWaiting, err := webinars.CountSeats(app, w.Id)
	if err != nil || gotTaken != taken || gotWaiting != waiting {
		t.Errorf("%d seats taken and %d wait, want %d and %d (%v)", gotTaken, gotWaiting, taken, waiting, err)
	}
}

func TestASeatIsNeverGivenTwice(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, map[string]any{"seats": 10})
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			if _, _, err := webinars.Apply(app, w.Id, guest(n)); err != nil {
				t.Errorf("guest %d: %v", n, err)
			}
		})
	}
	all.Wait()
	seats(t, app, w, 10, 40)
	positions := map[int]bool{}
	people, err := webinars.People(app, w.Id)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		r, err := webinars.FindRegistration(app, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		position, err := webinars.Position(app, r)
		if err != nil || positions[position] && position > 0 {
			t.Errorf("two stand at position %d, %v", position, err)
		}
		positions[position] = true
	}
	for _, p := range people[:10] { // all give up at once: each seat goes to one who waits
		all.Go(func() {
			if err := webinars.Withdraw(app, p.ID); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seats(t, app, w, 10, 30)
}

func TestWhoAsksTwiceAtOnceHasOneSeat(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, nil)
	learner := testapp.Person(t, app, "learner")
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, _, err := webinars.Apply(app, w.Id, webinars.Applicant{User: learner.Id}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seats(t, app, w, 1, 0)
}

func TestTheFirstWhoWaitsGetsTheSeatThatIsFreed(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, map[string]any{"seats": 1})
	first, second, third := apply(t, app, w, guest(1)), apply(t, app, w, guest(2)), apply(t, app, w, guest(3))
	if p, _ := webinars.Position(app, third); p != 2 {
		t.Errorf("third stands at %d, want 2", p)
	}
	if err := webinars.Withdraw(app, first.Id); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		r    *webinars.Registration
		want webinars.Standing
	}{{first, webinars.Withdrawn}, {second, webinars.Registered}, {third, webinars.Waiting}} {
		if r, _ := webinars.FindRegistration(app, row.r.Id); r.State() != row.want {
			t.Errorf("%s, want %s", r.State(), row.want)
		}
	}
	again, made, err := webinars.Apply(app, w.Id, guest(1))
	if err != nil || !made || again.State() != webinars.Waiting || again.Id != first.Id {
		t.Errorf("who comes back is %s, made %v, %v", again.State(), made, err)
	}
	if p, _ := webinars.Position(app, again); p != 2 {
		t.Errorf("who comes back stands at %d: behind those who waited", p)
	}
}

func TestMoreSeatsLetThoseInWhoWait(t *testing.T) {
	app := testapp.New(t)
	staff := testapp.Person(t, app, "staff")
	w, err := webinars.Create(app, staff.Id, aPlan())
	if err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		apply(t, app, w, guest(n))
	}
	seats(t, app, w, 2, 2)
	plan := aPlan()
	plan.Seats = 3
	if _, err := webinars.Change(app, w.Id, w.Revision(), plan); err != nil {
		t.Fatal(err)
	}
	seats(t, app, w, 3, 1)
	plan.Seats = 0
	if _, err := webinars.Change(app, w.Id, w.Revision()+1, plan); err != nil {
		t.Fatal(err)
	}
	seats(t, app, w, 4, 0)
}

func aPlan() webinars.Plan {
	return webinars.Plan{
		Title: "SPID e CIE in comune", Description: "Che cosa *cambia*.", Start: time.Now().Add(72 * time.Hour).Truncate(time.Minute), Minutes: 90,
		Zone: "Europe/Rome", Seats: 2, Audience: webinars.Anyone, Lobby: webinars.LobbyAutomatic, Percent: 80,
	}
}

func TestOfTwoWhoChangeAPlanAtOnceTheSecondIsTold(t *testing.T) {
	app := testapp.New(t)
	staff := testapp.Person(t, app, "staff")
	w, err := webinars.Create(app, staff.Id, aPlan())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.Change(app, w.Id, w.Revision(), aPlan()); err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.Change(app, w.Id, w.Revision(), aPlan()); !errors.Is(err, webinars.ErrChanged) {
		t.Errorf("%v, want ErrChanged", err)
	}
}

func TestAPlanIsCheckedFieldByField(t *testing.T) {
	app := testapp.New(t)
	testapp.Person(t, app, "staff", "host@example.org")
	rows := []struct {
		field, code string
		change      func(*webinars.Plan)
	}{
		{"title", "title_missing", func(p *webinars.Plan) { p.Title = " " }},
		{"start", "start_missing", func(p *webinars.Plan) { p.Start = time.Time{} }},
		{"start", "start_past", func(p *webinars.Plan) { p.Start = time.Now().Add(-time.Hour) }},
		{"minutes", "minutes_wrong", func(p *webinars.Plan) { p.Minutes = 4 }},
		{"zone", "zone_wrong", func(p *webinars.Plan) { p.Zone = "Europe/Atlantis" }},
		{"zone", "zone_wrong", func(p *webinars.Plan) { p.Zone = "Local" }},
		{"seats", "seats_wrong", func(p *webinars.Plan) { p.Seats = -1 }},
		{"percent", "percent_wrong", func(p *webinars.Plan) { p.Percent = 101 }},
		{"hosts", "person_unknown", func(p *webinars.Plan) { p.Hosts = []string{"host@example.org", "nobody@example.org"} }},
		{"sign_in", "sign_in_guests", func(p *webinars.Plan) { p.SignIn = true }},
		{"course_key", "key_wrong", func(p *webinars.Plan) { p.CourseKey = "Incontro 1" }},
		{"", "", func(p *webinars.Plan) { p.Hosts = []string{"host@example.org"} }},
	}
	for _, row := range rows {
		p := aPlan()
		row.change(&p)
		_, err := webinars.Create(app, "", p)
		var problems accounts.Problems
		if row.field == "" && err != nil {
			t.Errorf("a plan that is right: %v", err)
		}
		if row.field != "" && (!errors.As(err, &problems) || len(problems) != 1 || problems[0] != accounts.Problem{Field: row.field, Code: row.code}) {
			t.Errorf("%s %s: %v", row.field, row.code, err)
		}
	}
}

func TestWhoMayNotRegisterIsToldWhy(t *testing.T) {
	app := testapp.New(t)
	learner := testapp.Person(t, app, "learner")
	person := webinars.Applicant{User: learner.Id}
	rows := []struct {
		name   string
		values map[string]any
		who    webinars.Applicant
		want   error
	}{
		{"cancelled", map[string]any{"state": "cancelled"}, person, webinars.ErrCancelled},
		{"ended", map[string]any{"state": "ended"}, person, webinars.ErrEnded},
		{"over without having been opened", map[string]any{"start": time.Now().Add(-4 * time.Hour)}, person, webinars.ErrEnded},
		{"open already", map[string]any{"state": "open"}, person, nil},
		{"a guest where people only may", map[string]any{"audience": "people"}, guest(1), webinars.ErrPeopleOnly},
		{"a person there", map[string]any{"audience": "people"}, person, nil},
		{"a guest without a mailbox", nil, webinars.Applicant{Name: "Bea"}, accounts.Problems{}},
		{"a guest whose name advertises", nil, webinars.Applicant{Name: "www.example.org", Email: "b@example.org"}, accounts.Problems{}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, _, err := webinars.Apply(app, planned(t, app, row.values).Id, row.who)
			var problems accounts.Problems
			if _, wrong := row.want.(accounts.Problems); wrong {
				if !errors.As(err, &problems) {
					t.Errorf("%v, want problems", err)
				}
			} else if !errors.Is(err, row.want) {
				t.Errorf("%v, want %v", err, row.want)
			}
		})
	}
}

func TestWhoGoesFreesSeatsToComeAndStaysNamelessInThePast(t *testing.T) {
	app := testapp.New(t)
	learner := testapp.Person(t, app, "learner")
	next, past := planned(t, app, map[string]any{"seats": 1}), planned(t, app, map[string]any{"state": "open"})
	apply(t, app, next, webinars.Applicant{User: learner.Id})
	apply(t, app, past, webinars.Applicant{User: learner.Id})
	waits := apply(t, app, next, guest(1))
	err := app.RunInTransaction(func(tx core.App) error {
		if err := webinars.Release(tx, learner.Id); err != nil {
			return err
		}
		return tx.Delete(learner)
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := webinars.FindRegistration(app, waits.Id); r.State() != webinars.Registered {
		t.Errorf("who waited is %s", r.State())
	}
	seats(t, app, past, 1, 0)
	if people, err := webinars.People(app, past.Id); err != nil || !people[0].IsErased() || people[0].Name != "" {
		t.Errorf("%+v, %v", people, err)
	}
}

func TestAGuestsSeatGoesOverToTheirAccount(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, nil)
	r := apply(t, app, w, guest(1))
	if account, err := webinars.AccountOf(app, r); err != nil || account != "" {
		t.Errorf("a guest without an account counts for %q, %v", account, err)
	}
	user := testapp.Person(t, app, "learner", "bea1@example.org")
	if account, err := webinars.AccountOf(app, r); err != nil || account != user.Id {
		t.Errorf("counts for %q, %v", account, err)
	}
	if err := webinars.Adopt(app, user.Id, "Bea1@Example.org"); err != nil {
		t.Fatal(err)
	}
	if own, err := webinars.FindOwn(app, w.Id, user.Id); err != nil || own.Id != r.Id || own.Email() != "" || own.Name() != "" {
		t.Errorf("%+v, %v", own, err)
	}
}
