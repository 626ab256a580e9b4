package courses

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// Attend lets the person study the course in an edition. What they study already moves into it with all that they have done; who has
// finished the course begins anew in the next cycle, and the finished one stays as it is. So there is one enrolment of a person,
// course and cycle, and the newest is where the person studies.
func Attend(tx core.App, user, course, edition string) (*Enrolment, error) {
	e, err := FindEnrolment(tx, user, course)
	switch {
	case errors.Is(err, ErrNotEnrolled):
		return beginCycle(tx, user, course, edition, 1)
	case err != nil:
		return nil, err
	case e.Edition() == edition:
		return e, nil
	case e.IsComplete():
		return beginCycle(tx, user, course, edition, e.Cycle()+1)
	}
	return e, e.move(tx, edition)
}

// Depart lets the person go on by themselves with what they study in an edition. What is finished stays the edition's.
func Depart(tx core.App, user, course, edition string) error {
	e, err := FindEnrolment(tx, user, course)
	if errors.Is(err, ErrNotEnrolled) {
		return nil
	}
	if err != nil || e.Edition() != edition || e.IsComplete() {
		return err
	}
	return e.move(tx, "")
}

func (e *Enrolment) move(tx core.App, edition string) error {
	e.Set("edition", edition)
	if err := tx.Save(e); err != nil {
		return fmt.Errorf("move enrolment %s to edition %q: %w", e.Id, edition, err)
	}
	return nil
}

func beginCycle(tx core.App, user, course, edition string, cycle int) (*Enrolment, error) {
	c, err := FindByID(tx, course)
	if err != nil {
		return nil, err
	}
	return insertEnrolment(tx, user, c, edition, cycle)
}
