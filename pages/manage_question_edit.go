package pages

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
	"aula/internal/markup"
	"aula/locales"
	"aula/quizzes"
)

// Ways in which a question is edited.
const (
	asForm     = "form"
	asMarkdown = "markdown"
)

type questionEditView struct {
	manageFrame
	Course  *courses.Course
	Quiz    *quizzes.Record
	List    string // address of the quiz's questions
	Act     string // address that the form is sent to
	Mode    string // asForm or asMarkdown
	Draft   quizzes.Form
	Source  string // of asMarkdown
	Edition string // that was opened; empty for a new question
	New     bool
	Form    *form
	Rows    []rowView
	Focus   string // id of the field that is wanted next
	Preview *previewedView
	Learner questionView // the same as learners see it
	Remarks []string     // what can stay as it is
	Theirs  string       // what somebody else made of the question meanwhile, in Markdown
	Gone    bool         // somebody else took the question out
	Asked   bool         // the course is published: what is saved is asked
	HTML    bool         // the texts are HTML
}

// rowView is a row of the form with its names.
type rowView struct {
	quizzes.FormRow
	Place, Number int
	First, Last   bool
}

// Field names a field of the row.
func (r rowView) Field(name string) string { return quizzes.RowField(r.Place, name) }

// Is tells the type of the question.
func (v *questionEditView) Is(types ...quizzes.Type) bool {
	for _, t := range types {
		if v.Draft.Type == t {
			return true
		}
	}
	return false
}

// Has tells whether the form has an attribute.
func (v *questionEditView) Has(attribute string) bool {
	for _, a := range v.Draft.Attributes() {
		if a == attribute {
			return true
		}
	}
	return false
}

func (s *site) bindQuizEditor(manage *router.RouterGroup[*core.RequestEvent]) {
	const quiz = "/courses/{slug}/quizzes/{quiz}"
	manage.GET(quiz+"/questions", s.listQuizQuestions)
	manage.GET(quiz+"/new-question", s.newQuestion)
	manage.POST(quiz+"/new-question", s.editQuestion)
	manage.GET(quiz+"/questions/{key}", s.showQuestionForm)
	manage.POST(quiz+"/questions/{key}", s.editQuestion)
	manage.POST(quiz+"/questions/{key}/move", s.moveQuestion)
	manage.GET(quiz+"/questions/{key}/delete", s.askDeleteQuestion)
	manage.POST(quiz+"/questions/{key}/delete", s.deleteQuestion)
	manage.POST(quiz+"/questions/{key}/restore", s.restoreQuestion)
	manage.GET(quiz+"/settings", s.showQuizSettings)
	manage.POST(quiz+"/settings", s.editQuizSettings)
}

func quizQuestionsAddress(c *courses.Course, q *quizzes.Record) string {
	return managedQuizAddress(c, q) + "/questions"
}

func questionAddress(c *courses.Course, q *quizzes.Record, key string) string {
	return quizQuestionsAddress(c, q) + "/" + url.PathEscape(key)
}

// quizFrame begins a page about a quiz, below the list of its questions where list is an address.
func (s *site) quizFrame(e *core.RequestEvent, c *courses.Course, q *quizzes.Record, title, list string) manageFrame {
	l := s.locale(e)
	crumbs := []Crumb{{l.T("manage.courses"), "/manage/courses"}, {c.Title(), managedAddress(c)}, {q.Title(), managedQuizAddress(c, q)}}
	if list != "" {
		crumbs = append(crumbs, Crumb{l.T("editor.questions"), list})
	}
	return s.newManageFrame(e, title, "/manage/courses", append(crumbs, Crumb{Title: title})...)
}

var composeOptions = courses.ComposeOptions{Label: locales.MarkupLabel}

