package quizzes_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
	"aula/quizzes"
)

const quizSource = `quiz|## Uno? {#uno}
- [x] a
  > perché a
- [ ] b
  > perché non b

## Due? {#due points=2}
= PEC

> spiegazione

## Tre? {#tre}
= vero
`

// start begins an attempt of the learner and returns it with its questions by their keys.
func (a *academy) start(t testing.TB, slug string) (*quizzes.Attempt, map[string]quizzes.Asked) {
	t.Helper()
	attempt, _, err := quizzes.Start(a.app, a.user, a.quiz(t, slug).Id, a.enrolment)
	if err != nil {
		t.Fatal(err)
	}
	return attempt, a.asked(t, attempt)
}

func (a *academy) asked(t testing.TB, attempt *quizzes.Attempt) map[string]quizzes.Asked {
	t.Helper()
	list, err := quizzes.Questions(a.app, attempt)
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]quizzes.Asked{}
	for _, q := range list {
		byKey[q.Key] = q
	}
	return byKey
}

func (a *academy) give(t testing.TB, attempt *quizzes.Attempt, answers map[string]any) {
	t.Helper()
	if _, err := quizzes.Give(a.app, a.user, attempt.Id, packed(t, answers)); err != nil {
		t.Fatal(err)
	}
}

func packed(t testing.TB, answers map[string]any) map[string]json.RawMessage {
	t.Helper()
	out := map[string]json.RawMessage{}
	for id, answer := range answers {
		content, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		out[id] = content
	}
	return out
}

// expire moves the end of an attempt to a minute ago.
func (a *academy) expire(t testing.TB, attempt *quizzes.Attempt) {
	t.Helper()
	at, err := types.ParseDateTime(time.Now().Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.app.FindRecordById("attempts", attempt.Id)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("expires", at)
	if err := a.app.Save(r); err != nil {
		t.Fatal(err)
	}
}

func optionNamed(q quizzes.Asked, text string) string {
	for _, o := range q.Body.Options {
		if o.Text.Source == text {
			return o.ID
		}
	}
	return ""
}

func TestAnAttemptIsGoneOnWithOnAnotherDevice(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	a.give(t, attempt, map[string]any{asked["uno"].ID: optionNamed(asked["uno"], "b"), asked["due"].ID: "pec"})
	a.give(t, attempt, map[string]any{asked["uno"].ID: optionNamed(asked["uno"], "a"), asked["due"].ID: nil, asked["tre"].ID: false})
	again, made, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment)
	if err != nil || made || again.Id != attempt.Id {
		t.Fatalf("another attempt instead of the open one: made %v, %v", made, err)
	}
	restored := a.asked(t, again)
	rows := []struct{ key, raw string }{
		{"uno", fmt.Sprintf("%q", optionNamed(asked["uno"], "a"))}, {"due", "null"}, {"tre", "false"},
	}
	for _, row := range rows {
		if got := string(restored[row.key].Raw); got != row.raw {
			t.Errorf("%s is restored as %s, want %s", row.key, got, row.raw)
		}
	}
}

func TestAnAttemptIsItsLearnersAlone(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	answers := packed(t, map[string]any{asked["due"].ID: "PEC"})
	other := testapp.Save(t, a.app, "courses", map[string]any{"slug": "altro", "title": "Altro", "state": "published"}).Id
	elsewhere := testapp.Save(t, a.app, "enrolments", map[string]any{"user": a.user, "course": other, "cycle": 1}).Id
	rows := []struct {
		name string
		act  func() error
		want error
	}{
		{"answering another's attempt", func() error { _, err := quizzes.Give(a.app, a.stranger, attempt.Id, answers); return err }, quizzes.ErrNotYours},
		{"submitting it", func() error { _, err := quizzes.Submit(a.app, a.stranger, attempt.Id); return err }, quizzes.ErrNotYours},
		{"reading its result", func() error { _, err := quizzes.ResultOf(a.app, a.stranger, attempt.Id); return err }, quizzes.ErrNotYours},
		{"nobody answering", func() error { _, err := quizzes.Give(a.app, "", attempt.Id, answers); return err }, quizzes.ErrNotYours},
		{"an attempt that never was", func() error { _, err := quizzes.Submit(a.app, a.user, "nessuno"); return err }, quizzes.ErrNotFound},
		{"starting with another's enrolment", func() error {
			_, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.strangerIn)
			return err
		}, quizzes.ErrNotYours},
		{"starting with an enrolment in another course", func() error {
			_, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), elsewhere)
			return err
		}, quizzes.ErrNotYours},
		{"starting a quiz that never was", func() error { _, _, err := quizzes.Start(a.app, a.user, "nessuno", a.enrolment); return err }, quizzes.ErrNotFound},
		{"a result before the end", func() error { _, err := quizzes.ResultOf(a.app, a.user, attempt.Id); return err }, quizzes.ErrOpen},
	}
	for _, row := range rows {
		if err := row.act(); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
}

