package quizzes

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// What a caller can decide about a change of a quiz.
var (
	ErrStale    = errors.New("question was changed meanwhile") // the error is a *StaleError
	ErrKeyTaken = errors.New("question's id is taken")
	ErrLast     = errors.New("quiz's last question")
)

// StaleError has the question as it is now. It is ErrStale.
type StaleError struct {
	Now  Question
	Gone bool // it is not in the quiz any more
}

func (e *StaleError) Error() string        { return "question " + e.Now.Key + " was changed meanwhile" }
func (e *StaleError) Is(target error) bool { return target == ErrStale }

// Edition names everything that an author can change of a question, what the digest leaves out too: two of one edition are written alike.
func (q Question) Edition() (string, error) {
	digest, err := q.Digest()
	if err != nil {
		return "", err
	}
	b := q.Body
	packed, err := json.Marshal([]any{q.Key, digest, b.Title, b.Category, b.Objectives, b.Skills})
	if err != nil {
		return "", fmt.Errorf("edition of question %s: %w", q.Key, err)
	}
	sum := sha256.Sum256(packed)
	return hex.EncodeToString(sum[:8]), nil
}

// Find is the place of a question, or ErrNotFound.
func (q *Quiz) Find(key string) (int, error) {
	if i := slices.IndexFunc(q.Questions, func(other Question) bool { return other.Key == key }); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("question %q of quiz %s: %w", key, q.Key, ErrNotFound)
}

// Replace puts a question in the place of the one with its key, if that is still of the given edition; it returns a *StaleError with the
// one that is there otherwise. What stands before all questions of a group changes for all of them.
func (q *Quiz) Replace(edition string, question Question) error {
	i, err := q.Find(question.Key)
	if err != nil {
		if edition == "" {
			q.Questions = append(q.Questions, question)
			return nil
		}
		return &StaleError{Now: Question{Key: question.Key}, Gone: true}
	}
	now, err := q.Questions[i].Edition()
	if err != nil {
		return err
	}
	if now != edition {
		return &StaleError{Now: q.Questions[i]}
	}
	before := q.Questions[i].Body
	q.Questions[i] = question
	for k := range q.Questions {
		b := &q.Questions[k].Body
		if b.Group != "" && b.Group == question.Body.Group && b.Group == before.Group && b.Preface.Source == before.Preface.Source {
			b.Preface = question.Body.Preface
		}
	}
	return nil
}

// Add puts a new question at the end, under its own key or one that is made from its text, and returns that. A key of the quiz or among
// those that were used before is ErrKeyTaken where the author chose it, and avoided where it is made.
func (q *Quiz) Add(question Question, used []string) (key string, err error) {
	taken := func(key string) bool {
		_, err := q.Find(key)
		return err == nil || slices.Contains(used, key)
	}
	if question.Key == "" {
		made := keyOf(&question)
		question.Key = made
		for n := 2; taken(question.Key); n++ {
			question.Key = fmt.Sprintf("%s-%d", made, n)
		}
	}
	if taken(question.Key) {
		return "", fmt.Errorf("add question %q: %w", question.Key, ErrKeyTaken)
	}
	q.Questions = append(q.Questions, question)
	return question.Key, nil
}

// Remove takes a question out. It returns ErrNotFound, or ErrLast for the only question of a quiz that draws none from elsewhere.
func (q *Quiz) Remove(key string) error {
	i, err := q.Find(key)
	if err != nil {
		return err
	}
	if len(q.Questions) == 1 && !slices.ContainsFunc(q.Settings.Draws, func(d Draw) bool { return d.Bank != "" }) {
		return fmt.Errorf("remove question %q: %w", key, ErrLast)
	}
	q.Questions = slices.Delete(q.Questions, i, i+1)
	return nil
}

// Move changes a question's place by so many, as far as there are places.
func (q *Quiz) Move(key string, by int) error {
	i, err := q.Find(key)
	if err != nil {
		return err
	}
	to := max(0, min(len(q.Questions)-1, i+by))
	moved := q.Questions[i]
	q.Questions = slices.Insert(slices.Delete(q.Questions, i, i+1), to, moved)
	return nil
}
