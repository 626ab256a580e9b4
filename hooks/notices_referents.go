package hooks

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
	"aula/notifications"
	"aula/organisations"
)

// aboutOrganisation begins what referents are told.
const aboutOrganisation = "organisation:"

// remindReferents tells those who answer for an organisation, once a week, how much of what it asked for is late or due soon. It gives numbers
// alone: mails lie about, and the names are on the page.
func remindReferents(app core.App, now time.Time) error {
	week := notifications.Boundary(notifications.Weekly, now)
	list, err := courses.Dues(app, "", now)
	if err != nil {
		return err
	}
	for _, d := range list {
		o, err := organisations.Find(app, d.Organisation)
		if err != nil {
			return err
		}
		if !o.Retired().IsZero() {
			continue
		}
		people, err := accounts.ReferentsOf(app, o.Id, now)
		if err != nil {
			return err
		}
		state := courses.AssignmentLate
		if d.Late == 0 {
			state = courses.AssignmentOpen
		}
		err = notifications.TellAll(app, people, notifications.Notice{
			Kind: notifications.PeopleDue, Key: o.Id + ":" + calendar.FormatDay(week), About: aboutOrganisation + o.Id,
			Link:   "/organisations/" + o.IPA() + "/assignments?state=" + state,
			Values: map[string]string{"organisation": o.Name(), "late": strconv.Itoa(d.Late), "soon": strconv.Itoa(d.Soon)},
		})
		if err != nil {
			return fmt.Errorf("remind those who answer for %s: %w", o.Id, err)
		}
	}
	return nil
}

// peopleDue: the person still answers for the organisation, and something is still to be finished.
func peopleDue(app core.App, id string, e *notifications.Entry) (bool, error) {
	if answers, err := answersFor(app, id, e.Person()); err != nil || !answers {
		return false, err
	}
	list, err := courses.Dues(app, id, time.Now())
	return len(list) > 0, err
}

// answersFor tells whether somebody answers for an organisation now.
func answersFor(app core.App, organisation, person string) (bool, error) {
	people, err := accounts.ReferentsOf(app, organisation, time.Now())
	return slices.Contains(people, person), err
}