func (s *site) newQuestionView(e *core.RequestEvent, c *courses.Course, q *quizzes.Record, key string) *questionEditView {
	l := s.locale(e)
	v := &questionEditView{Course: c, Quiz: q, List: quizQuestionsAddress(c, q), Mode: asForm, Form: &form{locale: l}, New: key == "", Asked: c.State() == courses.Published}
	title := l.T("editor.new_question")
	v.Act = managedQuizAddress(c, q) + "/new-question"
	if key != "" {
		title, v.Act = l.T("editor.edit_question", "id", key), questionAddress(c, q, key)
	}
	v.manageFrame = s.quizFrame(e, c, q, title, v.List)
	return v
}

// findQuestion returns the question of the address as the quiz has it now, or quizzes.ErrNotFound.
func findQuestion(e *core.RequestEvent, quiz, key string) (quizzes.Question, error) {
	current, _, err := quizzes.Editables(e.App, quiz)
	if err != nil {
		return quizzes.Question{}, err
	}
	for _, q := range current {
		if q.Key == key {
			return q.Question, nil
		}
	}
	return quizzes.Question{}, quizzes.ErrNotFound
}

// showQuestionForm opens a question to be edited.
func (s *site) showQuestionForm(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	question, err := findQuestion(e, quiz.Id, e.Request.PathValue("key"))
	if err != nil {
		return err
	}
	v := s.newQuestionView(e, c, quiz, question.Key)
	if v.Edition, err = question.Edition(); err != nil {
		return err
	}
	v.Draft = quizzes.FormOf(question)
	if e.Request.URL.Query().Get("as") == asMarkdown {
		v.asMarkdown(question)
	}
	return s.renderQuestion(e, http.StatusOK, v)
}

// newQuestion opens an empty form of the type that the address asks for, or a copy of a question of the quiz.
func (s *site) newQuestion(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	v := s.newQuestionView(e, c, quiz, "")
	if from := e.Request.URL.Query().Get("from"); from != "" {
		question, err := findQuestion(e, quiz.Id, from)
		if err != nil {
			return err
		}
		question.Key = ""
		v.Draft = quizzes.FormOf(question)
		return s.renderQuestion(e, http.StatusOK, v)
	}
	t := quizzes.Type(e.Request.URL.Query().Get("type"))
	if !t.Known() {
		t = quizzes.Single
	}
	v.Draft = quizzes.NewForm(t, quizzes.Markdown)
	return s.renderQuestion(e, http.StatusOK, v)
}

// asMarkdown shows the question as Markdown, if that can say it.
func (v *questionEditView) asMarkdown(q quizzes.Question) {
	source, err := quizzes.QuestionMarkdown(q)
	if err != nil {
		v.Form.say(v.Form.locale, "", v.Form.locale.T("editor.no_markdown"))
		return
	}
	v.Mode, v.Source = asMarkdown, string(source)
}

func (s *site) renderQuestion(e *core.RequestEvent, status int, v *questionEditView) error {
	v.HTML = v.Draft.Format != quizzes.Markdown
	v.Form.values = formValues(v.Draft)
	v.Form.values["source"] = v.Source
	for i, row := range v.Draft.Rows {
		v.Rows = append(v.Rows, rowView{row, i, i + 1, i == 0, i == len(v.Draft.Rows)-1})
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, status, "manage_question_edit", v)
}

