// Package courses knows what a course is, who is enrolled in it, what each has met of its requirements,
// and when it is complete. It reads courses from folders of Markdown, stores them and gives them back.
//
// It never asks upward: hooks tells it what a quiz, a webinar or a class established. Its JSON routes are in
// hooks/courses.go, its pages in pages/course_*.go and pages/lesson_*.go.
package courses

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/areas"
)

// Decisions that a caller can take.
var (
	ErrNotFound     = errors.New("course or lesson not found")
	ErrNotPublished = errors.New("course is not published")
	ErrNotEnrolled  = errors.New("not enrolled in this course")
	ErrComplete     = errors.New("course is already complete")
)

// State of a course: who can see it.
const (
	Draft     = "draft"     // its managers only
	Published = "published" // everybody
	Withdrawn = "withdrawn" // those already enrolled, and its managers
)

// Course is one course in its newest revision.
type Course struct{ core.BaseRecordProxy }

func newCourse(r *core.Record) *Course {
	c := &Course{}
	c.SetProxyRecord(r)
	return c
}

func (c *Course) Slug() string         { return c.GetString("slug") }
func (c *Course) Title() string        { return c.GetString("title") }
func (c *Course) Summary() string      { return c.GetString("summary") }
func (c *Course) Language() string     { return c.GetString("language") }
func (c *Course) Hours() float64       { return c.GetFloat("hours") }
func (c *Course) Audience() string     { return c.GetString("audience") }
func (c *Course) Level() string        { return c.GetString("level") }
func (c *Course) Compulsory() bool     { return c.GetBool("compulsory") } // the law obliges to it
func (c *Course) Licence() string      { return c.GetString("licence") }
func (c *Course) Certificate() bool    { return c.GetBool("certificate") }
func (c *Course) Validity() int        { return c.GetInt("validity") }      // months that its certificate holds; 0: for ever
func (c *Course) IntroHTML() string    { return c.GetString("intro_html") } // sanitised when it was imported
func (c *Course) State() string        { return c.GetString("state") }
func (c *Course) Owner() string        { return c.GetString("owner") } // a user's id, empty when that person has gone
func (c *Course) Revision() int        { return c.GetInt("revision") }
func (c *Course) Digest() string       { return c.GetString("digest") }
func (c *Course) Published() time.Time { return c.GetDateTime("published").Time() }

// Area is the one of the yearly training for which its hours count.
func (c *Course) Area() areas.Area { return areaOr(c.GetString("area")) }

func areaOr(kept string) areas.Area { return cmp.Or(areas.Area(kept), areas.Standard) }

// Skills are "framework:code" pairs: "digcomp-2.2:2.6".
func (c *Course) Skills() []string { return c.texts("skills") }

// Requires are the slugs of the courses that come before this one.
func (c *Course) Requires() []string { return c.texts("requires") }

// Objectives are sentences: what the learner will be able to do.
func (c *Course) Objectives() []string { return c.texts("objectives") }

func (c *Course) texts(field string) []string {
	var list []string
	if err := c.UnmarshalJSONField(field, &list); err != nil {
		return nil
	}
	return list
}

// FindBySlug returns the course, whatever its state, or ErrNotFound.
func FindBySlug(app core.App, slug string) (*Course, error) {
	r, err := app.FindFirstRecordByData("courses", "slug", slug)
	if err != nil {
		return nil, absent(err, ErrNotFound, "course %q", slug)
	}
	return newCourse(r), nil
}

// FindByID returns the course, whatever its state, or ErrNotFound.
func FindByID(app core.App, id string) (*Course, error) {
	r, err := app.FindRecordById("courses", id)
	if err != nil {
		return nil, absent(err, ErrNotFound, "course %s", id)
	}
	return newCourse(r), nil
}

// All returns the courses in a state, or all for "", by title.
func All(app core.App, state string) ([]*Course, error) {
	var where []dbx.Expression
	if state != "" {
		where = append(where, dbx.HashExp{"state": state})
	}
	q := app.RecordQuery("courses").OrderBy("title ASC")
	for _, w := range where {
		q.AndWhere(w)
	}
	var records []*core.Record
	if err := q.All(&records); err != nil {
		return nil, fmt.Errorf("list courses: %w", err)
	}
	list := make([]*Course, len(records))
	for i, r := range records {
		list[i] = newCourse(r)
	}
	return list, nil
}

// absent turns "no rows" into what the caller can decide by, and leaves other failures what they are.
func absent(err, sentinel error, what string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		err = sentinel
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(what, args...), err)
}
