package courses

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// ErrHasLearners says that a course cannot be deleted: somebody's progress hangs on it.
var ErrHasLearners = errors.New("course has learners")

// Publish shows the course to everybody.
func Publish(app core.App, course string) error { return setState(app, course, Published) }

// Withdraw shows the course to nobody but its managers and those who are enrolled: they go on, and keep what they have.
func Withdraw(app core.App, course string) error { return setState(app, course, Withdrawn) }

func setState(app core.App, course, state string) error {
	return app.RunInTransaction(func(tx core.App) error {
		c, err := FindByID(tx, course)
		if err != nil || c.State() == state {
			return err
		}
		c.Set("state", state)
		if state == Published && c.Published().IsZero() {
			c.Set("published", types.NowDateTime())
		}
		if err := tx.Save(c); err != nil {
			return fmt.Errorf("set state of course %s: %w", course, err)
		}
		return nil
	})
}

// Delete removes a course that is not published, with its lessons, quizzes and files. It returns ErrPublished, or
// ErrHasLearners if somebody ever enrolled.
func Delete(app core.App, course string) error {
	return app.RunInTransaction(func(tx core.App) error {
		c, err := FindByID(tx, course)
		if err != nil {
			return err
		}
		if c.State() == Published {
			return fmt.Errorf("delete course %s: %w", course, ErrPublished)
		}
		enrolled, err := tx.CountRecords("enrolments", dbx.HashExp{"course": course})
		if err != nil {
			return fmt.Errorf("delete course %s: %w", course, err)
		}
		if enrolled > 0 {
			return fmt.Errorf("delete course %s: %w", course, ErrHasLearners)
		}
		if err := unindex(tx, course); err != nil {
			return err
		}
		if err := tx.Delete(c); err != nil {
			return fmt.Errorf("delete course %s: %w", course, err)
		}
		return nil
	})
}
