package recordings

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
)

// Watchings is the collection of what learners have played: for each enrolment and lesson the parts, merged, and nothing about when or how
// often; and of who reads, when the words were opened, until they are done. It goes with the enrolment.
const Watchings = "watchings"

// Watching is how far a learner is in a film, in the lesson's own time.
type Watching struct {
	Seen   []Span
	Total  time.Duration
	Length time.Duration
	Resume time.Duration // where the first part begins that was not played
	Done   bool          // for good
}

// Left is how much must be played more.
func (w Watching) Left() time.Duration {
	if w.Done {
		return 0
	}
	return max(0, (w.Length*Enough+99)/100-w.Total)
}

// Standing says how far it is: the key of a text, and the minutes that are left, which it names.
func (w Watching) Standing() (key string, minutes int) {
	left := w.Left()
	switch {
	case w.Done:
		return "film.done", 0
	case left < time.Minute:
		return "film.little_left", 0
	}
	return "film.left", int((left + time.Minute - 1) / time.Minute)
}

// Percent is how much was played, by the whole film.
func (w Watching) Percent() int {
	if w.Length <= 0 {
		return 0
	}
	return int(min(100, w.Total*100/w.Length))
}

func watching(p *Publication, spans []Span, done bool) Watching {
	w := Watching{Seen: []Span{}, Length: p.Length(), Done: done}
	for _, s := range Within(spans, p.From(), p.To()) {
		w.Seen = append(w.Seen, Span{s.From - p.From(), s.To - p.From()})
	}
	w.Total, w.Resume = Total(w.Seen), Unseen(w.Seen, 0, w.Length)
	return w
}

// WatchingOf is how far an enrolment is in a lesson; done says whether the lesson is fulfilled already.
func WatchingOf(app core.App, enrolment string, p *Publication, done bool) (Watching, error) {
	row, err := findWatching(app, enrolment, p.Lesson())
	if err != nil {
		return Watching{}, err
	}
	spans, err := spansOf(row)
	return watching(p, spans, done), err
}

// Watch adds what a learner's browser says was played, in the lesson's own time, and fulfils the lesson once it is Enough. version is that
// of the film that was played. It returns courses.ErrNotEnrolled, ErrNotPublished for another lesson, ErrChanged for a former film,
// ErrBeyond or ErrTooFast; then nothing of the report counts.
func Watch(app core.App, user, course, lesson string, version int, reported []Span, now time.Time) (Watching, error) {
	var w Watching
	var refused error
	err := app.RunInTransaction(func(tx core.App) error {
		v, err := newViewing(tx, user, course, lesson)
		if err != nil {
			return err
		}
		if v.publication.Version() != version {
			return ErrChanged
		}
		reported, err := Sane(reported, v.publication.Length())
		if err != nil {
			return err
		}
		w, refused, err = v.add(tx, reported, now)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return Watching{}, fmt.Errorf("watch lesson %s: %w", lesson, err)
	}
	return w, nil
}

// viewing is a learner before a film.
type viewing struct {
	enrolment   *courses.Enrolment
	lesson      *courses.Lesson
	publication *Publication
	done        bool
}

func newViewing(tx core.App, user, course, lesson string) (*viewing, error) {
	e, err := courses.FindEnrolment(tx, user, course)
	if err != nil {
		return nil, err
	}
	l, err := courses.FindLesson(tx, course, lesson)
	if err != nil {
		return nil, err
	}
	p, _, err := OfLesson(tx, l.Id)
	if err != nil {
		return nil, err
	}
	met, err := courses.Met(tx, e.Id)
	if err != nil {
		return nil, err
	}
	return &viewing{e, l, p, met[requirementOf(l).String()]}, nil
}

func requirementOf(l *courses.Lesson) courses.Requirement {
	return courses.Requirement{Kind: courses.LessonKind, Key: l.Key()}
}

// add keeps what was played more, unless it is more than the time since the last report allows: then refused says so, and the time goes on
// counting.
func (v *viewing) add(tx core.App, reported []Span, now time.Time) (w Watching, refused, err error) {
	row, err := findWatching(tx, v.enrolment.Id, v.lesson.Id)
	if err != nil {
		return w, nil, err
	}
	before, err := spansOf(row)
	if err != nil || v.done {
		return watching(v.publication, before, v.done), nil, err // no more is kept than the lesson needs
	}
	credit := firstCredit
	if row.IsNew() {
		v.enrolment.Set("last_lesson", v.lesson.Id)
	} else {
		credit = Credit(time.Duration(row.GetInt("credit"))*time.Millisecond, now.Sub(row.GetDateTime("heard").Time()))
	}
	for i := range reported {
		reported[i].From, reported[i].To = reported[i].From+v.publication.From(), reported[i].To+v.publication.From()
	}
	after := Merge(before, reported)
	more := Total(after) - Total(before)
	if more > credit {
		after, more, refused = before, 0, ErrTooFast
	}
	w = watching(v.publication, after, false)
	if Watched(w.Total, w.Length) { // who also had its words open needs that no more
		row.Set("opened", types.DateTime{})
	}
	if err := v.keep(tx, row, after, credit-more, now); err != nil || !Watched(w.Total, w.Length) {
		return w, refused, err
	}
	w.Done = true
	return w, refused, courses.Fulfil(tx, v.enrolment, requirementOf(v.lesson).String(), map[string]any{
		"watched": w.Total.Seconds(), "of": w.Length.Seconds(),
	})
}

func (v *viewing) keep(tx core.App, row *core.Record, spans []Span, credit time.Duration, now time.Time) error {
	content, err := json.Marshal(spans)
	if err != nil {
		return err
	}
	if row.IsNew() { // the lesson where the learner was last
		if err := tx.SaveNoValidate(v.enrolment); err != nil {
			return err
		}
	}
	row.Set("spans", types.JSONRaw(content))
	row.Set("credit", credit.Milliseconds())
	row.Set("heard", now)
	if err := tx.SaveNoValidate(row); err != nil { // enrolment and lesson were read in this transaction
		return fmt.Errorf("keep what was played: %w", err)
	}
	return nil
}

// findWatching returns what is kept of an enrolment and a lesson, or a new record.
func findWatching(app core.App, enrolment, lesson string) (*core.Record, error) {
	row := &core.Record{}
	err := app.RecordQuery(Watchings).AndWhere(dbx.HashExp{"enrolment": enrolment, "lesson": lesson}).Limit(1).One(row)
	if err == nil {
		return row, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("what enrolment %s has played: %w", enrolment, err)
	}
	c, err := app.FindCachedCollectionByNameOrId(Watchings)
	if err != nil {
		return nil, err
	}
	row = core.NewRecord(c)
	row.Set("enrolment", enrolment)
	row.Set("lesson", lesson)
	return row, nil
}

func spansOf(row *core.Record) ([]Span, error) {
	var spans []Span
	if row.IsNew() {
		return nil, nil
	}
	if err := row.UnmarshalJSONField("spans", &spans); err != nil {
		return nil, fmt.Errorf("what was played in %s: %w", row.Id, err)
	}
	return spans, nil
}
