package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

const (
	recall       = 30 * time.Second // how long what was read is believed; changes in this process are seen at once
	noteEvery    = 5 * time.Minute  // between two notes that a session is in use
	mostRecalled = 10_000           // entries of each kind; reaching it forgets all, which costs some reads
)

// Doorkeeper tells who comes by the token of their session. It remembers for a short while, so that a page
// costs no read of the database, and notes in batches that sessions are in use. It is safe for concurrent use.
type Doorkeeper struct {
	now func() time.Time

	mu       sync.Mutex // guards what follows
	change   uint64     // counts what Forget… were told: a read that a change overtook is not remembered
	sessions map[tokenHash]pass
	people   map[string]acquaintance
	notes    map[string]note
}

type pass struct {
	id, user, acts            string // acts: the id of the membership in which the person acts, if they chose
	lastSeen, expires, recall time.Time
	factor, shown             time.Time // when the second factor was given in it, and when its owner last showed anything
	stay                      time.Duration
	looksAs                   string // as whom its owner sees the academy
	looksUntil                time.Time
	card, why                 string // which card opened it, and why it ended
	shared                    bool   // others use the device
}

type acquaintance struct {
	record  *core.Record
	belongs []Belonging
	factor  bool // has a second factor
	needs   bool // must have one
	recall  time.Time
}

type note struct{ seen, expires time.Time }

// NewDoorkeeper returns a doorkeeper who knows nobody yet and tells the time by now.
func NewDoorkeeper(now func() time.Time) *Doorkeeper {
	return &Doorkeeper{now: now, sessions: map[tokenHash]pass{}, people: map[string]acquaintance{}, notes: map[string]note{}}
}

// Now is the time by which sessions are measured.
func (d *Doorkeeper) Now() time.Time { return d.now() }

// MeasureSessionsBy makes the app's doorkeeper tell the time by now. Call it before anybody comes.
func MeasureSessionsBy(app core.App, now func() time.Time) {
	app.Store().Set(storedDoorkeeper, NewDoorkeeper(now))
}

const storedDoorkeeper = "aula:doorkeeper"

// DoorkeeperOf returns the one doorkeeper of the app.
func DoorkeeperOf(app core.App) *Doorkeeper {
	return app.Store().GetOrSet(storedDoorkeeper, func() any { return NewDoorkeeper(time.Now) }).(*Doorkeeper)
}

// Visit is what a token led to.
type Visit struct {
	User    *core.Record  // the caller's own copy
	Actor   Actor         // the same person, and for whom they act
	Session string        // record id
	Long    bool          // the device is said to be the person's own
	Renew   time.Duration // how long the cookie should live from now on; zero: leave it
	Factor  FactorState   // what must be done first
	Given   time.Time     // when the second factor was given in the session, zero if it was not
	Fresh   bool          // has just shown who they are, and may change their second factors
	Look    Look          // as whom the session sees the academy instead
	Card    string        // id of the card that opened the session; empty: none
	Shared  bool          // others use the device: by a card, or since one was in there
}

// Recognise returns who holds the token. It returns ErrNoSession if the session is unknown, ended or expired.
func (d *Doorkeeper) Recognise(app core.App, token string) (Visit, error) {
	if !plausibleToken(token) {
		return Visit{}, ErrNoSession
	}
	p, err := d.session(app, hashOf(token))
	if err != nil {
		return Visit{}, err
	}
	known, err := d.person(app, p.user)
	if err != nil {
		return Visit{}, err
	}
	v := d.visitOf(known, p.acts, !p.factor.IsZero())
	v.Session, v.Long, v.Renew = p.id, p.stay == LongStay, d.note(hashOf(token), p)
	v.Card, v.Shared = p.card, p.shared
	v.Given, v.Fresh = p.factor, d.now().Sub(p.shown) < freshFor
	if v.Factor == FactorFree || v.Factor == FactorLater { // else giving it, or setting it up, comes first
		v.Look, err = d.look(app, v.Actor, p)
	}
	return v, err
}

// visitOf is that of somebody who has given their second factor, or has not.
func (d *Doorkeeper) visitOf(known acquaintance, acts string, given bool) Visit {
	user, now := known.record.Clone(), d.now()
	return Visit{
		User: user, Actor: newActor(user, known.belongs, acts, now),
		Factor: factorState(known.factor, known.needs, given, PersonOf(user).asked(), now),
	}
}

