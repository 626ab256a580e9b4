package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// Entry is what somebody gives to an open attempt at once, by the ids of its questions.
type Entry struct {
	Answers   map[string]json.RawMessage // null takes one back
	Certainty map[string]int             // Hardly, Fairly or Very; 0 takes it back
}

// Without takes out what is given to a question, and tells whether there was anything.
func (e Entry) Without(question string) bool {
	before := len(e.Answers) + len(e.Certainty)
	delete(e.Answers, question)
	delete(e.Certainty, question)
	return len(e.Answers)+len(e.Certainty) < before
}

// Give saves answers of the person's attempt beside those already there; see Enter.
func Give(app core.App, user, attempt string, answers map[string]json.RawMessage) (*Attempt, error) {
	return Enter(app, user, attempt, Entry{Answers: answers})
}

// Enter saves what the person gives to the attempt, all of it or nothing. What cannot be is an *AnswerError naming its question. It
// returns ErrNotFound, ErrNotYours, and ErrClosed once the attempt is submitted or takes no answer any more.
func Enter(app core.App, user, attempt string, e Entry) (*Attempt, error) {
	var a *Attempt
	err := app.RunInTransaction(func(tx core.App) (err error) {
		if a, err = findOpen(tx, user, attempt); err != nil {
			return err
		}
		return a.merge(tx, e)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// findOpen returns the person's attempt if it takes answers.
func findOpen(app core.App, user, attempt string) (*Attempt, error) {
	a, err := FindAttempt(app, user, attempt)
	if err != nil {
		return nil, err
	}
	if ended, err := a.over(Now(app)); err != nil {
		return nil, err
	} else if ended || a.IsSubmitted() {
		return nil, fmt.Errorf("attempt %s: %w", attempt, ErrClosed)
	}
	return a, nil
}

// merge checks what is given and saves it with the rest, if it says anything new.
func (a *Attempt) merge(tx core.App, e Entry) error {
	d, err := a.drawn()
	if err != nil {
		return err
	}
	news, err := a.mergeAnswers(tx, d, e.Answers)
	if err != nil {
		return err
	}
	sure, err := a.mergeCertainty(d, e.Certainty)
	if err != nil || !news && !sure {
		return err
	}
	if err := tx.Save(a); err != nil {
		return fmt.Errorf("save answers of attempt %s: %w", a.Id, err)
	}
	return nil
}

func (a *Attempt) mergeAnswers(tx core.App, d drawn, answers map[string]json.RawMessage) (news bool, err error) {
	asked, err := versionsOf(tx, d, answers)
	if err != nil {
		return false, err
	}
	kept, err := a.Given()
	if err != nil {
		return false, err
	}
	fixed, err := a.Checked()
	if err != nil {
		return false, err
	}
	for id, raw := range answers {
		packed, err := canonical(asked[id], id, raw)
		if err != nil {
			return false, err
		}
		was, given := kept[id]
		if packed == string(was) || packed == "null" && !given {
			continue
		}
		if slices.Contains(fixed, id) {
			return false, &AnswerError{Question: id, Reason: AlreadyChecked}
		}
		news = true
		if kept[id] = json.RawMessage(packed); packed == "null" {
			delete(kept, id)
		}
	}
	if !news {
		return false, nil
	}
	return true, a.setJSON("answers", kept)
}

func (a *Attempt) mergeCertainty(d drawn, certainty map[string]int) (news bool, err error) {
	if len(certainty) == 0 {
		return false, nil
	}
	kept, err := a.Certainty()
	if err != nil {
		return false, err
	}
	fixed, err := a.Checked()
	if err != nil {
		return false, err
	}
	for id, c := range certainty {
		switch {
		case !d.asks(id):
			return false, &AnswerError{Question: id, Reason: NotAsked}
		case !d.Certainty, c < 0, c > Very:
			return false, &AnswerError{Question: id, Reason: NoCertainty}
		case kept[id] == c:
			continue
		case slices.Contains(fixed, id):
			return false, &AnswerError{Question: id, Reason: AlreadyChecked}
		}
		news = true
		if kept[id] = c; c == 0 {
			delete(kept, id)
		}
	}
	if !news {
		return false, nil
	}
	return true, a.setJSON("certainty", kept)
}

// versionsOf finds the versions that answers are for; one that the attempt does not ask is an *AnswerError.
func versionsOf(tx core.App, d drawn, answers map[string]json.RawMessage) (map[string]*Version, error) {
	ids := make([]string, 0, len(answers))
	for id := range answers {
		if !d.asks(id) {
			return nil, &AnswerError{Question: id, Reason: NotAsked}
		}
		ids = append(ids, id)
	}
	return versionsByID(tx, ids)
}

// canonical is the one form in which an answer is kept.
func canonical(v *Version, id string, raw json.RawMessage) (string, error) {
	if v == nil {
		return "", &AnswerError{Question: id, Reason: NotAsked}
	}
	q, err := v.Question()
	if err != nil {
		return "", err
	}
	answer, err := ReadAnswer(q, raw)
	var wrong *AnswerError
	if errors.As(err, &wrong) {
		wrong.Question = id
		return "", wrong
	}
	if err != nil {
		return "", err
	}
	return string(answer.JSON(q.Type)), nil
}
