package quizzes

import (
	"cmp"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Editable is a question of a quiz as its editor lists it.
type Editable struct {
	Question
	Version int       // from 1
	Changed time.Time // when this version was made
}

// Editables returns the questions that the quiz has now, in order, and those that were taken out and can come back, the latest first.
func Editables(app core.App, quiz string) (current, removed []Editable, err error) {
	newest, err := newestVersions(app, quiz)
	if err != nil {
		return nil, nil, err
	}
	places := map[string]int{}
	for _, v := range newest {
		question, err := v.Question()
		if err != nil {
			return nil, nil, err
		}
		x := Editable{Question: question, Version: v.Number(), Changed: v.GetDateTime("created").Time()}
		if places[v.Key()] = v.GetInt("position"); v.Current() {
			current = append(current, x)
		} else {
			removed = append(removed, x)
		}
	}
	slices.SortFunc(current, func(a, b Editable) int { return cmp.Compare(places[a.Key], places[b.Key]) })
	slices.SortFunc(removed, func(a, b Editable) int {
		return cmp.Or(b.Changed.Compare(a.Changed), cmp.Compare(a.Key, b.Key))
	})
	return current, removed, nil
}
