package accounts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

const goodPassword = "tavolo rosso 7"

// member makes a person with a confirmed mailbox.
func member(t testing.TB, app core.App, email string, role Role) *Person {
	t.Helper()
	p, err := newPerson(app)
	if err != nil {
		t.Fatal(err)
	}
	p.Set(fieldGiven, "Ada")
	p.Set(fieldFamily, "Bianchi")
	p.Set(fieldRole, string(role))
	p.SetEmail(email)
	p.SetPassword(goodPassword)
	p.SetVerified(true)
	if err := app.Save(p.Record); err != nil {
		t.Fatal(err)
	}
	return p
}

// door is an app with one member, one open session and a clock.
func door(t *testing.T, stay time.Duration) (app core.App, d *Doorkeeper, c *clock, p *Person, token string) {
	t.Helper()
	app = testapp.New(t)
	p = member(t, app, "ada@example.it", Learner)
	token, err := OpenSession(app, p.Record, "Firefox", stay)
	if err != nil {
		t.Fatal(err)
	}
	c = &clock{time.Now()} // not before the session was opened
	return app, NewDoorkeeper(c.now), c, p, token
}

func recognise(t *testing.T, d *Doorkeeper, app core.App, token string) Visit {
	t.Helper()
	v, err := d.Recognise(app, token)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestATokenLeadsToItsPerson(t *testing.T) {
	app, d, _, p, token := door(t, BriefStay)
	for range 2 { // the second time from memory
		if v := recognise(t, d, app, token); v.User.Id != p.Id || v.Session == "" {
			t.Errorf("got %+v", v)
		}
	}
}

func TestWhatOpensNoDoor(t *testing.T) {
	app, d, _, p, token := door(t, BriefStay)
	open, err := OpenSessions(app, p.Id)
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	auth, err := p.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct{ name, token string }{
		{"nothing", ""}, {"a made-up token", strings.Repeat("A", len(token))}, {"the stored hash", open[0].GetString(fieldTokenHash)},
		{"a part of the token", token[:40]}, {"a PocketBase token", auth}, {"the session's id", open[0].Id},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if _, err := d.Recognise(app, row.token); !errors.Is(err, ErrNoSession) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheDatabaseDoesNotHoldTheToken(t *testing.T) {
	app, _, _, p, token := door(t, BriefStay)
	open, err := OpenSessions(app, p.Id)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range open[0].Collection().Fields {
		if strings.Contains(open[0].GetString(f.GetName()), token) {
			t.Errorf("%s holds it", f.GetName())
		}
	}
}

func TestASessionEndsByItselfUnlessItIsUsed(t *testing.T) {
	rows := []struct {
		name string
		stay time.Duration
		at   []time.Duration // visits; the last one is asked about
		want error
	}{
		{"a brief one lasts half a day", BriefStay, []time.Duration{BriefStay - time.Minute}, nil},
		{"and no longer", BriefStay, []time.Duration{BriefStay + time.Minute}, ErrNoSession},
		{"use prolongs it", BriefStay, []time.Duration{BriefStay - time.Hour, 2*BriefStay - 2*time.Hour}, nil},
		{"but not for ever", BriefStay, []time.Duration{BriefStay - time.Hour, 2 * BriefStay}, ErrNoSession},
		{"a long one lasts a month", LongStay, []time.Duration{LongStay - time.Hour}, nil},
		{"and prolongs by a month", LongStay, []time.Duration{LongStay - time.Hour, 2*LongStay - 2*time.Hour}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app, d, c, _, token := door(t, row.stay)
			start := c.t
			var err error
			for _, at := range row.at {
				c.t = start.Add(at)
				_, err = d.Recognise(app, token)
				if werr := d.WriteNotes(app); werr != nil {
					t.Fatal(werr)
				}
			}
			if !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
		})
	}
}

func TestUseIsNotedOnceInAWhileAndSurvivesARestart(t *testing.T) {
	app, d, c, p, token := door(t, LongStay)
	recognise(t, d, app, token)
	if len(d.notes) != 0 {
		t.Error("noted at once")
	}
	c.t = c.t.Add(noteEvery)
	if v := recognise(t, d, app, token); v.Renew != LongStay {
		t.Errorf("cookie renewed for %s", v.Renew)
	}
	if v := recognise(t, d, app, token); v.Renew != 0 || len(d.notes) != 1 {
		t.Errorf("renewed again: %s, %d notes", v.Renew, len(d.notes))
	}
	if err := d.WriteNotes(app); err != nil {
		t.Fatal(err)
	}
	open, err := OpenSessions(app, p.Id)
	if err != nil {
		t.Fatal(err)
	}
	if got := open[0].LastSeen(); got.Sub(c.t).Abs() > time.Second {
		t.Errorf("last seen %s, want %s", got, c.t)
	}
	if got := open[0].Expires(); got.Sub(c.t.Add(LongStay)).Abs() > time.Second {
		t.Errorf("expires %s", got)
	}
}

func TestAnEndedSessionIsForgottenAtOnce(t *testing.T) {
	app, d, _, p, token := door(t, BriefStay)
	app.OnRecordAfterDeleteSuccess(sessions).BindFunc(func(e *core.RecordEvent) error {
		d.ForgetSession(e.Record.Id)
		return e.Next()
	})
	v := recognise(t, d, app, token)
	if err := EndSession(app, "somebody else", v.Session); !errors.Is(err, ErrNoSession) {
		t.Fatalf("ended by a stranger: %v", err)
	}
	recognise(t, d, app, token)
	if err := EndSession(app, p.Id, v.Session); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Recognise(app, token); !errors.Is(err, ErrNoSession) {
		t.Errorf("got %v", err)
	}
}

func TestEndingAllSessionsCanSpareOne(t *testing.T) {
	app, d, _, p, first := door(t, BriefStay)
	second, err := OpenSession(app, p.Record, "Chrome", LongStay)
	if err != nil {
		t.Fatal(err)
	}
	if err := EndSessions(app, p.Id, recognise(t, d, app, second).Session); err != nil {
		t.Fatal(err)
	}
	fresh := NewDoorkeeper(time.Now)
	if _, err := fresh.Recognise(app, first); !errors.Is(err, ErrNoSession) {
		t.Errorf("the other: %v", err)
	}
	recognise(t, fresh, app, second)
}

func TestAPersonHasABoundedNumberOfSessions(t *testing.T) {
	app, d, _, p, first := door(t, BriefStay)
	for range mostSessions {
		if _, err := OpenSession(app, p.Record, "x", BriefStay); err != nil {
			t.Fatal(err)
		}
	}
	open, err := OpenSessions(app, p.Id)
	if err != nil || len(open) != mostSessions {
		t.Errorf("%d sessions, %v", len(open), err)
	}
	if _, err := d.Recognise(app, first); !errors.Is(err, ErrNoSession) {
		t.Errorf("the oldest: %v", err)
	}
}

func TestWhatAVisitorChangesStaysTheirs(t *testing.T) {
	app, d, _, _, token := door(t, BriefStay)
	recognise(t, d, app, token).User.Set(fieldRole, string(Administrator))
	if got := RoleOf(recognise(t, d, app, token).User); got != Learner {
		t.Errorf("the next visitor is %s", got)
	}
}

func TestAChangeDuringAReadIsNotOvertaken(t *testing.T) {
	app, d, _, p, _ := door(t, BriefStay)
	change := d.change
	d.ForgetPerson(p.Id) // what another request's commit does while this one has read
	d.remember(change, func() { t.Error("the old state is remembered") })
	_ = app
}

func TestOnlyPeopleHaveSessions(t *testing.T) {
	app := testapp.New(t)
	c, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		t.Fatal(err)
	}
	operator := core.NewRecord(c)
	operator.SetEmail("operator@example.it")
	operator.SetPassword(goodPassword)
	if err := app.Save(operator); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSession(app, operator, "x", BriefStay); err == nil {
		t.Error("a superuser has one")
	}
}
