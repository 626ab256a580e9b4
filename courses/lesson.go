package courses

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/markup"
)

// Lesson is one page of a course, rendered when the course was imported.
type Lesson struct{ core.BaseRecordProxy }

func newLesson(r *core.Record) *Lesson {
	l := &Lesson{}
	l.SetProxyRecord(r)
	return l
}

func (l *Lesson) Course() string { return l.GetString("course") }
func (l *Lesson) Key() string    { return l.GetString("key") } // carries progress across revisions
func (l *Lesson) Slug() string   { return l.GetString("slug") }
func (l *Lesson) Module() string { return l.GetString("module") } // title of its module, may be empty
func (l *Lesson) Title() string  { return l.GetString("title") }
func (l *Lesson) Minutes() int   { return l.GetInt("minutes") }
func (l *Lesson) HTML() string   { return l.GetString("html") } // sanitised
func (l *Lesson) Text() string   { return l.GetString("text") } // for search and for reading aloud
func (l *Lesson) Retired() bool  { return l.GetBool("retired") }

// Headings are the lesson's own headings, for its table of contents.
func (l *Lesson) Headings() []markup.Heading {
	var list []markup.Heading
	if err := l.UnmarshalJSONField("headings", &list); err != nil {
		return nil
	}
	return list
}

// Lessons returns a course's lessons in order, without the retired ones.
func Lessons(app core.App, course string) ([]*Lesson, error) {
	var records []*core.Record
	err := app.RecordQuery("lessons").
		AndWhere(dbx.HashExp{"course": course, "retired": false}).
		OrderBy("position ASC").All(&records)
	if err != nil {
		return nil, fmt.Errorf("lessons of course %s: %w", course, err)
	}
	list := make([]*Lesson, len(records))
	for i, r := range records {
		list[i] = newLesson(r)
	}
	return list, nil
}
