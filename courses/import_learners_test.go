package courses_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
)

func TestLearnersKeepWhatTheyDid(t *testing.T) {
	app := testapp.New(t)
	first := store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	anna := user(t, app, "anna@x.example", "Anna", "Zuin", "learner")
	bruno := user(t, app, "bruno@x.example", "Bruno", "Alpi", "learner")
	for _, who := range []*core.Record{anna, bruno} {
		e, err := courses.Enrol(app, who.Id, first.Course)
		if err != nil {
			t.Fatal(err)
		}
		met := []string{"lesson:uno"}
		if who == bruno {
			met = append(met, "lesson:due", "quiz:quiz-finale")
		}
		err = app.RunInTransaction(func(tx core.App) error {
			for _, r := range met {
				if err := courses.Fulfil(tx, e, r, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name           string
		files          folder
		percent        int // of Anna, who had done one lesson of two and no quiz
		complete       bool
		ahead, back    int
		newlyCompleted int
	}{
		{"a lesson more takes her back", but(folder{"03-tre.md": "# Tre\n\nT"}), 25, false, 0, 1, 0},
		{"without it she is where she was", small, 33, false, 1, 0, 0},
		{"her lesson is taken out", but(folder{"01-uno.md": ""}), 0, false, 0, 1, 0},
		{"and is back with her progress", small, 33, false, 1, 0, 0},
		{"the course asks for what she did", but(folder{"course.md": "---\ntitle: C\nlanguage: it\nsummary: S\ncomplete: {lessons: [uno]}\n---\n"}), 100, true, 0, 0, 1},
		{"what is complete stays so", small, 100, true, 0, 0, 0},
	}
	for _, step := range steps {
		m := compose(t, "corso", step.files)
		trial := store(t, app, m, courses.ImportOptions{DryRun: true})
		done := store(t, app, m, courses.ImportOptions{})
		l := done.Learners
		if trial.Learners != l || l.Ahead != step.ahead || l.Back != step.back || l.Completed != step.newlyCompleted {
			t.Errorf("%s: %+v, trial %+v", step.name, l, trial.Learners)
		}
		e, err := courses.FindEnrolment(app, anna.Id, first.Course)
		if err != nil || e.Percent() != step.percent || e.IsComplete() != step.complete {
			t.Errorf("%s: %d %%, complete %v, %v", step.name, e.Percent(), e.IsComplete(), err)
		}
		if e, err := courses.FindEnrolment(app, bruno.Id, first.Course); err != nil || !e.IsComplete() || e.Percent() != 100 {
			t.Errorf("%s: who had finished: %+v, %v", step.name, e, err)
		}
	}
}
