package quizzes

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Result is a submitted attempt as its learner may see it.
type Result struct {
	Attempt   *Attempt
	Score     float64 // so far, while something waits
	Max       float64
	Percent   float64
	Pass      float64 // percent that was needed
	Passed    bool
	Waiting   int       // answers that people have still to mark
	Reachable float64   // percent, if they give all that waits its points
	Band      Text      // what is said about the whole, once nothing waits
	Certainty bool      // each answer was marked by how sure it was
	Explained bool      // right answers and feedback may be shown, and are there
	From      time.Time // when they may be, where a day decides that and has not come; else zero
	Questions []Marked
}

// Undecided tells whether what waits may still turn the attempt into a passed one.
func (r Result) Undecided() bool { return r.Waiting > 0 && !r.Passed && r.Reachable >= r.Pass }

// Marked is one question of a result. Right, Feedback and Parts are empty while they may not be shown.
type Marked struct {
	Asked
	Score     float64
	Max       float64
	Grade     Grade
	Explained bool
	Right     Solved
	Feedback  []Text
	Parts     map[string]Grade // of an answer in parts, by the part
	Judgement *Judgement       // what people said; nil where none did
}

// Solved is the right answer in the form of the question's type.
type Solved struct {
	Options []string          // ids; true or false for a statement; of an ordering all of them, in order
	Text    string            // with its unit where the number has one
	Number  *Range            // in the first unit
	Unit    string            // of Number
	Parts   map[string]string // matching: left id to right id; gaps: gap id to the text to show, or to the option's id
}

// ResultOf returns the result of the person's attempt. It returns ErrNotFound, ErrNotYours, or ErrOpen before it is submitted.
func ResultOf(app core.App, user, attempt string) (Result, error) {
	a, err := FindAttempt(app, user, attempt)
	if err != nil {
		return Result{}, err
	}
	if !a.IsSubmitted() {
		return Result{}, fmt.Errorf("attempt %s: %w", attempt, ErrOpen)
	}
	d, err := a.drawn()
	if err != nil {
		return Result{}, err
	}
	r := Result{Attempt: a, Score: a.Score(), Max: a.Max(), Percent: a.Percent(), Pass: d.Pass, Passed: a.Passed(),
		Waiting: a.Waiting(), Certainty: d.Certainty}
	if r.Explained, r.From, err = explained(app, a, d); err != nil {
		return r, err
	}
	sheet, err := a.sheet(app, d)
	if err != nil {
		return r, err
	}
	err = r.fill(app, d, sheet)
	return r, err
}

// fill adds the questions, and what they come to.
func (r *Result) fill(app core.App, d drawn, sheet []posed) error {
	kept, err := r.Attempt.marks()
	if err != nil {
		return err
	}
	newer, err := markedBy(app, kept)
	if err != nil {
		return err
	}
	said, err := MarkingOf(app, r.Attempt)
	if err != nil {
		return err
	}
	outstanding := 0.0
	for _, p := range sheet {
		i := slices.IndexFunc(kept, func(m mark) bool { return m.ID == p.id })
		if i < 0 {
			continue
		}
		m := Marked{Asked: p.asked(), Score: kept[i].Score, Max: kept[i].Max, Grade: kept[i].Grade}
		if j, judged := said[p.id]; judged {
			m.Judgement = &j
		}
		if m.Grade == Waiting {
			outstanding += m.Max
		}
		if r.Explained {
			by := p.question
			if again, ok := newer[kept[i].By]; ok {
				by = again
			}
			m.explain(&p, by)
		}
		r.Questions = append(r.Questions, m)
	}
	r.Reachable = Percent(r.Score+outstanding, r.Max)
	if r.Waiting == 0 {
		r.Band = Settings{Bands: d.Bands}.BandOf(r.Percent)
	}
	return nil
}

// JSON is the right answer in the form in which it would be given; null where there is none to show.
func (s Solved) JSON(t Type) json.RawMessage {
	if s.Number != nil {
		s.Text = strings.TrimSpace(plainNumber(s.Number.Middle()) + " " + s.Unit)
	}
	return Answer{Options: s.Options, Text: s.Text, Parts: s.Parts}.JSON(t)
}

// markedBy are the versions by which answers were marked again.
func markedBy(app core.App, marks []mark) (map[string]Question, error) {
	var ids []string
	for _, m := range marks {
		if m.By != "" {
			ids = append(ids, m.By)
		}
	}
	found, err := versionsByID(app, ids)
	if err != nil {
		return nil, err
	}
	questions := make(map[string]Question, len(found))
	for id, v := range found {
		if questions[id], err = v.Question(); err != nil {
			return nil, err
		}
	}
	return questions, nil
}

// zone is where the academy is: its days decide when something may be shown.
var zone = func() *time.Location {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.UTC
	}
	return rome
}()

// showsFrom is when the day of OnDate begins; a date that cannot be read never comes.
func (d drawn) showsFrom() time.Time {
	day, err := time.ParseInLocation(time.DateOnly, d.FeedbackDate, zone)
	if err != nil {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, zone)
	}
	return day
}

// explained tells whether right answers may be shown, and from when where a day decides. A person who can no longer try may see them too
// where passing decides.
func explained(app core.App, a *Attempt, d drawn) (now bool, from time.Time, err error) {
	switch d.Feedback {
	case Never:
		return false, from, nil
	case OnDate:
		if from = d.showsFrom(); Now(app).Before(from) {
			return false, from, nil
		}
		return true, time.Time{}, nil
	case WhenPassed:
		if a.Passed() {
			return true, from, nil
		}
	default:
		return true, from, nil
	}
	quiz, err := Find(app, a.Quiz())
	if err != nil {
		return false, from, err
	}
	standing, err := StandingOf(app, a.Enrolment(), quiz)
	if err != nil {
		return false, from, err
	}
	return standing.Open == nil && (standing.TriesLeft == 0 || standing.Passed), from, nil
}

// best is the written answer to show as right: the first full one, if possible without wildcards.
func (s *Solution) best() Solved {
	var best Solved
	found := false
	for _, a := range s.Accepted {
		text, plain := shown(a.Text)
		if settle(a.Weight) < 1 || found && !plain {
			continue
		}
		if !found || plain {
			best.Text, best.Number, found = text, a.Number, true
		}
		if plain {
			break
		}
	}
	return best
}

// solved is the answer to show as right.
func (q Question) solved() Solved {
	if k := kinds[q.Type]; k != nil {
		return k.solved(&q)
	}
	return Solved{}
}

// shown writes a pattern for people, and tells whether it stands for one text only.
func shown(pattern string) (text string, plain bool) {
	bare := strings.ReplaceAll(pattern, `\*`, string(star))
	plain = !strings.Contains(bare, "*")
	return strings.ReplaceAll(strings.ReplaceAll(bare, "*", "…"), string(star), "*"), plain
}
