package courses

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ErrMadeHere says that a lesson was made in the academy, so that what it asks for is established by the academy and said by nobody.
var ErrMadeHere = errors.New("lesson is not the learner's to mark")

// Made is a lesson that comes from the academy itself, not from the course's folder: a recording. No import changes it or takes it
// away, and an export leaves it out. It stands after one of the folder's, else after all of them, in the order in which such lessons were
// added.
type Made struct {
	Origin  string // what it was made of: "recording:ID"; by it the same lesson is found again, with its progress
	Title   string
	Minutes int
	Text    string // for search
	After   string // key of the lesson after which it stands, or AtTheStart; empty, or gone: at the end
}

// madeFrom is the place of the first made lesson. No folder has as many.
const madeFrom = 1 << 20

// Origin says what the lesson was made of; empty: it is the folder's.
func (l *Lesson) Origin() string { return l.GetString("origin") }

// PutMade adds a made lesson to a course, brings it back or changes it, and judges the open enrolments anew. Finished ones stay as they
// are. tx must be a transaction's app.
func PutMade(tx core.App, course string, m Made) (*Lesson, error) {
	var lesson *Lesson
	err := changeMade(tx, course, func() (err error) {
		lesson, err = putMade(tx, course, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("lesson of %s in course %s: %w", m.Origin, course, err)
	}
	return lesson, nil
}

// WithdrawMade shows a made lesson to nobody any more, and keeps what was fulfilled by it. It returns ErrNotFound for one of the folder.
func WithdrawMade(tx core.App, lesson string) error {
	r, err := tx.FindRecordById("lessons", lesson)
	if err != nil {
		return absent(err, ErrNotFound, "lesson %s", lesson)
	}
	l := newLesson(r)
	if l.Origin() == "" {
		return fmt.Errorf("withdraw lesson %s: %w", lesson, ErrNotFound)
	}
	return changeMade(tx, l.Course(), func() error {
		l.Set("retired", true)
		if err := tx.Save(l); err != nil {
			return fmt.Errorf("withdraw lesson %s: %w", lesson, err)
		}
		return unindexLesson(tx, lesson)
	})
}

// changeMade lets change write lessons, tells the readers that the course is another now, and judges its open enrolments anew.
func changeMade(tx core.App, course string, change func() error) error {
	c, err := FindByID(tx, course)
	if err != nil {
		return err
	}
	i := &importer{tx: tx, course: c, changes: &Changes{Slug: c.Slug(), Title: c.Title(), Course: c.Id}}
	if err := i.requirementsBefore(); err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	if err := tx.Save(c); err != nil { // the shelf sees by its moment that something changed
		return fmt.Errorf("touch course %s: %w", course, err)
	}
	return i.resettle()
}

func putMade(tx core.App, course string, m Made) (*Lesson, error) {
	l, err := findMade(tx, course, m.Origin)
	if err != nil {
		return nil, err
	}
	if l.Slug() == "" || l.Retired() {
		slug, err := freeSlug(tx, course, cmp.Or(slugify(m.Title), "video"), l.Id)
		if err != nil {
			return nil, err
		}
		l.Set("slug", slug)
	}
	l.Set("retired", false)
	l.Set("title", m.Title)
	l.Set("minutes", m.Minutes)
	l.Set("text", m.Text)
	l.Set("after", m.After)
	if err := tx.Save(l); err != nil {
		return nil, err
	}
	if err := placeMade(tx, course); err != nil {
		return nil, err
	}
	return l, indexLesson(tx, l)
}

// findMade returns the lesson of an origin, or begins it.
func findMade(tx core.App, course, origin string) (*Lesson, error) {
	r := &core.Record{}
	err := tx.RecordQuery("lessons").AndWhere(dbx.HashExp{"course": course, "key": origin}).Limit(1).One(r)
	if err == nil {
		return newLesson(r), nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	c, err := tx.FindCachedCollectionByNameOrId("lessons")
	if err != nil {
		return nil, err
	}
	var last float64 // a made lesson stands at a fraction
	err = tx.DB().Select("coalesce(max(position), 0)").From("lessons").Where(dbx.HashExp{"course": course}).Row(&last)
	if err != nil {
		return nil, err
	}
	l := newLesson(core.NewRecord(c))
	l.Set("course", course)
	l.Set("key", origin)
	l.Set("origin", origin)
	l.Set("position", max(madeFrom, int(last)+1))
	return l, nil
}

// freeSlug is the wanted slug, or the first of its numbered ones that no other lesson of the course has.
func freeSlug(tx core.App, course, wanted, but string) (string, error) {
	for n := 1; ; n++ {
		slug := wanted
		if n > 1 {
			slug = fmt.Sprintf("%s-%d", wanted, n)
		}
		var others int
		err := tx.DB().Select("count(*)").From("lessons").
			Where(dbx.HashExp{"course": course, "retired": false, "slug": slug}).AndWhere(dbx.Not(dbx.HashExp{"id": but})).Row(&others)
		if err != nil || others == 0 {
			return slug, err
		}
	}
}

// giveWay lets made lessons take another slug where the folder's have theirs now.
func (i *importer) giveWay() error {
	wanted := map[string]bool{}
	for _, page := range i.m.Lessons {
		wanted[page.Slug] = true
	}
	made, err := i.made()
	if err != nil {
		return err
	}
	for _, l := range made {
		for n := 2; wanted[l.Slug()]; n++ {
			l.Set("slug", fmt.Sprintf("%s-%d", slugify(l.Title()), n))
		}
		wanted[l.Slug()] = true
		if l.Slug() == l.Original().GetString("slug") {
			continue
		}
		if err := i.tx.Save(l); err != nil {
			return fmt.Errorf("free slug of lesson %s: %w", l.Key(), err)
		}
	}
	return nil
}

// made are the course's made lessons that are shown.
func (i *importer) made() ([]*Lesson, error) {
	all, err := Lessons(i.tx, i.course.Id)
	if err != nil {
		return nil, err
	}
	var made []*Lesson
	for _, l := range all {
		if l.Origin() != "" {
			made = append(made, l)
		}
	}
	return made, nil
}

// indexLesson lets the search find the lesson's words as they are now.
func indexLesson(tx core.App, l *Lesson) error {
	if err := unindexLesson(tx, l.Id); err != nil {
		return err
	}
	_, err := tx.DB().Insert("course_search", dbx.Params{"course": l.Course(), "lesson": l.Id, "title": l.Title(), "body": l.Text()}).Execute()
	if err != nil {
		return fmt.Errorf("index lesson %s: %w", l.Key(), err)
	}
	return nil
}

func unindexLesson(tx core.App, lesson string) error {
	if _, err := tx.DB().Delete("course_search", dbx.HashExp{"lesson": lesson}).Execute(); err != nil {
		return fmt.Errorf("unindex lesson %s: %w", lesson, err)
	}
	return nil
}
