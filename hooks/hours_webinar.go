package hooks

import (
	"errors"
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/hours"
	"aula/internal/areas"
	"aula/webinars"
)

// creditWebinar brings the ledger to what a webinar's kept register says: of one that belongs to no course, the minutes of presence of
// everybody who was there long enough. Where it belongs to a course, that gives the hours; and so does the course of an edition that
// meets in the webinar, for those who have a seat in it.
func creditWebinar(tx core.App, w *webinars.Webinar) error {
	minutes := map[string]int{}
	if w.Course() == "" {
		var err error
		if minutes, err = presentAt(tx, w); err != nil {
			return err
		}
		if err := leaveToClasses(tx, w, minutes); err != nil {
			return err
		}
	}
	held, err := hours.HoldingBy(tx, webinarKey(w))
	if err != nil {
		return err
	}
	for _, e := range held {
		if err := correctWebinar(tx, w, e, minutes[e.Person]); err != nil {
			return err
		}
		delete(minutes, e.Person)
	}
	for _, person := range slices.Sorted(maps.Keys(minutes)) {
		if err := hours.Record(tx, webinarFact(w, person, minutes[person])); err != nil {
			return err
		}
	}
	return nil
}

// leaveToClasses takes those out whose presence counts within the course of an edition that meets in the webinar: who has a seat in it; of
// one that is cancelled, or in whose course presence does not count, and of who has given the seat up, those only who had been there enough by then.
func leaveToClasses(tx core.App, w *webinars.Webinar, minutes map[string]int) error {
	sessions, err := classes.SessionsIn(tx, w.Id)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		x, err := classes.Find(tx, s.Edition())
		if err != nil {
			return err
		}
		seats, err := classes.People(tx, x.Id, classes.In, classes.Left, classes.Removed)
		if err != nil {
			return err
		}
		for _, seat := range seats {
			if _, came := minutes[seat.User()]; !came {
				continue
			}
			counts := seat.State() == classes.In && x.State() != classes.Cancelled && x.Presence() != ""
			if !counts {
				if counts, err = courses.HasMetBy(tx, seat.User(), x.Course(), "class", x.Id); err != nil {
					return err
				}
			}
			if counts {
				delete(minutes, seat.User())
			}
		}
	}
	return nil
}

// bindClassHours lets the hours of webinars follow whose presence counts within an edition: somebody gets a seat or gives it up, the
// edition is cancelled, or presence at it begins or ceases to count.
func bindClassHours(app core.App) {
	settle := func(e *core.RecordEvent, edition string, moved func(before, now string) bool) error {
		before := e.Record.Original().GetString("state")
		if err := e.Next(); err != nil || !moved(before, e.Record.GetString("state")) {
			return err
		}
		return settleWebinarsOf(e.App, edition)
	}
	seat := func(e *core.RecordEvent) error {
		return settle(e, e.Record.GetString("edition"), func(before, now string) bool {
			return (before == string(classes.In)) != (now == string(classes.In))
		})
	}
	app.OnRecordCreate(classes.Seats).BindFunc(seat)
	app.OnRecordUpdate(classes.Seats).BindFunc(seat)
	app.OnRecordUpdate(classes.Collection).BindFunc(func(e *core.RecordEvent) error {
		counted := e.Record.Original().GetString("presence")
		return settle(e, e.Record.Id, func(before, now string) bool {
			return before != now && now == string(classes.Cancelled) || counted != e.Record.GetString("presence")
		})
	})
}

// settleWebinarsOf looks again at the registers of the webinars that have ended in which an edition met.
func settleWebinarsOf(tx core.App, edition string) error {
	sessions, err := classes.SessionsOf(tx, edition)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if !s.HasWebinar() {
			continue
		}
		w, err := webinars.Find(tx, s.Webinar())
		if errors.Is(err, webinars.ErrNotFound) || err == nil && w.State() != webinars.Ended {
			continue
		}
		if err == nil {
			err = closeRegister(tx, w)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func webinarKey(w *webinars.Webinar) string { return "webinar:" + w.Id }

func webinarFact(w *webinars.Webinar, person string, minutes int) hours.Fact {
	return hours.Fact{
		Person: person, Day: earnedAt(w), Area: areas.Standard, Minutes: minutes, Source: hours.Webinar, Key: webinarKey(w),
		Title: w.Title(), Evidence: map[string]string{"webinar": w.Id},
	}
}

// correctWebinar lets an entry stand for these minutes. The register no longer says whose an erased account's row is: that entry stays.
func correctWebinar(tx core.App, w *webinars.Webinar, e hours.Entry, minutes int) error {
	if minutes == e.Minutes {
		return nil
	}
	if minutes > 0 {
		f := webinarFact(w, e.Person, minutes)
		f.Organisation = e.Organisation
		return hours.Correct(tx, e, f, hours.ReasonRegister, "")
	}
	if _, err := accounts.Find(tx, e.Person); errors.Is(err, accounts.ErrNoPerson) {
		return nil
	} else if err != nil {
		return err
	}
	return hours.Reverse(tx, e, hours.ReasonRegister, "")
}

// presentAt are the minutes of those who came to a webinar, not of those who held it. Who came under two registrations was there once.
func presentAt(tx core.App, w *webinars.Webinar) (map[string]int, error) {
	proofs, err := webinars.ProofsOf(tx, w.Id)
	if err != nil {
		return nil, err
	}
	minutes := map[string]int{}
	for _, p := range proofs {
		if p.Registration == "" || w.IsHost(p.User) || w.IsPresenter(p.User) {
			continue
		}
		person := p.User
		if person == "" {
			if person, err = accountBehind(tx, p.Registration); err != nil {
				return nil, err
			}
		}
		if n := (p.Seconds + 30) / 60; person != "" && n > 0 {
			minutes[person] = max(minutes[person], n)
		}
	}
	return minutes, nil
}
