package courses

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// countLessons says of each course under way how many of its lessons are done. How a quiz went stays with who took it.
func countLessons(app core.App, list []Assignee) error {
	asked := map[string]map[string]bool{} // by course: its lessons, as fulfilments name them
	var enrolments []any
	for _, a := range list {
		enrolments = append(enrolments, a.Enrolment)
		if asked[a.Course] != nil {
			continue
		}
		required, err := RequirementsOf(app, a.Course)
		if err != nil {
			return err
		}
		asked[a.Course] = map[string]bool{}
		for _, r := range required {
			if r.Kind == LessonKind {
				asked[a.Course][r.String()] = true
			}
		}
	}
	done, err := lessonsDone(app, enrolments)
	if err != nil {
		return err
	}
	for i, a := range list {
		lessons, met := asked[a.Course], 0
		for _, name := range done[a.Enrolment] {
			if lessons[name] {
				met++
			}
		}
		if list[i].Lessons = -1; len(lessons) > 0 && a.Back.IsZero() {
			list[i].Lessons = 100 * met / len(lessons)
		}
	}
	return nil
}

// lessonsDone returns the lessons that enrolments have met.
func lessonsDone(app core.App, enrolments []any) (map[string][]string, error) {
	var rows []struct {
		Enrolment   string `db:"enrolment"`
		Requirement string `db:"requirement"`
	}
	err := app.DB().Select("enrolment", "requirement").From("fulfilments").Where(dbx.In("enrolment", enrolments...)).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("lessons done: %w", err)
	}
	done := map[string][]string{}
	for _, row := range rows {
		if strings.HasPrefix(row.Requirement, LessonKind+":") {
			done[row.Enrolment] = append(done[row.Enrolment], row.Requirement)
		}
	}
	return done, nil
}
