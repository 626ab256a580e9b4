package quizzes_test

import (
	"slices"
	"strings"
	"testing"

	"aula/quizzes"
)

const bankSource = `banca|---
bank: true
---
## Uno? {#uno category=reti/wi-fi}
= a

## Due? {#due category=reti}
= b

# La mail {group=mail}

Anna riceve una mail.

## Tre? {#tre}
= c

## Quattro? {#quattro}
= d
`

func keysOf(asked []quizzes.Asked) []string {
	keys := make([]string, len(asked))
	for i, q := range asked {
		keys[i] = q.Key
	}
	return keys
}

// asks starts an attempt at the quiz and tells which questions it asks, in their order.
func (a *academy) asks(t *testing.T, slug string) (*quizzes.Attempt, []string) {
	t.Helper()
	attempt, _ := a.start(t, slug)
	list, err := quizzes.Questions(a.app, attempt)
	if err != nil {
		t.Fatal(err)
	}
	return attempt, keysOf(list)
}

func TestAnAttemptDrawsFromItsCoursesBank(t *testing.T) {
	for _, row := range []struct {
		name, draw string
		count      int
		all        []string // what must be among them
	}{
		{"one of a category and those below it", "draw: [{from: banca, category: reti, count: 1}]", 1, nil},
		{"all of a category", "draw: [{from: banca, category: reti}]", 2, []string{"uno", "due"}},
		{"one below it", "draw: [{from: banca, category: reti/wi-fi, count: 1}]", 1, []string{"uno"}},
		{"more than there are", "draw: [{from: banca, count: 50}]", 4, []string{"uno", "due", "tre", "quattro"}},
		{"two draws never take one question twice", "draw: [{from: banca, count: 2}, {from: banca, count: 2}]", 4, []string{"uno", "due", "tre", "quattro"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			a.store(t, bankSource, "quiz|---\n"+row.draw+"\n---\n")
			for range 5 {
				attempt, keys := a.asks(t, "quiz")
				if len(slices.Compact(slices.Sorted(slices.Values(keys)))) != len(keys) {
					t.Fatalf("one is asked twice: %v", keys)
				}
				if n := len(keys); n != row.count {
					t.Fatalf("asks %v", keys)
				}
				for _, key := range row.all {
					if !slices.Contains(keys, key) {
						t.Errorf("%s is not among %v", key, keys)
					}
				}
				if three := slices.Index(keys, "tre"); three >= 0 && (three+1 == len(keys) || keys[three+1] != "quattro") {
					t.Errorf("the group is torn: %v", keys)
				}
				if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestABankIsNotAskedByItself(t *testing.T) {
	a := open(t)
	a.store(t, bankSource)
	if _, _, err := quizzes.Start(a.app, a.user, a.quiz(t, "banca").Id, a.enrolment); err == nil {
		t.Error("it is")
	}
}

func TestAQuestionThatIsRetiredWhileAskedStaysInTheAttempt(t *testing.T) {
	a := open(t)
	a.store(t, bankSource, "quiz|---\ndraw: [{from: banca}]\n---\n")
	attempt, asked := a.start(t, "quiz")
	a.store(t, strings.Replace(bankSource, "## Uno? {#uno category=reti/wi-fi}\n= a\n", "", 1), "quiz|---\ndraw: [{from: banca}]\n---\n")
	a.give(t, attempt, map[string]any{asked["uno"].ID: "a"})
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Fatal(err)
	}
	result, err := quizzes.ResultOf(a.app, a.user, attempt.Id)
	if err != nil || result.Score != 1 || len(result.Questions) != 4 {
		t.Errorf("%v of %v in %d questions, %v", result.Score, result.Max, len(result.Questions), err)
	}
	if _, keys := a.asks(t, "quiz"); slices.Contains(keys, "uno") {
		t.Error("it is asked again")
	}
}
