package quizzes

import (
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// meaningsAtMost bounds how many questions are remembered: those of a hundred quizzes.
const meaningsAtMost = 2000

// meanings remembers the questions that attempts are marked by. What a version means never changes (CheckVersion sees to it), so that a
// remembered one marks as the stored one does. How it looks may change: whoever shows a question reads it anew. Nobody changes what is
// in here.
type meanings struct {
	mu   sync.Mutex
	byID map[string]Question // guarded by mu
}

const storedMeanings = "aula:question-meanings"

func meaningsIn(app core.App) *meanings {
	return app.Store().GetOrSet(storedMeanings, func() any { return &meanings{byID: map[string]Question{}} }).(*meanings)
}

// meaningsOf returns those of the versions that are there, by their ids, to mark by and not to show.
func meaningsOf(app core.App, ids []string) (map[string]Question, error) {
	known := meaningsIn(app)
	asked, missing := known.find(ids)
	found, err := versionsByID(app, missing)
	if err != nil {
		return nil, err
	}
	for id, v := range found {
		if asked[id], err = v.Question(); err != nil {
			return nil, err
		}
		known.keep(id, asked[id])
	}
	return asked, nil
}

func (m *meanings) find(ids []string) (found map[string]Question, missing []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found = make(map[string]Question, len(ids))
	for _, id := range ids {
		if q, known := m.byID[id]; known {
			found[id] = q
		} else {
			missing = append(missing, id)
		}
	}
	return found, missing
}

// keep remembers a question. Where there are too many, all are forgotten: those that are asked come back at once.
func (m *meanings) keep(id string, q Question) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.byID) >= meaningsAtMost {
		clear(m.byID)
	}
	m.byID[id] = q
}
