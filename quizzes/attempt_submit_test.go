package quizzes_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/quizzes"
)

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
