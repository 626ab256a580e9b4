package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// Give saves answers of the person's attempt, by the ids of its questions, beside those already there; null takes one back.
// One that cannot be is an *AnswerError naming its question, and then none is saved. It returns ErrNotFound,
// ErrNotYours, and ErrClosed once the attempt is submitted or out of time.
func Give(app core.App, user, attempt string, answers map[string]json.RawMessage) (*Attempt, error) {
	var a *Attempt
	err := app.RunInTransaction(func(tx core.App) (err error) {
		if a, err = FindAttempt(tx, user, attempt); err != nil {
			return err
		}
		if ended, err := a.over(Now(tx)); err != nil {
			return err
		} else if ended || a.IsSubmitted() {
			return fmt.Errorf("attempt %s: %w", attempt, ErrClosed)
		}
		return a.merge(tx, answers)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// merge checks answers and saves them with the others, if they say anything new.
func (a *Attempt) merge(tx core.App, answers map[string]json.RawMessage) error {
	asked, err := a.versionsOf(tx, answers)
	if err != nil {
		return err
	}
	kept, err := a.Given()
	if err != nil {
		return err
	}
	news := false
	for id, raw := range answers {
		packed, err := canonical(asked[id], id, raw)
		if err != nil {
			return err
		}
		switch was, given := kept[id]; {
		case packed == "null" && given:
			delete(kept, id)
		case packed != "null" && string(was) != packed:
			kept[id] = json.RawMessage(packed)
		default:
			continue
		}
		news = true
	}
	if !news {
		return nil
	}
	if err := a.setJSON("answers", kept); err != nil {
		return err
	}
	if err := tx.Save(a); err != nil {
		return fmt.Errorf("save answers of attempt %s: %w", a.Id, err)
	}
	return nil
}

// versionsOf finds the versions that answers are for; one that the attempt does not ask is an *AnswerError.
func (a *Attempt) versionsOf(tx core.App, answers map[string]json.RawMessage) (map[string]*Version, error) {
	d, err := a.drawn()
	if err != nil {
		return nil, err
	}
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
		return "", &AnswerError{Question: id, Reason: wrong.Reason}
	}
	if err != nil {
		return "", err
	}
	return string(answer.JSON(q.Type)), nil
}
