package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/quizzes"
)

type quizQuestionsView struct {
	manageFrame
	Course    *courses.Course
	Quiz      *quizzes.Record
	Address   string // of the list
	QuizPage  string
	Questions []questionLine
	Removed   []questionLine
	Types     []quizzes.Type // that can be added
	Problems  []string       // why the last act could not be done
	Asked     bool
	Drawn     bool // it takes questions of banks
}

// questionLine is a question in the list.
type questionLine struct {
	quizzes.Editable
	Number      int
	Address     string
	Asks        string
	First, Last bool
}

// questionTypes are those that a question can be added in, the commonest first.
var questionTypes = []quizzes.Type{
	quizzes.Single, quizzes.Multiple, quizzes.TrueFalse, quizzes.Short, quizzes.Numeric, quizzes.Matching, quizzes.Ordering, quizzes.Gaps, quizzes.Essay,
}

func (s *site) listQuizQuestions(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	return s.renderQuizQuestions(e, http.StatusOK, c, quiz, nil)
}

func (s *site) renderQuizQuestions(e *core.RequestEvent, status int, c *courses.Course, quiz *quizzes.Record, problems []string) error {
	current, removed, err := quizzes.Editables(e.App, quiz.Id)
	if err != nil {
		return err
	}
	settings, err := quiz.Settings()
	if err != nil {
		return err
	}
	view := quizQuestionsView{
		manageFrame: s.quizFrame(e, c, quiz, s.locale(e).T("editor.questions"), ""), Course: c, Quiz: quiz, Types: questionTypes, Problems: problems,
		Address: quizQuestionsAddress(c, quiz), QuizPage: managedQuizAddress(c, quiz), Asked: c.State() == courses.Published,
		Drawn: len(settings.Draws) > 0,
	}
	view.Questions, view.Removed = questionLines(c, quiz, current), questionLines(c, quiz, removed)
	return s.render(e, status, "manage_quiz_questions", &view)
}

func questionLines(c *courses.Course, quiz *quizzes.Record, list []quizzes.Editable) []questionLine {
	lines := make([]questionLine, len(list))
	for i, q := range list {
		asks := shorten(cmp.Or(q.Body.Title, q.Body.Brief()), promptAtMost*2)
		lines[i] = questionLine{q, i + 1, questionAddress(c, quiz, q.Key), asks, i == 0, i == len(list)-1}
	}
	return lines
}

// change makes one change of a quiz and leads back to its questions; what keeps it from being made is said there.
func (s *site) change(e *core.RequestEvent, said, anchor string, edit func(*quizzes.Quiz) error) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	_, err = courses.EditQuiz(e.App, c.Id, quiz.Key(), e.Auth, composeOptions, edit)
	var faulty *courses.FaultyError
	switch {
	case errors.As(err, &faulty):
		var problems []string
		for _, f := range faulty.Findings {
			problems = append(problems, placeOf(f)+": "+courses.TextOf(f).In(s.locale(e)))
		}
		return s.renderQuizQuestions(e, http.StatusUnprocessableEntity, c, quiz, problems)
	case errors.Is(err, quizzes.ErrNotFound): // somebody took it out meanwhile
		return back(e, withSaid(quizQuestionsAddress(c, quiz), "question_gone"))
	case errors.Is(err, quizzes.ErrLast):
		return s.renderQuizQuestions(e, http.StatusConflict, c, quiz, []string{s.locale(e).T("editor.last_question")})
	case err != nil:
		return err
	}
	return back(e, withSaid(quizQuestionsAddress(c, quiz), said)+anchor)
}

func (s *site) moveQuestion(e *core.RequestEvent) error {
	by := 1
	if e.Request.PostFormValue("to") == "up" {
		by = -1
	}
	key := e.Request.PathValue("key")
	return s.change(e, "question_moved", "#"+url.PathEscape("question-"+key), func(q *quizzes.Quiz) error { return q.Move(key, by) })
}

func (s *site) askDeleteQuestion(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	question, err := findQuestion(e, quiz.Id, e.Request.PathValue("key"))
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := s.newSureView(e, c, "editor.delete_title")
	view.manageFrame = s.quizFrame(e, c, quiz, l.T("editor.delete_title"), quizQuestionsAddress(c, quiz))
	view.Lead = l.T("editor.delete_lead", "question", shorten(question.Body.Brief(), promptAtMost*2))
	view.Means = []string{l.T("editor.delete_attempts"), l.T("editor.delete_back")}
	view.Act, view.Button, view.Danger = questionAddress(c, quiz, question.Key)+"/delete", l.T("editor.delete"), true
	view.Back = quizQuestionsAddress(c, quiz)
	return s.render(e, http.StatusOK, "manage_course_sure", view)
}

func (s *site) deleteQuestion(e *core.RequestEvent) error {
	key := e.Request.PathValue("key")
	return s.change(e, "question_deleted", "#removed", func(q *quizzes.Quiz) error { return q.Remove(key) })
}

// restoreQuestion brings back a question that was taken out, as it was last.
func (s *site) restoreQuestion(e *core.RequestEvent) error {
	_, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	_, removed, err := quizzes.Editables(e.App, quiz.Id)
	if err != nil {
		return err
	}
	key := e.Request.PathValue("key")
	i := slices.IndexFunc(removed, func(q quizzes.Editable) bool { return q.Key == key })
	if i < 0 {
		return quizzes.ErrNotFound
	}
	return s.change(e, "question_restored", "#"+url.PathEscape("question-"+key), func(q *quizzes.Quiz) error {
		if err := q.Replace("", removed[i].Question); !errors.Is(err, quizzes.ErrStale) {
			return err
		}
		return nil // somebody brought it back meanwhile
	})
}
