package courses

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/calendar"
	"aula/internal/jobs"
)

// AssignedKind is the kind of the job that tells whom an Assign asked for something; its payload is the Batch.
const AssignedKind = "assigned"

// Batch names what one Assign asked for.
type Batch struct{ Organisation, ID string }

// Assigning is what an organisation asks of its people. Whether they are its people the caller has made sure, and that each is there once.
type Assigning struct {
	Organisation, Course, By string
	Users                    []string
	Day                      time.Time       // any moment of it; zero: whenever
	Never                    bool            // only of those who have never finished it
	Lapsed                   map[string]bool // ids of those whose certificate of the course has expired: of them a new cycle is asked
}

// Assigned counts what became of an Assigning.
type Assigned struct {
	New     int // asked for the first time
	Again   int // have finished it, and must do it anew: what they earned has expired
	Moved   int // had been asked, and have another day now
	Same    int // had been asked for this day already
	Already int // have finished the course: nothing is asked of them
}

// Asked is how many people something is asked of that was not asked before.
func (a Assigned) Asked() int { return a.New + a.Again + a.Moved }

// Assign asks people to finish a course, or moves the day until which they were asked to, all at once. UndoAssign takes it back by the batch.
// It returns ErrNotPublished, ErrDeadlinePast or ErrNotFound.
func Assign(app core.App, a Assigning) (batch Batch, done Assigned, err error) {
	batch = Batch{a.Organisation, security.RandomString(15)}
	err = app.RunInTransaction(func(tx core.App) error {
		w, err := planned(tx, a)
		if err != nil {
			return err
		}
		done = w.done
		return w.write(tx, batch)
	})
	return batch, done, err
}

// CountAssign says what Assign would do, and returns its errors.
func CountAssign(app core.App, a Assigning) (Assigned, error) {
	w, err := planned(app, a)
	if err != nil {
		return Assigned{}, err
	}
	return w.done, nil
}

// assignPlan is what is to be done for each person.
type assignPlan struct {
	Assigning
	course *Course
	due    string
	steps  []assignStep
	done   Assigned
}

type assignStep struct {
	user   string
	cycle  int    // of the enrolment that is made; 0: there is one
	over   string // the assignment that they have finished, and that makes room for the new one
	moved  string // the assignment that has another day; empty: a new one is made
	before string // the other day
}

func planned(app core.App, a Assigning) (*assignPlan, error) {
	w := &assignPlan{Assigning: a}
	if !a.Day.IsZero() {
		if err := (Deadline{Day: a.Day}).Check(time.Now()); err != nil {
			return nil, err
		}
		w.due = stored(calendar.EndOfDay(a.Day))
	}
	var err error
	if w.course, err = FindByID(app, a.Course); err != nil {
		return nil, err
	}
	if w.course.State() != Published {
		return nil, fmt.Errorf("assign course %s: %w", a.Course, ErrNotPublished)
	}
	for some := range slices.Chunk(a.Users, idsAtOnce) {
		if err := w.look(app, some); err != nil {
			return nil, fmt.Errorf("assign course %s: %w", a.Course, err)
		}
	}
	return w, nil
}

// learning is how far somebody is with the course that is assigned.
type learning struct {
	finished, ever bool // the newest cycle; any
	cycle          int  // the newest
}

// asking is an assignment that holds.
type asking struct {
	ID   string `db:"id"`
	User string `db:"user"`
	Due  string `db:"due"`
}

// look decides about some people.
func (w *assignPlan) look(app core.App, users []string) error {
	in := make([]any, len(users))
	for i, u := range users {
		in[i] = u
	}
	var enrolments []struct {
		User      string `db:"user"`
		Completed string `db:"completed"`
		Cycle     int    `db:"cycle"`
	}
	err := app.DB().Select("user", "completed", "cycle").From("enrolments").Where(dbx.HashExp{"course": w.course.Id}).
		AndWhere(dbx.In("user", in...)).OrderBy("cycle").All(&enrolments)
	if err != nil {
		return err
	}
	var askings []asking
	err = app.DB().Select("id", "user", "due").From(assignments).
		Where(dbx.HashExp{"organisation": w.Organisation, "course": w.course.Id, "withdrawn": ""}).AndWhere(dbx.In("user", in...)).All(&askings)
	if err != nil {
		return err
	}
	learns, asked := map[string]learning{}, map[string]asking{}
	for _, e := range enrolments {
		finished := e.Completed != ""
		learns[e.User] = learning{finished, finished || learns[e.User].ever, e.Cycle}
	}
	for _, a := range askings {
		asked[a.User] = a
	}
	for _, u := range users {
		w.decide(u, learns, asked)
	}
	return nil
}

