package classes

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
)

// strangerAmong tells whether an organisation's edition would newly name somebody who neither belongs to it nor holds the centre's classes: its
// people are to learn of nobody else's account.
func (e *Edition) strangerAmong(tx core.App, facilitators []string) (bool, error) {
	if e.Organisation() == "" {
		return false, nil
	}
	for _, user := range facilitators {
		if slices.Contains(e.Facilitators(), user) {
			continue
		}
		p, err := accounts.Find(tx, user)
		if err != nil {
			return false, err
		}
		theirs, err := accounts.BelongsTo(tx, user, e.Organisation())
		if err != nil || !theirs && !accounts.Allowed(p.Record, accounts.HoldClasses) {
			return true, err
		}
	}
	return false, nil
}

// mayCount tells whether presence at the edition may count in its course: at an organisation's only where the course asks for presence already. What
// it asks of everybody is for those to say who run it.
func (e *Edition) mayCount(tx core.App) (bool, error) {
	if e.Organisation() == "" {
		return true, nil
	}
	return courses.AsksPresence(tx, e.Course())
}
