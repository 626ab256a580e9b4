package courses

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// openQuery says in one row which revision a course is in, and how far a person is in it.
const openQuery = `SELECT c.updated, c.revision, coalesce(e.id, ''), coalesce(e.completed, ''), coalesce(e.rated, 0), coalesce(e.last_lesson, ''), coalesce(e.due, ''),
	(SELECT group_concat(f.requirement, char(10)) FROM fulfilments f WHERE f.enrolment = e.id),
	(SELECT count(*) FROM lesson_questions q WHERE q.user = {:user} AND q.user != '' AND q.course = c.id)
	FROM courses c LEFT JOIN enrolments e ON e.user = {:user} AND e.user != '' AND e.course = c.id
	WHERE c.slug = {:slug} ORDER BY e.cycle DESC LIMIT 1`

// opening is a row of openQuery.
type opening struct {
	updated    string
	revision   int
	enrolment  string
	completed  string
	rated      bool
	lastLesson string
	due        types.DateTime
	met        sql.NullString
	asked      int
}

// Open returns the course's outline, whatever its state, and how far the person is in it, with one query.
// user may be empty: nobody. It returns ErrNotFound.
func (s *Shelf) Open(app core.App, slug, user string) (*Outline, Reading, error) {
	row, err := s.lookUp(app, slug, user)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, Reading{}, fmt.Errorf("course %q: %w", slug, ErrNotFound)
	}
	if err != nil {
		return nil, Reading{}, fmt.Errorf("open course %q: %w", slug, err)
	}
	s.mu.RLock()
	o := s.outlines[slug]
	s.mu.RUnlock()
	if o == nil || o.Course.Revision() != row.revision || o.Course.GetString("updated") != row.updated {
		if o, err = readOutline(app, slug); err != nil {
			return nil, Reading{}, err
		}
		s.keep(slug, o)
	}
	return o, row.reading(o), nil
}

func (s *Shelf) lookUp(app core.App, slug, user string) (opening, error) {
	var row opening
	err := app.DB().NewQuery(openQuery).Bind(dbx.Params{"user": user, "slug": slug}).Row(&row.updated, &row.revision, &row.enrolment,
		&row.completed, &row.rated, &row.lastLesson, &row.due, &row.met, &row.asked)
	return row, err
}

func (row opening) reading(o *Outline) Reading {
	if row.enrolment == "" {
		return Reading{}
	}
	r := Reading{Enrolment: row.enrolment, LastLesson: row.lastLesson, Due: row.due.Time(), Rated: row.rated, Asked: row.asked, met: map[string]bool{}}
	for name := range strings.SplitSeq(row.met.String, "\n") {
		r.met[name] = true
	}
	r.Standing = standing(o.Required, r.met, row.completed != "")
	return r
}
