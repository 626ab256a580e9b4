package courses

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Fulfil records that an enrolment met a requirement ("lesson:KEY", "quiz:KEY", "presence:KEY") on this
// evidence, and completes the enrolment when it was the last one. Recording it again changes nothing.
// tx must be a transaction's app: what follows from completion happens in it.
func Fulfil(tx core.App, e *Enrolment, requirement string, evidence any) error {
	if _, err := ParseRequirement(requirement); err != nil {
		return err
	}
	required, met, err := duesOf(tx, e)
	if err != nil {
		return err
	}
	if !met[requirement] {
		if err := insertFulfilment(tx, e.Id, requirement, evidence); err != nil {
			return err
		}
		met[requirement] = true
	}
	return settle(tx, e, required, met)
}

func insertFulfilment(tx core.App, enrolment, requirement string, evidence any) error {
	content, err := json.Marshal(evidence)
	if err != nil {
		return fmt.Errorf("fulfil %s: %w", requirement, err)
	}
	collection, err := tx.FindCachedCollectionByNameOrId("fulfilments")
	if err != nil {
		return err
	}
	f := core.NewRecord(collection)
	f.Set("enrolment", enrolment)
	f.Set("requirement", requirement)
	f.Set("evidence", types.JSONRaw(content))
	if err := tx.SaveNoValidate(f); err != nil { // the enrolment was read in this transaction
		return fmt.Errorf("fulfil %s of enrolment %s: %w", requirement, enrolment, err)
	}
	return nil
}

// Met returns what the enrolment has met, by the requirement's name.
func Met(app core.App, enrolment string) (map[string]bool, error) {
	var names []string
	err := app.DB().Select("requirement").From("fulfilments").
		Where(dbx.HashExp{"enrolment": enrolment}).Column(&names)
	if err != nil {
		return nil, fmt.Errorf("fulfilments of enrolment %s: %w", enrolment, err)
	}
	met := make(map[string]bool, len(names))
	for _, name := range names {
		met[name] = true
	}
	return met, nil
}

// HasMetBy tells whether the person has met a requirement of the course, in whatever cycle, on evidence that has this value under a name.
func HasMetBy(app core.App, user, course, name, value string) (bool, error) {
	var n int
	err := app.DB().NewQuery(`SELECT count(*) FROM enrolments e JOIN fulfilments f ON f.enrolment = e.id
		WHERE e.[[user]] = {:user} AND e.[[user]] != '' AND e.course = {:course} AND json_extract(f.evidence, '$.' || {:name}) = {:value}`).
		Bind(dbx.Params{"user": user, "course": course, "name": name, "value": value}).Row(&n)
	if err != nil {
		return false, fmt.Errorf("what %s has met in course %s: %w", user, course, err)
	}
	return n > 0, nil
}

// settle writes how far the enrolment is. What is complete stays complete, whatever a later revision asks.
func settle(tx core.App, e *Enrolment, required []Requirement, met map[string]bool) error {
	if e.IsComplete() {
		return nil
	}
	standing := Judge(required, met)
	e.Set("percent", standing.Percent)
	if standing.Complete {
		e.Set("completed", types.NowDateTime())
	}
	e.IgnoreUnchangedFields(true) // the rest is not ours to write, and whom it names need not be looked up again
	defer e.IgnoreUnchangedFields(false)
	if err := tx.SaveNoValidate(e); err != nil {
		return fmt.Errorf("settle enrolment %s: %w", e.Id, err)
	}
	return nil
}

// Resettle recomputes an enrolment after its course's requirements changed.
func Resettle(tx core.App, e *Enrolment) error {
	required, met, err := duesOf(tx, e)
	if err != nil {
		return err
	}
	return settle(tx, e, required, met)
}

// duesOf reads at once what the course asks for and what the enrolment has met of it: everybody who hands in a quiz waits for this.
func duesOf(tx core.App, e *Enrolment) (required []Requirement, met map[string]bool, err error) {
	var rows []struct {
		Complete    sql.NullString `db:"complete"`
		Requirement sql.NullString `db:"requirement"` // null in the only row of who has met nothing
	}
	err = tx.DB().NewQuery("SELECT c.complete, f.requirement FROM courses c LEFT JOIN fulfilments f ON f.enrolment = {:enrolment} WHERE c.id = {:course}").
		Bind(dbx.Params{"enrolment": e.Id, "course": e.Course()}).All(&rows)
	if err != nil {
		return nil, nil, fmt.Errorf("requirements and fulfilments of enrolment %s: %w", e.Id, err)
	}
	if len(rows) == 0 {
		return nil, nil, fmt.Errorf("course %s: %w", e.Course(), ErrNotFound)
	}
	met = make(map[string]bool, len(rows))
	for _, r := range rows {
		if r.Requirement.Valid {
			met[r.Requirement.String] = true
		}
	}
	required, err = spellOut(tx, e.Course(), rows[0].Complete.String)
	return required, met, err
}

// RequirementsOf returns what the course's newest revision asks for.
func RequirementsOf(app core.App, course string) ([]Requirement, error) {
	var complete sql.NullString
	if err := app.DB().Select("complete").From("courses").Where(dbx.HashExp{"id": course}).Row(&complete); err != nil {
		return nil, absent(err, ErrNotFound, "course %s", course)
	}
	return spellOut(app, course, complete.String)
}

// spellOut lists what a course's rule, as it is kept, asks for.
func spellOut(app core.App, course, kept string) ([]Requirement, error) {
	rule, err := readRule(kept)
	if err != nil {
		return nil, fmt.Errorf("completion rule of course %s: %w", course, err)
	}
	if !rule.AllLessons {
		return rule.Requirements(nil), nil
	}
	var keys []string
	err = app.DB().Select("key").From("lessons").
		Where(dbx.HashExp{"course": course, "retired": false}).OrderBy("position ASC").Column(&keys)
	if err != nil {
		return nil, fmt.Errorf("lessons of course %s: %w", course, err)
	}
	return rule.Requirements(keys), nil
}
