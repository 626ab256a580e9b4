package courses

import (
	"database/sql"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const settleBatch = 500 // enrolments judged at a time

// requirementsBefore keeps what the revision before asked for, and the titles of its parts.
func (i *importer) requirementsBefore() (err error) {
	if i.changes.New {
		return nil
	}
	if i.required, err = RequirementsOf(i.tx, i.course.Id); err != nil {
		return err
	}
	i.titles, err = Titles(i.tx, i.course.Id)
	return err
}

// resettle judges the open enrolments anew if the course asks for something else now, and counts whom that touches.
// Finished ones are never touched.
func (i *importer) resettle() error {
	c := i.changes
	if c.New {
		return nil
	}
	now, err := RequirementsOf(i.tx, i.course.Id)
	if err != nil {
		return err
	}
	titles, err := Titles(i.tx, i.course.Id)
	if err != nil {
		return err
	}
	c.Asked, c.Dropped = lacking(now, i.required, titles), lacking(i.required, now, i.titles)
	if err := i.countLearners(); err != nil || c.Learners.Open == 0 || len(c.Asked)+len(c.Dropped) == 0 {
		return err
	}
	for after := ""; ; {
		rows, err := i.openEnrolments(after)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := i.settleRow(row, now); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].ID
	}
}

// lacking returns the requirements that the others lack, whatever their thresholds.
func lacking(list, others []Requirement, titles TitleTable) []RequirementChange {
	there := map[string]bool{}
	for _, r := range others {
		there[r.String()] = true
	}
	var changes []RequirementChange
	for _, r := range list {
		if !there[r.String()] {
			changes = append(changes, RequirementChange{r.Kind, r.Key, titles.Of(r)})
		}
	}
	return changes
}

func (i *importer) countLearners() error {
	open, finished, err := CountLearners(i.tx, i.course.Id)
	i.changes.Learners.Open, i.changes.Learners.Finished = open, finished
	return err
}

// CountLearners returns how many enrolments of the course are open and how many finished.
func CountLearners(app core.App, course string) (open, finished int, err error) {
	err = app.DB().NewQuery(`SELECT coalesce(sum(completed = ''), 0), coalesce(sum(completed != ''), 0)
		FROM enrolments WHERE course = {:course}`).Bind(dbx.Params{"course": course}).Row(&open, &finished)
	if err != nil {
		return 0, 0, fmt.Errorf("learners of course %s: %w", course, err)
	}
	return open, finished, nil
}

// openEnrolment is one enrolment with what it has met.
type openEnrolment struct {
	ID      string         `db:"id"`
	Percent int            `db:"percent"`
	Met     sql.NullString `db:"met"`
}

func (i *importer) openEnrolments(after string) ([]openEnrolment, error) {
	var rows []openEnrolment
	err := i.tx.DB().NewQuery(`SELECT e.id, e.percent,
			(SELECT group_concat(f.requirement, char(10)) FROM fulfilments f WHERE f.enrolment = e.id) AS met
		FROM enrolments e WHERE e.course = {:course} AND e.completed = '' AND e.id > {:after} ORDER BY e.id LIMIT {:limit}`).
		Bind(dbx.Params{"course": i.course.Id, "after": after, "limit": settleBatch}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("open enrolments of course %s: %w", i.course.Id, err)
	}
	return rows, nil
}

// settleRow stores a new percent as it is, so that nobody seems to have worked on the course; a completion goes the way of
// every completion.
func (i *importer) settleRow(row openEnrolment, required []Requirement) error {
	met := map[string]bool{}
	for name := range strings.SplitSeq(row.Met.String, "\n") {
		met[name] = true
	}
	standing := Judge(required, met)
	switch l := &i.changes.Learners; {
	case standing.Complete:
		l.Completed++
	case standing.Percent > row.Percent:
		l.Ahead++
	case standing.Percent < row.Percent:
		l.Back++
	default:
		return nil
	}
	if i.o.DryRun {
		return nil
	}
	if !standing.Complete {
		_, err := i.tx.DB().Update("enrolments", dbx.Params{"percent": standing.Percent}, dbx.HashExp{"id": row.ID}).Execute()
		if err != nil {
			return fmt.Errorf("settle enrolment %s: %w", row.ID, err)
		}
		return nil
	}
	e, err := FindEnrolmentByID(i.tx, row.ID)
	if err != nil {
		return err
	}
	return settle(i.tx, e, required, met)
}
