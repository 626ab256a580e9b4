package quizzes

import "github.com/pocketbase/pocketbase/core"

// Previewed is one question as its author checks it: nothing of it is hidden.
type Previewed struct {
	Asked
	Solution Solution
	Right    Solved
}

// Preview returns all questions that the quiz has now, as written. Only who manages the course may see it.
func Preview(app core.App, quiz string) ([]Previewed, error) {
	current, err := currentVersions(app, quiz)
	if err != nil {
		return nil, err
	}
	list := make([]Previewed, len(current))
	for i, v := range current {
		q, err := v.Question()
		if err != nil {
			return nil, err
		}
		p := posed{id: v.Id, question: q}
		list[i] = Previewed{Asked: p.asked(), Solution: q.Solution, Right: q.solved()}
	}
	return list, nil
}
