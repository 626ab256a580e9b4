package hooks

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/notifications"
	"aula/quizzes"
)

// bindMarking tells who marks that answers wait, and who wrote them what they were given, in the transaction in which it happened.
func bindMarking(app core.App) {
	app.OnRecordUpdate("attempts").BindFunc(tellAttempt)
	app.OnRecordCreate("markings").BindFunc(tellMarkChanged)
}

// tellAttempt tells the markers of an attempt that was submitted with essays, and its learner when the last of them is marked.
func tellAttempt(e *core.RecordEvent) error {
	before := e.Record.Original().GetInt("waiting")
	if err := e.Next(); err != nil {
		return err
	}
	switch now := e.Record.GetInt("waiting"); {
	case before == 0 && now > 0:
		return tellEssayWaiting(e.App, e.Record)
	case before > 0 && now == 0:
		return tellLearnerOf(e.App, e.Record, notifications.EssayMarked, e.Record.Id, nil)
	}
	return nil
}

// tellEssayWaiting tells who looks after the course, once a day for each quiz: a whole class may hand in at the same hour.
func tellEssayWaiting(tx core.App, attempt *core.Record) error {
	quiz, c, err := quizOf(tx, attempt)
	if err != nil {
		return err
	}
	people, err := managersOf(tx, c.Owner())
	if err != nil {
		return err
	}
	return notifications.TellAll(tx, people, notifications.Notice{
		Kind: notifications.EssayWaiting, Key: quiz.Id + ":" + time.Now().Format(time.DateOnly),
		Link: "/manage/marking?of=quiz." + quiz.Id, About: "quiz:" + quiz.Id,
		Values: map[string]string{"course": c.Title(), "quiz": quiz.Title()},
	})
}

// tellMarkChanged tells the learner that a mark which counted was changed, and why.
func tellMarkChanged(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	m := quizzes.MarkingOfRecord(e.Record)
	if !m.IsChange() {
		return nil
	}
	attempt, err := e.App.FindRecordById("attempts", m.Attempt())
	if err != nil {
		return fmt.Errorf("attempt of marking %s: %w", m.Id, err)
	}
	return tellLearnerOf(e.App, attempt, notifications.MarkChanged, m.Id, map[string]string{"reason": m.Reason()})
}

// tellLearnerOf tells the learner of an attempt something about its result.
func tellLearnerOf(tx core.App, attempt *core.Record, kind notifications.Kind, key string, values map[string]string) error {
	quiz, c, err := quizOf(tx, attempt)
	if err != nil {
		return err
	}
	all := map[string]string{"course": c.Title(), "quiz": quiz.Title()}
	for name, value := range values {
		all[name] = value
	}
	return notifications.Tell(tx, notifications.Notice{
		Person: attempt.GetString("user"), Kind: kind, Key: key, Values: all, About: "attempt:" + attempt.Id,
		Link: courses.Address(c.Slug(), "quizzes", quiz.Slug(), "attempts", attempt.Id),
	})
}

func quizOf(tx core.App, attempt *core.Record) (*quizzes.Record, *courses.Course, error) {
	quiz, err := quizzes.Find(tx, attempt.GetString("quiz"))
	if err != nil {
		return nil, nil, err
	}
	c, err := courses.FindByID(tx, quiz.Course())
	return quiz, c, err
}

// essaysWait is the rule of a notice about answers to mark: the person can still mark one of the quiz.
func essaysWait(app core.App, quiz string, e *notifications.Entry) (bool, error) {
	n, err := quizzes.CountPapers(app, quizzes.PaperFilter{Marker: e.Person(), Quiz: quiz}, time.Now())
	return n > 0, err
}
