package accounts

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// invited is an academy that tells the time as it is told to, and somebody whom an organisation has asked.
func invited(t *testing.T) (app core.App, c *clock, a string, ada *Person, m *Membership) {
	t.Helper()
	app, a, _, ada = two(t)
	c = &clock{time.Now().Truncate(time.Second)}
	MeasureSessionsBy(app, c.now)
	_, m, err := Admit(app, "chief", a, "Comune di A", Newcomer{Given: "Ada", Family: "Bianchi", Email: ada.Email()})
	if err != nil {
		t.Fatal(err)
	}
	return app, c, a, ada, m
}

func inviteOnceMore(t *testing.T, app core.App, id string) error {
	t.Helper()
	m, err := FindMembership(app, id)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Find(app, m.User())
	if err != nil {
		t.Fatal(err)
	}
	return app.RunInTransaction(func(tx core.App) error { return InviteAgain(tx, Member{m, p}, "Comune di A") })
}

func TestAnInvitationIsAnsweredOnceWhileItHolds(t *testing.T) {
	retire := func(app core.App, m *Membership) error {
		o, err := organisations.Find(app, m.Organisation())
		if err != nil {
			return err
		}
		o.Set("retired", time.Now())
		return app.Save(o.Record)
	}
	for _, row := range []struct {
		says   string
		before func(app core.App, c *clock, m *Membership) error
		want   error
	}{
		{"at once", func(core.App, *clock, *Membership) error { return nil }, nil},
		{"twice", func(app core.App, _ *clock, m *Membership) error { return Accept(app, m.User(), m.Id) }, ErrMember},
		{"after saying no", func(app core.App, _ *clock, m *Membership) error { return Decline(app, m.User(), m.Id) }, ErrNoMembership},
		{"after it was withdrawn", func(app core.App, _ *clock, m *Membership) error { return Leave(app, m, time.Time{}) }, ErrNoMembership},
		{"just in time", func(app core.App, c *clock, _ *Membership) error {
			c.t = c.t.Add(invitationHolds - time.Second)
			return EndInvitations(app)
		}, nil},
		{"too late", func(app core.App, c *clock, _ *Membership) error {
			c.t = c.t.Add(invitationHolds)
			return EndInvitations(app)
		}, ErrMembershipOver},
		{"of an organisation that is no longer served", func(app core.App, _ *clock, m *Membership) error { return retire(app, m) }, organisations.ErrRetired},
	} {
		t.Run(row.says, func(t *testing.T) {
			app, c, _, ada, m := invited(t)
			if err := row.before(app, c, m); err != nil {
				t.Fatal(err)
			}
			if err := Accept(app, ada.Id, m.Id); !errors.Is(err, row.want) {
				t.Errorf("%v, want %v", err, row.want)
			}
		})
	}
}

func TestAnInvitationIsSentAgainOnceADayUntilItIsAnswered(t *testing.T) {
	app, c, a, ada, m := invited(t)
	for _, row := range []struct {
		says  string
		later time.Duration
		want  error
		mails int
	}{
		{"at once", 0, ErrInvitedToday, 1},
		{"a second too early", invitedAgain - time.Second, ErrInvitedToday, 1},
		{"a day later", time.Second, nil, 2},
		{"and again at once", 0, ErrInvitedToday, 2},
		{"when it has expired", invitationHolds, nil, 3},
	} {
		c.t = c.t.Add(row.later)
		if err := EndInvitations(app); err != nil {
			t.Fatal(err)
		}
		expired, _, err := Members(app, MemberFilter{Organisation: a, Expired: true})
		if err != nil || (len(expired) == 1) != (row.later == invitationHolds) {
			t.Errorf("%s: %d have expired, %v", row.says, len(expired), err)
		}
		if err := inviteOnceMore(t, app, m.Id); !errors.Is(err, row.want) || mails(t, app, "membership") != row.mails {
			t.Errorf("%s: %v, %d mails", row.says, err, mails(t, app, "membership"))
		}
	}
	if err := Accept(app, ada.Id, m.Id); err != nil {
		t.Fatal(err)
	}
	c.t = c.t.Add(2 * invitedAgain)
	if err := inviteOnceMore(t, app, m.Id); !errors.Is(err, ErrNotAwaited) {
		t.Errorf("who has accepted is invited again: %v", err)
	}
}

func TestWhoseAccountAnOrganisationMadeIsWrittenToUntilTheyCome(t *testing.T) {
	app, c, a, _, _ := invited(t)
	_, m, err := Admit(app, "chief", a, "Comune di A", Newcomer{Given: "Bruno", Family: "Sala", Email: "bruno@comune.example"})
	if err != nil {
		t.Fatal(err)
	}
	c.t = c.t.Add(invitationHolds)
	if err := EndInvitations(app); err != nil {
		t.Fatal(err)
	}
	if err := inviteOnceMore(t, app, m.Id); err != nil || mails(t, app, "admitted") != 2 {
		t.Errorf("%v, %d mails", err, mails(t, app, "admitted"))
	}
	if m, err = FindMembership(app, m.Id); err != nil || !m.Until().IsZero() {
		t.Errorf("who belongs here no longer does: %v", err)
	}
	p, err := Find(app, m.User())
	if err == nil {
		p.SetVerified(true)
		err = app.Save(p.Record)
	}
	if err != nil {
		t.Fatal(err)
	}
	c.t = c.t.Add(invitedAgain)
	if err := inviteOnceMore(t, app, m.Id); !errors.Is(err, ErrNotAwaited) {
		t.Errorf("who has come is written to: %v", err)
	}
}

func TestANewInvitationTakesThePlaceOfAnExpiredOne(t *testing.T) {
	app, c, a, ada, m := invited(t)
	c.t = c.t.Add(invitationHolds)
	if err := EndInvitations(app); err != nil {
		t.Fatal(err)
	}
	what, fresh, err := Admit(app, "chief", a, "Comune di A", Newcomer{Given: "Ada", Family: "Bianchi", Email: ada.Email()})
	if err != nil || what != Asked {
		t.Fatal(what, err)
	}
	if _, err := FindMembership(app, m.Id); !errors.Is(err, ErrNoMembership) {
		t.Errorf("both are there: %v", err)
	}
	if err := Accept(app, ada.Id, fresh.Id); err != nil {
		t.Error(err)
	}
}

func TestARetiredOrganisationInvitesNobodyAgain(t *testing.T) {
	app, c, a, _, m := invited(t)
	o, err := organisations.Find(app, a)
	if err == nil {
		o.Set("retired", c.t)
		err = app.Save(o.Record)
	}
	if err != nil {
		t.Fatal(err)
	}
	c.t = c.t.Add(invitedAgain)
	if err := inviteOnceMore(t, app, m.Id); !errors.Is(err, organisations.ErrRetired) {
		t.Error(err)
	}
}
