package courses

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// Renew begins the next cycle of a finished enrolment, in self-study: with nothing done, beside the finished one, which stays as it is.
// Whether there is a reason to is for whoever gave the certificate to know. It returns ErrNotPublished for a course that takes nobody.
// tx must be a transaction's app.
func Renew(tx core.App, finished *Enrolment) (*Enrolment, error) {
	c, err := FindByID(tx, finished.Course())
	if err != nil {
		return nil, err
	}
	if c.State() != Published || !finished.IsComplete() {
		return nil, fmt.Errorf("renew enrolment %s: %w", finished.Id, ErrNotPublished)
	}
	return insertEnrolment(tx, finished.User(), c, "", finished.Cycle()+1)
}