func (d *Doorkeeper) session(app core.App, hash tokenHash) (pass, error) {
	now := d.now()
	d.mu.Lock()
	p, known := d.sessions[hash]
	change := d.change
	d.mu.Unlock()
	if !known || now.After(p.recall) {
		s := &Session{}
		err := app.RecordQuery(sessions).AndWhere(dbx.HashExp{fieldTokenHash: hash.String()}).Limit(1).One(s)
		if errors.Is(err, sql.ErrNoRows) {
			return pass{}, ErrNoSession
		}
		if err != nil {
			return pass{}, fmt.Errorf("recognise session: %w", err)
		}
		p = pass{
			id: s.Id, user: s.User(), acts: s.Acts(), lastSeen: s.LastSeen(), expires: s.Expires(), factor: s.Factor(), shown: s.shown(), stay: s.stay(),
			looksAs: s.GetString(fieldLooksAs), looksUntil: s.GetDateTime(fieldLooksUntil).Time(), recall: now.Add(recall),
			card: s.Card(), why: s.GetString(fieldOver), shared: s.Shared(),
		}
		d.remember(change, func() {
			p = d.unwritten(p)
			if len(d.sessions) >= mostRecalled {
				clear(d.sessions)
			}
			d.sessions[hash] = p
		})
	}
	return p, p.over(now)
}

// unwritten adds to what was read the note that still waits to be written. The caller holds mu.
func (d *Doorkeeper) unwritten(p pass) pass {
	if n, waits := d.notes[p.id]; waits && n.seen.After(p.lastSeen) {
		p.lastSeen, p.expires = n.seen, n.expires
	}
	return p
}

func (d *Doorkeeper) person(app core.App, id string) (acquaintance, error) {
	now := d.now()
	d.mu.Lock()
	known, ok := d.people[id]
	change := d.change
	d.mu.Unlock()
	if ok && now.Before(known.recall) {
		return known, nil
	}
	record, err := app.FindRecordById(Collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return acquaintance{}, ErrNoSession
	}
	if err != nil {
		return acquaintance{}, fmt.Errorf("recognise person %s: %w", id, err)
	}
	belongs, err := belongingsOf(app, id, now)
	if err != nil {
		return acquaintance{}, err
	}
	has, err := HasFactor(app, id)
	if err != nil {
		return acquaintance{}, err
	}
	known = acquaintance{record, belongs, has, needsFactor(app, record, belongs, now), now.Add(recall)}
	d.remember(change, func() {
		if len(d.people) >= mostRecalled {
			clear(d.people)
		}
		d.people[id] = known
	})
	return known, nil
}

// remember runs keep unless something changed since change was read.
func (d *Doorkeeper) remember(change uint64, keep func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.change == change {
		keep()
	}
}

// note keeps in mind that the session is in use, once in a while, and prolongs it.
func (d *Doorkeeper) note(hash tokenHash, p pass) (renew time.Duration) {
	now := d.now()
	if now.Sub(p.lastSeen) < p.noteEvery() {
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	known, ok := d.sessions[hash]
	if !ok || now.Sub(known.lastSeen) < p.noteEvery() {
		return 0 // ended meanwhile, or another request was faster
	}
	known.lastSeen, known.expires = now, now.Add(p.stay)
	d.sessions[hash] = known
	d.notes[p.id] = note{known.lastSeen, known.expires}
	if p.stay == LongStay {
		return p.stay
	}
	return 0
}

// WriteNotes writes what was noted since the last time, in one transaction.
func (d *Doorkeeper) WriteNotes(app core.App) error {
	d.mu.Lock()
	notes := d.notes
	d.notes = map[string]note{}
	d.mu.Unlock()
	if len(notes) == 0 {
		return nil
	}
	// Straight to the table: nobody listens to these, and a session that has ended meanwhile stays ended.
	return app.RunInTransaction(func(tx core.App) error {
		for id, n := range notes {
			_, err := tx.DB().Update(sessions, dbx.Params{fieldLastSeen: stamp(n.seen), fieldExpires: stamp(n.expires)}, dbx.HashExp{"id": id}).Execute()
			if err != nil {
				return fmt.Errorf("note that session %s is in use: %w", id, err)
			}
		}
		return nil
	})
}

// ForgetPerson makes the next visit read the person again.
func (d *Doorkeeper) ForgetPerson(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.change++
	delete(d.people, id)
}

// ForgetSession makes the next visit read the session again. What waits to be noted of it still is.
func (d *Doorkeeper) ForgetSession(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.change++
	for hash, p := range d.sessions {
		if p.id == id {
			delete(d.sessions, hash)
		}
	}
}

// ForgetAll makes the next visits read everything again.
func (d *Doorkeeper) ForgetAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.change++
	clear(d.sessions)
	clear(d.people)
}

func stamp(t time.Time) string {
	d, err := types.ParseDateTime(t)
	if err != nil {
		panic(err) // a time.Time always parses
	}
	return d.String()
}
