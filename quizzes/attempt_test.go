package quizzes_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

func TestSubmittingTwiceEvenAtOnceAnswersTheSameOnce(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	a.give(t, attempt, map[string]any{asked["uno"].ID: optionNamed(asked["uno"], "a"), asked["due"].ID: "pec"})
	submissions := 0
	a.app.OnRecordUpdate("attempts").BindFunc(func(e *core.RecordEvent) error {
		submissions++ // the database lets one writer in at a time
		return e.Next()
	})
	var wait sync.WaitGroup
	errs := make(chan error, 8)
	for range cap(errs) {
		wait.Go(func() {
			_, err := quizzes.Submit(a.app, a.user, attempt.Id)
			errs <- err
		})
	}
	wait.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if submissions != 1 {
		t.Errorf("saved %d times", submissions)
	}
	first, err := quizzes.ResultOf(a.app, a.user, attempt.Id)
	if err != nil {
		t.Fatal(err)
	}
	if first.Score != 3 || first.Max != 4 || !first.Passed || first.Percent != 75 {
		t.Errorf("result %+v", first)
	}
	if _, err := quizzes.Give(a.app, a.user, attempt.Id, packed(t, map[string]any{asked["tre"].ID: true})); !errors.Is(err, quizzes.ErrClosed) {
		t.Errorf("answered after the end: %v", err)
	}
}

func TestASubmissionIsWholeOrNotAtAll(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	a.give(t, attempt, map[string]any{asked["due"].ID: "pec"})
	broken := errors.New("what follows fails")
	hook := a.app.OnRecordUpdate("attempts").BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		return broken
	})
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); !errors.Is(err, broken) {
		t.Fatalf("submitted all the same: %v", err)
	}
	found, err := quizzes.FindAttempt(a.app, a.user, attempt.Id)
	if err != nil || found.IsSubmitted() {
		t.Fatalf("half submitted, %v", err)
	}
	a.app.OnRecordUpdate("attempts").Unbind(hook)
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Fatal(err)
	}
}

func TestAnAttemptKeepsTheVersionsThatItWasAsked(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	a.give(t, attempt, map[string]any{asked["due"].ID: "PEC"})
	a.store(t, "quiz|"+"## Due? {#due points=5}\n= fax\n")
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Fatal(err)
	}
	result, err := quizzes.ResultOf(a.app, a.user, attempt.Id)
	if err != nil || result.Score != 2 || result.Max != 4 || len(result.Questions) != 3 {
		t.Errorf("marked by the new version: %+v, %v", result, err)
	}
	next, asked := a.start(t, "quiz")
	if len(asked) != 1 || asked["due"].Points != 5 || next.Number() != 2 {
		t.Errorf("the next attempt asks the old version: %+v", asked)
	}
}

func TestTriesAreLimited(t *testing.T) {
	a := open(t)
	a.store(t, "quiz|---\nattempts: 2\n---\n## Uno? {#uno}\n= a\n")
	for n := 1; n <= 2; n++ {
		attempt, _ := a.start(t, "quiz")
		if attempt.Number() != n {
			t.Errorf("attempt %d has number %d", n, attempt.Number())
		}
		if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := quizzes.Start(a.app, a.user, a.quiz(t, "quiz").Id, a.enrolment); !errors.Is(err, quizzes.ErrNoTriesLeft) {
		t.Errorf("a third try: %v", err)
	}
	standing, err := quizzes.StandingOf(a.app, a.enrolment, a.quiz(t, "quiz"))
	if err != nil || standing.TriesLeft != 0 || standing.MayStart() || len(standing.Attempts) != 2 || standing.Passed {
		t.Errorf("standing %+v, %v", standing, err)
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
	if n, err := quizzes.CloseOverdue(a.app, time.Now()); n != 1 || err != nil {
		t.Errorf("%d closed, %v", n, err)
	}
	if _, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment); !errors.Is(err, quizzes.ErrNoTriesLeft) {
		t.Errorf("a third try: %v", err)
	}
}

func TestRightAnswersAreShownWhenTheyMayBe(t *testing.T) {
	rows := []struct {
		name, front string
		pass        bool
		again       bool // a first attempt failed before
		explained   bool
	}{
		{"after submission, failed", "", false, false, true},
		{"after submission, passed", "feedback: submission", true, false, true},
		{"when passed, failed", "feedback: passed", false, false, false},
		{"when passed, passed", "feedback: passed", true, false, true},
		{"when passed, failed with a try left", "feedback: passed\nattempts: 2", false, false, false},
		{"when passed, failed for the last time", "feedback: passed\nattempts: 2", false, true, true},
		{"never, passed", "feedback: never", true, false, false},
	}
	a := open(t)
	for i, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			slug := fmt.Sprint("quiz", i)
			a.store(t, strings.Replace(quizSource, "quiz|", slug+"|---\ntitle: Q\n"+row.front+"\n---\n", 1))
			if row.again {
				first, _ := a.start(t, slug)
				if _, err := quizzes.Submit(a.app, a.user, first.Id); err != nil {
					t.Fatal(err)
				}
			}
			attempt, asked := a.start(t, slug)
			answers := map[string]any{asked["uno"].ID: optionNamed(asked["uno"], "b")}
			if row.pass {
				answers = map[string]any{asked["uno"].ID: optionNamed(asked["uno"], "a"), asked["due"].ID: "PEC"}
			}
			a.give(t, attempt, answers)
			if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
				t.Fatal(err)
			}
			result, err := quizzes.ResultOf(a.app, a.user, attempt.Id)
			if err != nil || result.Explained != row.explained || result.Passed != row.pass {
				t.Fatalf("explained %v, passed %v, %v", result.Explained, result.Passed, err)
			}
			for _, q := range result.Questions {
				shown := len(q.Feedback) > 0 || q.Right.Text != "" || len(q.Right.Options) > 0
				if shown && !row.explained {
					t.Errorf("%s gives itself away: %+v", q.Key, q)
				}
			}
			if row.explained {
				one := result.Questions[0]
				if !slices.Equal(one.Right.Options, []string{optionNamed(asked["uno"], "a")}) || len(one.Feedback) != 1 {
					t.Errorf("not explained: %+v", one)
				}
			}
		})
	}
}

func TestNothingOfASolutionIsInWhatIsAsked(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	content, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"perché", "spiegazione", "PEC", "weight"} {
		if strings.Contains(string(content), secret) || strings.Contains(attempt.GetString("drawn"), secret) {
			t.Errorf("%q is in what is asked", secret)
		}
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
