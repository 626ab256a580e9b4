package accounts

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

const (
	fieldLooksAs    = "looks_as"
	fieldLooksUntil = "looks_until"

	// LookStay is how long staff see the academy as somebody, at most.
	LookStay = 30 * time.Minute
	// LookEndPath is where they stop.
	LookEndPath = "/looking/end"
)

// LookReasons are why staff see the academy as somebody, in words below "look.reason_".
var LookReasons = []string{"asked", "fault", "access"}

// How a look ended, in words below "audit.how_".
const (
	lookStopped = "stopped" // by who looked
	lookExpired = "expired"
	lookRight   = "right"   // who looked may not any more
	lookSession = "session" // their session ended
	lookGone    = "gone"    // the other account was deleted
)

// Decisions about looking as somebody.
var (
	// ErrNoLook says that the person is somebody with more rights than who asks, or the same person.
	ErrNoLook = errors.New("not to be looked as")
	// ErrLooking says that who looks as somebody does not act.
	ErrLooking = errors.New("looking as somebody")
	// ErrLookShut says that a page stays closed to who looks as somebody: it is private, or leads to what is.
	ErrLookShut = errors.New("closed to who looks as somebody")
)

// Look is as whom a session sees the academy instead of as its owner.
type Look struct {
	Actor Actor // as whom, and for which organisation; without a person while the session sees it as its owner
	Until time.Time
	Over  bool // it has ended, and who looked has yet to learn of it
}

// Holds tells whether the session sees the academy as somebody else.
func (l Look) Holds() bool { return l.Actor.Person != nil }

// MayLookAs tells whether the actor may see the academy as somebody else does: who may do nothing, in the centre or in any
// organisation, that they may not do themselves.
func (a Actor) MayLookAs(other Actor) bool {
	if !a.May(LookAs) || a.Person.Id == other.Person.Id {
		return false
	}
	for act, r := range rights {
		own := slices.ContainsFunc(other.All, func(b Belonging) bool { return slices.Contains(r.own, b.Role) })
		if (other.May(act) || own) && !a.May(act) {
			return false
		}
	}
	return true
}

// ActorOf is the person as they act where they have chosen nothing.
func ActorOf(app core.App, person *core.Record) (Actor, error) {
	now := DoorkeeperOf(app).now()
	belongs, err := belongingsOf(app, person.Id, now)
	if err != nil {
		return Actor{}, err
	}
	return newActor(person, belongs, "", now), nil
}

// BeginLook lets the visitor's session see the academy as p from now on, and keeps in the audit log why. It returns ErrNoLook,
// ErrNoSession, or Problems with the reason.
func BeginLook(app core.App, v Visit, p *Person, reason string) error {
	if !slices.Contains(LookReasons, reason) {
		return Problems{{"reason", "choice"}}
	}
	other, err := ActorOf(app, p.Record)
	if err != nil {
		return err
	}
	if !v.Actor.MayLookAs(other) {
		return ErrNoLook
	}
	entry := audit.LookBegan.On(audit.Person, p.Id, "reason", reason).DoneBy(v.User.Id)
	entry.For, entry.As = v.Actor.For.Organisation, p.Id
	err = audit.Do(app, entry, func(tx core.App) error {
		s, err := FindSession(tx, v.User.Id, v.Session)
		if err != nil {
			return err
		}
		s.Set(fieldLooksAs, p.Id)
		s.Set(fieldLooksUntil, DoorkeeperOf(tx).now().Add(LookStay))
		return tx.Save(s)
	})
	if err != nil {
		return fmt.Errorf("look as %s: %w", p.Id, err)
	}
	return nil
}

// EndLook lets the visitor's session see the academy as its owner again, and settles a look that is over. It returns ErrNoSession.
func EndLook(app core.App, v Visit) error {
	how := lookRight
	switch {
	case v.Look.Holds():
		how = lookStopped
	case !DoorkeeperOf(app).now().Before(v.Look.Until):
		how = lookExpired
	}
	return app.RunInTransaction(func(tx core.App) error {
		s, err := FindSession(tx, v.User.Id, v.Session)
		if err != nil {
			return err
		}
		if err := noteLookEnd(tx, s.Record, how); err != nil {
			return err
		}
		s.Set(fieldLooksAs, "")
		s.Set(fieldLooksUntil, "")
		return tx.Save(s)
	})
}

// EndExpiredLooks ends what has lasted long enough, whether or not the browser comes back.
func EndExpiredLooks(app core.App) error {
	now := stamp(DoorkeeperOf(app).now())
	return app.RunInTransaction(func(tx core.App) error {
		return endLooks(tx, dbx.NewExp("[[looks_until]] <= {:now}", dbx.Params{"now": now}), lookExpired)
	})
}

// EndLooksBy ends what somebody sees as others: what they may do has changed.
func EndLooksBy(tx core.App, user string) error {
	return endLooks(tx, dbx.HashExp{fieldUser: user}, lookRight)
}

// EndLooksAs ends what others see as somebody whose account is about to go.
func EndLooksAs(tx core.App, user string) error {
	return endLooks(tx, dbx.HashExp{fieldLooksAs: user}, lookGone)
}

// LookEndsWith keeps in the audit log that a session which is about to go took a look along.
func LookEndsWith(tx core.App, session *core.Record) error {
	return noteLookEnd(tx, session, lookSession)
}

// endLooks ends those that a condition chooses. Until when they would have lasted stays, so that who looked learns that it is over.
func endLooks(tx core.App, which dbx.Expression, how string) error {
	var list []*core.Record
	if err := tx.RecordQuery(sessions).AndWhere(dbx.NewExp("[[" + fieldLooksAs + "]] != ''")).AndWhere(which).All(&list); err != nil {
		return fmt.Errorf("find looks: %w", err)
	}
	for _, s := range list {
		if err := noteLookEnd(tx, s, how); err != nil {
			return err
		}
		s.Set(fieldLooksAs, "")
		if err := tx.Save(s); err != nil {
			return fmt.Errorf("end look in session %s: %w", s.Id, err)
		}
	}
	return nil
}

func noteLookEnd(tx core.App, session *core.Record, how string) error {
	as := session.GetString(fieldLooksAs)
	if as == "" { // none, or its end was noted already
		return nil
	}
	entry := audit.LookEnded.On(audit.Person, as, "how", how).DoneBy(session.GetString(fieldUser))
	entry.As = as
	return audit.Write(tx, entry)
}

// look is as whom the session of an owner sees the academy now: their rights count at this moment, not as they began.
func (d *Doorkeeper) look(app core.App, owner Actor, p pass) (Look, error) {
	if p.looksUntil.IsZero() {
		return Look{}, nil
	}
	l := Look{Until: p.looksUntil, Over: true}
	if p.looksAs == "" || !d.now().Before(p.looksUntil) {
		return l, nil
	}
	known, err := d.person(app, p.looksAs)
	if errors.Is(err, ErrNoSession) { // deleted
		return l, nil
	}
	if err != nil {
		return Look{}, err
	}
	if as := newActor(known.record.Clone(), known.belongs, "", d.now()); owner.MayLookAs(as) {
		l.Actor, l.Over = as, false
	}
	return l, nil
}