func TestAnAnswerThatCannotBeSavesNone(t *testing.T) {
	a := open(t)
	a.store(t, quizSource, "altro|## Altra? {#altra}\n= x\n")
	attempt, asked := a.start(t, "quiz")
	_, elsewhere := a.start(t, "altro")
	rows := []struct {
		name   string
		id     string
		answer any
		reason string
	}{
		{"a list for one option", asked["uno"].ID, []string{"a"}, quizzes.WrongShape},
		{"an option of no question", asked["uno"].ID, "x", quizzes.UnknownOption},
		{"a text for a statement", asked["tre"].ID, "vero", quizzes.WrongShape},
		{"an endless text", asked["due"].ID, strings.Repeat("x", 2000), quizzes.TooLong},
		{"a question of another attempt", elsewhere["altra"].ID, "x", quizzes.NotAsked},
		{"a question that never was", "nessuna", "x", quizzes.NotAsked},
	}
	for _, row := range rows {
		answers := map[string]any{asked["tre"].ID: true, asked["due"].ID: "buona"}
		answers[row.id] = row.answer
		_, err := quizzes.Give(a.app, a.user, attempt.Id, packed(t, answers))
		var wrong *quizzes.AnswerError
		if !errors.As(err, &wrong) || wrong.Question != row.id || wrong.Reason != row.reason {
			t.Errorf("%s: %v, want %s", row.name, err, row.reason)
		}
	}
	for key, q := range a.asked(t, attempt) {
		if q.Answer.Given() {
			t.Errorf("%s was half saved: %s", key, q.Raw)
		}
	}
}

func TestStartingManyTimesAtOnceMakesOneAttempt(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	quiz := a.quiz(t, "quiz").Id
	var wait sync.WaitGroup
	made := make(chan bool, 8)
	for range cap(made) {
		wait.Go(func() {
			_, isNew, err := quizzes.Start(a.app, a.user, quiz, a.enrolment)
			if err != nil {
				t.Error(err)
			}
			made <- isNew
		})
	}
	wait.Wait()
	close(made)
	count := 0
	for isNew := range made {
		if isNew {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d attempts made", count)
	}
}

func TestTimeIsTheServers(t *testing.T) {
	a := open(t)
	a.store(t, "quiz|---\ntime_limit: 10\nattempts: 2\n---\n## Uno? {#uno}\n= a\n")
	attempt, asked := a.start(t, "quiz")
	if left := time.Until(attempt.Expires()); left < 9*time.Minute || left > 10*time.Minute {
		t.Errorf("%v left of ten minutes", left)
	}
	a.give(t, attempt, map[string]any{asked["uno"].ID: "a"})
	a.expire(t, attempt)
	if _, err := quizzes.Give(a.app, a.user, attempt.Id, packed(t, map[string]any{asked["uno"].ID: "b"})); !errors.Is(err, quizzes.ErrClosed) {
		t.Errorf("answered after the time: %v", err)
	}
	next, made, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment)
	if err != nil || !made || next.Number() != 2 {
		t.Fatalf("no next attempt: %v", err)
	}
	result, err := quizzes.ResultOf(a.app, a.user, attempt.Id)
	if err != nil || !result.Passed || !result.Attempt.Submitted().Equal(result.Attempt.Expires()) {
		t.Errorf("what was answered in time does not count: %+v, %v", result, err)
	}
	a.expire(t, next)
	if n, err := quizzes.CloseOverdue(a.app); n != 1 || err != nil {
		t.Errorf("%d closed, %v", n, err)
	}
	if _, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment); !errors.Is(err, quizzes.ErrNoTriesLeft) {
		t.Errorf("a third try: %v", err)
	}
}

func TestWhatWasAnsweredDoesNotChange(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, _ := a.start(t, "quiz")
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Fatal(err)
	}
	r, err := a.app.FindRecordById("attempts", attempt.Id)
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name   string
		change func(*core.Record)
		want   error
	}{
		{"the person goes", func(r *core.Record) { r.Set("user", "") }, nil},
		{"the score is corrected", func(r *core.Record) { r.Set("score", 1) }, nil},
		{"it is opened again", func(r *core.Record) { r.Set("state", "open") }, quizzes.ErrImmutable},
		{"other questions", func(r *core.Record) { r.Set("drawn", `{}`) }, quizzes.ErrImmutable},
		{"other answers", func(r *core.Record) { r.Set("answers", `{"x":1}`) }, quizzes.ErrImmutable},
	}
	for _, row := range rows {
		changed := r.Fresh()
		row.change(changed)
		if err := quizzes.CheckAttempt(changed); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
}

func TestARetiredQuizIsAskedNoMoreButAnsweredToItsEnd(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	a.store(t, "altro|## Altra? {#altra}\n= x\n")
	a.give(t, attempt, map[string]any{asked["due"].ID: "PEC"})
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Error(err)
	}
	if _, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment); !errors.Is(err, quizzes.ErrNotFound) {
		t.Errorf("asked once more: %v", err)
	}
}
