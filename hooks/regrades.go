package hooks

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/jobs"
	"aula/notifications"
	"aula/quizzes"
)

// bindRegrades lets the queue mark attempts again, and tells whose result that changes.
func bindRegrades(queue *jobs.Queue) {
	queue.Register(quizzes.RegradeKind, func(ctx context.Context, app core.App, payload json.RawMessage) error {
		var job quizzes.RegradeJob
		if err := json.Unmarshal(payload, &job); err != nil {
			return fmt.Errorf("read regrade: %w: %w", err, jobs.ErrGiveUp)
		}
		return quizzes.RunRegrade(ctx, app, job.Regrade, tellResultChanged)
	})
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
