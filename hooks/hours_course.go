package hooks

import (
	"errors"
	"math"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/classes"
	"aula/courses"
	"aula/hours"
	"aula/webinars"
)

// enrolmentKey begins the keys of all that an enrolment gives.
func enrolmentKey(enrolment string) string { return enrolment + "/" }

// creditCourse brings the ledger to what an enrolment gives now: see hours.Settle.
func creditCourse(tx core.App, enrolment string, w *courses.Work) error {
	if w.User == "" {
		return nil
	}
	s, err := studyOf(tx, enrolment, w)
	if errors.Is(err, certificates.ErrEnded) { // it was revoked: completing it anew gives nothing
		return nil
	}
	if err != nil {
		return err
	}
	back, give := hours.Settle(s.Study)
	for _, b := range back {
		reason := hours.ReasonTakenBack
		if b.Key == hours.Completion || s.met(b.Key) != nil {
			reason = hours.ReasonCourse
		}
		if err := hours.Reverse(tx, hours.Entry{ID: b.Entry}, reason, ""); err != nil {
			return err
		}
	}
	for _, g := range give {
		if err := s.standing.Record(tx, s.fact(g)); err != nil {
			return err
		}
	}
	return nil
}

// study is how somebody studies a course, with what the ledger has of it.
type study struct {
	hours.Study
	enrolment string
	work      *courses.Work
	standing  *hours.Standing
}

func studyOf(tx core.App, enrolment string, w *courses.Work) (*study, error) {
	s := &study{enrolment: enrolment, work: w}
	s.Complete = !w.Completed.IsZero()
	for _, f := range w.Met {
		s.Met = append(s.Met, f.Requirement)
	}
	if err := s.share(tx); err != nil {
		return nil, err
	}
	var err error
	if s.standing, err = hours.StandingUnder(tx, enrolmentKey(enrolment)); err != nil {
		return nil, err
	}
	s.Held = s.standing.Held
	return s, nil
}

// share divides what the course gives: the hours that the certificate states, where there is one already.
func (s *study) share(tx core.App) error {
	gives := s.work.Hours
	if s.Complete {
		stated, err := certificates.Attended(tx, s.enrolment)
		switch {
		case err == nil:
			gives = stated
		case !errors.Is(err, certificates.ErrNotFound):
			return err
		}
	}
	minutes, err := presenceMinutes(tx, s.work)
	if err != nil {
		return err
	}
	parts := make([]hours.Part, len(s.work.Portions))
	for i, p := range s.work.Portions {
		parts[i] = hours.Part{Key: p.String(), Minutes: p.Minutes}
		if p.Kind == courses.PresenceKind {
			parts[i].Minutes = minutes[p.Key]
		}
	}
	s.Total = int(math.Round(gives * 60))
	s.Shares = hours.Share(s.Total, parts)
	return nil
}

// usualPresence is how long presence takes while neither a webinar nor a session says how long.
const usualPresence = 60

// presenceMinutes are how long presence takes that a course asks for, by its key: as long as the webinar that is tied to it, or
// as the sessions planned for the edition in which it is studied.
func presenceMinutes(tx core.App, w *courses.Work) (map[string]int, error) {
	minutes := map[string]int{}
	for _, p := range w.Portions {
		if p.Kind == courses.PresenceKind {
			minutes[p.Key] = usualPresence
		}
	}
	if len(minutes) == 0 {
		return minutes, nil
	}
	ties, err := webinars.TiesOf(tx, w.Course)
	for _, t := range ties {
		minutes[t.Key] = t.Minutes
	}
	if err != nil || w.Edition == "" {
		return minutes, err
	}
	return minutes, planClass(tx, w.Edition, minutes)
}

// planClass writes down how long the sessions of an edition take, where presence at them counts.
func planClass(tx core.App, edition string, minutes map[string]int) error {
	x, err := classes.Find(tx, edition)
	if errors.Is(err, classes.ErrNotFound) { // enrolments remember editions that are gone
		return nil
	}
	if err != nil {
		return err
	}
	sessions, err := classes.SessionsOf(tx, edition)
	if err != nil {
		return err
	}
	var planned time.Duration
	for _, s := range sessions {
		planned += s.Length()
	}
	if _, asked := minutes[x.Presence()]; asked && planned > 0 {
		minutes[x.Presence()] = int(planned.Minutes())
	}
	return nil
}

// met is how a requirement was met; nil: it was not.
func (s *study) met(requirement string) *courses.Fulfilled {
	for i := range s.work.Met {
		if s.work.Met[i].Requirement == requirement {
			return &s.work.Met[i]
		}
	}
	return nil
}

// fact is what the ledger keeps of minutes that a part, or the completion, gives.
func (s *study) fact(g hours.Held) hours.Fact {
	w := s.work
	f := hours.Fact{
		Person: w.User, Day: w.Completed, Area: w.Area, Compulsory: w.Compulsory, Minutes: g.Minutes, Source: hours.Course,
		Key: enrolmentKey(s.enrolment) + g.Key, Title: w.Title, Evidence: map[string]string{"enrolment": s.enrolment, "course": w.Course},
	}
	met := s.met(g.Key)
	if met == nil {
		return f
	}
	f.Day = met.At
	if until, err := time.Parse(time.RFC3339, met.Evidence(evidenceUntil)); err == nil { // its register may have been closed much later
		f.Day = until
	}
	for _, name := range []string{"attempt", "webinar", "class"} { // never what was answered, nor how well
		if id := met.Evidence(name); id != "" {
			f.Evidence[name] = id
		}
	}
	part := w.Portion(g.Key)
	if part.Title != "" {
		f.Evidence["part"] = part.Title
	}
	f.Source = sourceOf(part.Kind, f.Evidence["class"] != "")
	return f
}

// evidenceUntil names, in the evidence of presence, when what somebody was at ended: on that day its hours were earned.
const evidenceUntil = "until"

func heldUntil(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func sourceOf(kind string, class bool) hours.Source {
	switch {
	case kind == courses.LessonKind:
		return hours.Lesson
	case kind == courses.QuizKind:
		return hours.Quiz
	case class:
		return hours.Class
	}
	return hours.Webinar
}

// earnedAt is the moment from which a webinar's hours count.
func earnedAt(w *webinars.Webinar) time.Time {
	if ended := w.Ended(); !ended.IsZero() {
		return ended
	}
	return w.End()
}
