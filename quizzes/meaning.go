package quizzes

import (
	"fmt"
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// meaningsAtMost bounds how many questions are remembered: those of a hundred quizzes.
const meaningsAtMost = 2000

// meanings remembers the questions that answers are marked by. What a version means never changes (CheckVersion sees to it), so that a
// remembered one marks as the stored one does. How it looks may change: whoever shows a question reads it anew. Nobody changes what is
// in here.
type meanings struct {
	mu   sync.Mutex
	byID map[string]*Question // guarded by mu; nil: there is none such any more, and none will come
}

const storedMeanings = "aula:question-meanings"

func meaningsIn(app core.App) *meanings {
	return app.Store().GetOrSet(storedMeanings, func() any { return &meanings{byID: map[string]*Question{}} }).(*meanings)
}

// meaningsOf returns those of the versions that are there, by their ids, to mark by and not to show.
func meaningsOf(app core.App, ids []string) (map[string]*Question, error) {
	known := meaningsIn(app)
	found, missing := known.find(ids)
	if len(missing) == 0 {
		return found, nil
	}
	read, err := versionsByID(app, missing)
	if err != nil {
		return nil, err
	}
	for _, id := range missing {
		v, there := read[id]
		if !there {
			known.keep(id, nil)
			continue
		}
		q, err := v.Question()
		if err != nil {
			return nil, err
		}
		found[id] = &q
		known.keep(id, &q)
	}
	return found, nil
}

// meaningOf returns that of one version, to mark by and not to show, or ErrNotFound.
func meaningOf(app core.App, id string) (Question, error) {
	found, err := meaningsOf(app, []string{id})
	if err != nil {
		return Question{}, err
	}
	q, there := found[id]
	if !there {
		return Question{}, fmt.Errorf("question %s: %w", id, ErrNotFound)
	}
	return *q, nil
}

// ForgetQuestion is to be called when a version was deleted: no answer is marked by it any more.
func ForgetQuestion(app core.App, id string) { meaningsIn(app).keep(id, nil) }

func (m *meanings) find(ids []string) (found map[string]*Question, missing []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found = make(map[string]*Question, len(ids))
	for _, id := range ids {
		switch q, known := m.byID[id]; {
		case !known:
			missing = append(missing, id)
		case q != nil:
			found[id] = q
		}
	}
	return found, missing
}

// keep remembers a question. Where there are too many, all are forgotten: those that are asked come back at once.
func (m *meanings) keep(id string, q *Question) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.byID) >= meaningsAtMost {
		clear(m.byID)
	}
	m.byID[id] = q
}
