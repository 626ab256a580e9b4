package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/jobs"
	"aula/notifications"
	"aula/quizzes"
)

// bindRegrades lets the queue mark attempts again, tells whose result that changes, and ends a regrade with its job.
func bindRegrades(app core.App, queue *jobs.Queue) {
	app.OnRecordUpdate("jobs").BindFunc(func(e *core.RecordEvent) error {
		before := e.Record.Original()
		if err := e.Next(); err != nil {
			return err
		}
		if e.Record.GetString("kind") != quizzes.RegradeKind || e.Record.GetString("state") != string(jobs.Discarded) {
			return nil
		}
		return abandonRegrade(e.App, before)
	})
	queue.Register(quizzes.RegradeKind, func(ctx context.Context, app core.App, payload json.RawMessage) error {
		var job quizzes.RegradeJob
		if err := json.Unmarshal(payload, &job); err != nil {
			return fmt.Errorf("read regrade: %w: %w", err, jobs.ErrGiveUp)
		}
		return quizzes.RunRegrade(ctx, app, job.Regrade, tellResultChanged)
	})
}

// abandonRegrade reads the job as it was: one that is discarded keeps nothing.
func abandonRegrade(tx core.App, discarded *core.Record) error {
	var job quizzes.RegradeJob
	if err := discarded.UnmarshalJSONField("payload", &job); err != nil {
		return fmt.Errorf("read regrade: %w", err)
	}
	if err := quizzes.AbandonRegrade(tx, job.Regrade); !errors.Is(err, quizzes.ErrNotFound) { // it may have gone with its quiz
		return err
	}
	return nil
}

// tellResultChanged tells the learner once a regrade.
func tellResultChanged(tx core.App, g *quizzes.Regrade, d quizzes.Difference) error {
	quiz, err := quizzes.Find(tx, g.Quiz())
	if err != nil {
		return err
	}
	course, err := courses.FindByID(tx, quiz.Course())
	if err != nil {
		return err
	}
	return notifications.Tell(tx, notifications.Notice{
		Person: d.User, Kind: notifications.ResultChanged, Key: g.Id + ":" + d.Attempt, About: "attempt:" + d.Attempt,
		Link:   "/courses/" + course.Slug() + "/quizzes/" + quiz.Slug() + "/attempts/" + d.Attempt,
		Values: map[string]string{"course": course.Title(), "quiz": quiz.Title()},
	})
}