// editQuestion does what the pressed button says: something about the rows, another way of editing, the preview, or saving.
func (s *site) editQuestion(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	if err := e.Request.ParseForm(); err != nil {
		return e.BadRequestError("", err)
	}
	v := s.newQuestionView(e, c, quiz, e.Request.PathValue("key"))
	v.Draft, v.Edition = sentForm(e.Request.PostForm), e.Request.PostForm.Get("edition")
	if !v.New {
		v.Draft.Key = e.Request.PathValue("key")
	}
	if e.Request.PostForm.Get("mode") == asMarkdown {
		v.Mode, v.Source = asMarkdown, e.Request.PostForm.Get("source")
	}
	act := e.Request.PostForm.Get("act")
	if row, done := v.Draft.Turn(act); done {
		v.Focus = quizzes.RowField(row, quizzes.RowText)
		return s.renderQuestion(e, http.StatusOK, v)
	}
	desk, err := courses.OpenDesk(e.App, c, quiz.Key(), composeOptions)
	if err != nil {
		return err
	}
	question, sound := v.read(desk.Options())
	switch {
	case !sound:
		return s.renderQuestion(e, http.StatusUnprocessableEntity, v)
	case act == "save":
		return s.saveQuestion(e, v, desk, question)
	case act == asMarkdown:
		v.asMarkdown(question)
	case act == asForm:
		v.Mode, v.Draft = asForm, quizzes.FormOf(question)
	default:
		if err := v.preview(question); err != nil {
			return err
		}
	}
	return s.renderQuestion(e, http.StatusOK, v)
}

// read makes the question of what was typed, and tells whether it can be asked.
func (v *questionEditView) read(o quizzes.Options) (quizzes.Question, bool) {
	var question quizzes.Question
	var found []markup.Finding
	if v.Mode == asMarkdown {
		question, found = quizzes.ReadQuestion([]byte(v.Source), o)
		if !v.New {
			question.Key = v.Draft.Key
		}
	} else {
		question, found = v.Draft.Question(o)
	}
	v.remark(found)
	return question, !v.Form.Wrong()
}

func (v *questionEditView) preview(q quizzes.Question) error {
	if q.Key == "" {
		q.Key = v.Form.locale.T("editor.new_key")
	}
	shown, err := quizzes.PreviewOf(q)
	if err != nil {
		return err
	}
	v.Learner = viewQuestions([]quizzes.Asked{shown.Asked})[0]
	v.Learner.Current = true
	v.Preview = &previewedView{shown, 1, v.Learner.Worth()}
	return nil
}

// saveQuestion stores the question, or says why it cannot be.
func (s *site) saveQuestion(e *core.RequestEvent, v *questionEditView, desk *courses.Desk, question quizzes.Question) error {
	current, removed, err := quizzes.Editables(e.App, v.Quiz.Id)
	if err != nil {
		return err
	}
	var used []string
	for _, q := range append(current, removed...) {
		used = append(used, q.Key)
	}
	saved := question.Key
	changes, err := desk.Edit(e.App, e.Auth, func(quiz *quizzes.Quiz) error {
		if !v.New {
			return quiz.Replace(v.Edition, question)
		}
		var err error
		saved, err = quiz.Add(question, used)
		return err
	})
	var stale *quizzes.StaleError
	var faulty *courses.FaultyError
	l := v.Form.locale
	switch {
	case errors.As(err, &stale):
		return s.showBoth(e, v, stale)
	case errors.As(err, &faulty):
		v.blame(faulty.Findings)
		return s.renderQuestion(e, http.StatusUnprocessableEntity, v)
	case errors.Is(err, quizzes.ErrKeyTaken):
		v.Form.say(l, quizzes.FieldKey, l.T("editor.key_taken"))
		return s.renderQuestion(e, http.StatusUnprocessableEntity, v)
	case err != nil:
		return err
	}
	said := "question_saved"
	if changes.Same {
		said = "question_same"
	}
	return back(e, withSaid(v.List, said)+"#"+url.PathEscape("question-"+saved))
}

// showBoth shows what somebody else made of the question meanwhile beside what was typed. Saving again is then a decision.
func (s *site) showBoth(e *core.RequestEvent, v *questionEditView, stale *quizzes.StaleError) error {
	v.Gone, v.Edition = stale.Gone, ""
	if !stale.Gone {
		var err error
		if v.Edition, err = stale.Now.Edition(); err != nil {
			return err
		}
		theirs, err := quizzes.QuestionMarkdown(stale.Now)
		if err != nil {
			return err
		}
		v.Theirs = string(theirs)
	}
	return s.renderQuestion(e, http.StatusConflict, v)
}