func (w *assignPlan) decide(user string, learns map[string]learning, asked map[string]asking) {
	l, enrolled := learns[user]
	a, is := asked[user]
	first := 0
	if !enrolled {
		first = 1
	}
	switch {
	case l.finished && !w.Lapsed[user], w.Never && l.ever:
		w.done.Already++
	case l.finished:
		w.done.Again++
		w.steps = append(w.steps, assignStep{user: user, cycle: l.cycle + 1, over: a.ID})
	case is && a.Due == w.due:
		w.done.Same++
	case is:
		w.done.Moved++
		w.steps = append(w.steps, assignStep{user: user, cycle: first, moved: a.ID, before: a.Due})
	default:
		w.done.New++
		w.steps = append(w.steps, assignStep{user: user, cycle: first})
	}
}

// write does what was planned. It writes rows plainly, without PocketBase's events: whom it asks is told by a job, in turn.
func (w *assignPlan) write(tx core.App, batch Batch) error {
	if len(w.steps) == 0 {
		return nil
	}
	now := time.Now()
	due, asked := w.course.Deadline().Due(now), dbx.Params{"due": w.due, "by": w.By, "batch": batch.ID, "asked": stored(now)}
	enrols, err := newPlainRows(tx, "enrolments", dbx.Params{"course": w.course.Id, "due": stored(due),
		"reminded": markOf(due, ReminderOf(due, now))}) // whoever is enrolled by it is told of it
	if err != nil {
		return err
	}
	asks, err := newPlainRows(tx, assignments, dbx.Params{"organisation": w.Organisation, "course": w.course.Id}, asked)
	if err != nil {
		return err
	}
	moved := dbx.Params{"moved": true, "updated": stored(now)}
	maps.Copy(moved, asked)
	var settle []any
	for _, s := range w.steps {
		if err := s.write(tx, enrols, asks, moved); err != nil {
			return fmt.Errorf("assign course %s to %s: %w", w.course.Id, s.user, err)
		}
		if w.due != "" || s.moved != "" {
			settle = append(settle, s.user)
		}
	}
	if err := settleDue(tx, w.course, settle); err != nil {
		return err
	}
	if err := w.told(tx, settle, now); err != nil {
		return err
	}
	return jobs.Add(tx, AssignedKind, "", batch)
}

// write enrols the person where there is need to, and asks them; moved is what an assignment that is moved says from then on.
func (s assignStep) write(tx core.App, enrols, asks *plainRows, moved dbx.Params) error {
	if s.cycle > 0 {
		enrols.row["cycle"] = s.cycle
		if err := enrols.insert(tx, s.user); err != nil {
			return err
		}
	}
	if s.moved != "" {
		moved["due_before"] = s.before
		_, err := tx.DB().Update(assignments, moved, dbx.HashExp{"id": s.moved}).Execute()
		return err
	}
	if s.over != "" {
		_, err := tx.DB().Update(assignments, dbx.Params{"withdrawn": moved["updated"], "updated": moved["updated"]}, dbx.HashExp{"id": s.over}).Execute()
		if err != nil {
			return err
		}
	}
	return asks.insert(tx, s.user)
}

// told notes that whoever is asked need not be reminded at once of the day that they are told.
func (w *assignPlan) told(tx core.App, users []any, now time.Time) error {
	if w.due == "" {
		return nil
	}
	due := calendar.EndOfDay(w.Day)
	for some := range slices.Chunk(users, idsAtOnce) {
		_, err := tx.DB().Update("enrolments", dbx.Params{"reminded": markOf(due, ReminderOf(due, now))},
			dbx.And(dbx.In("user", some...), dbx.NewExp("+[[course]] = {:course} AND due = {:due}", dbx.Params{"course": w.course.Id, "due": w.due}))).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}

// plainRows writes rows of a collection that differ in the person alone.
type plainRows struct {
	table string
	row   dbx.Params
}

func newPlainRows(tx core.App, collection string, values ...dbx.Params) (*plainRows, error) {
	c, err := tx.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	row, err := core.NewRecord(c).DBExport(tx) // with what a field is when nobody sets it
	if err != nil {
		return nil, err
	}
	now := stored(time.Now())
	for _, set := range append(values, dbx.Params{"created": now, "updated": now}) {
		maps.Copy(row, set)
	}
	return &plainRows{collection, row}, nil
}

func (p *plainRows) insert(tx core.App, user string) error {
	p.row["id"], p.row["user"] = core.GenerateDefaultRandomId(), user
	_, err := tx.DB().Insert(p.table, p.row).Execute()
	return err
}
