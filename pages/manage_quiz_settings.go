package pages

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/markup"
	"aula/quizzes"
)

type quizSettingsView struct {
	manageFrame
	Course  *courses.Course
	Quiz    *quizzes.Record
	Act     string
	List    string
	Draft   quizzes.SettingsForm
	Form    *form
	Banks   []Choice
	Edition string   // that was opened
	Theirs  string   // what somebody else made of the settings meanwhile, as the file says it
	Doubts  []string // about where its questions come from, as they are saved
	Asked   bool
}

// Choice is one entry of a list to choose from.
type Choice struct{ Value, Title string }

// BandField and DrawField name a field of a row.
func (quizSettingsView) BandField(row int, name string) string { return quizzes.BandField(row, name) }
func (quizSettingsView) DrawField(row int, name string) string { return quizzes.DrawField(row, name) }

func (s *site) newSettingsView(e *core.RequestEvent, c *courses.Course, q *quizzes.Record) (*quizSettingsView, error) {
	l := s.locale(e)
	v := &quizSettingsView{Course: c, Quiz: q, Act: managedQuizAddress(c, q) + "/settings", List: quizQuestionsAddress(c, q), Form: &form{locale: l}, Asked: c.State() == courses.Published}
	v.manageFrame = s.quizFrame(e, c, q, l.T("editor.settings"), v.List)
	all, err := quizzes.OfCourse(e.App, c.Id)
	if err != nil {
		return nil, err
	}
	for _, other := range all {
		settings, err := other.Settings()
		if err != nil {
			return nil, err
		}
		if settings.Bank && !other.Retired() && other.Id != q.Id {
			v.Banks = append(v.Banks, Choice{other.Key(), other.Title()})
		}
	}
	return v, nil
}

func (s *site) renderSettings(e *core.RequestEvent, status int, v *quizSettingsView) error {
	v.Form.values = settingValues(v.Draft)
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, status, "manage_quiz_settings", v)
}

// showQuizSettings opens how a quiz is asked to be edited.
func (s *site) showQuizSettings(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	v, err := s.newSettingsView(e, c, quiz)
	if err != nil {
		return err
	}
	desk, err := courses.OpenDesk(e.App, c, quiz.Key(), composeOptions)
	if err != nil {
		return err
	}
	v.Draft, v.Edition = quizzes.SettingsFormOf(desk.Quiz), quizzes.SettingsEdition(desk.Quiz)
	for _, f := range desk.Doubts() {
		v.Doubts = append(v.Doubts, findingText(v.Form.locale, f))
	}
	return s.renderSettings(e, http.StatusOK, v)
}

// editQuizSettings does what the pressed button says: something about the rows, or saving.
func (s *site) editQuizSettings(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	if err := e.Request.ParseForm(); err != nil {
		return e.BadRequestError("", err)
	}
	v, err := s.newSettingsView(e, c, quiz)
	if err != nil {
		return err
	}
	v.Draft, v.Edition = sentSettings(e.Request.PostForm), e.Request.PostForm.Get("edition")
	if v.Draft.Turn(e.Request.PostForm.Get("act")) {
		return s.renderSettings(e, http.StatusOK, v)
	}
	desk, err := courses.OpenDesk(e.App, c, quiz.Key(), composeOptions)
	if err != nil {
		return err
	}
	_, err = desk.Edit(e.App, e.Auth, func(q *quizzes.Quiz) error {
		return v.apply(q, desk.Options())
	})
	var faulty *courses.FaultyError
	switch {
	case errors.As(err, &faulty):
		for _, f := range faulty.Findings {
			v.Form.say(v.Form.locale, "", placeOf(f)+": "+courses.TextOf(f).In(v.Form.locale))
		}
		return s.renderSettings(e, http.StatusUnprocessableEntity, v)
	case errors.Is(err, errUnsound):
		return s.renderSettings(e, http.StatusUnprocessableEntity, v)
	case errors.Is(err, quizzes.ErrStale):
		return s.renderSettings(e, http.StatusConflict, v)
	case err != nil:
		return err
	}
	if desk, err = courses.OpenDesk(e.App, c, quiz.Key(), composeOptions); err != nil {
		return err
	}
	if len(desk.Doubts()) > 0 {
		return back(e, withSaid(v.Act, "quiz_settings_saved"))
	}
	return back(e, withSaid(v.List, "quiz_settings_saved"))
}

// errUnsound says that what was typed cannot be kept; the form says why.
var errUnsound = errors.New("form is not sound")

func (v *quizSettingsView) apply(q *quizzes.Quiz, o quizzes.Options) error {
	l := v.Form.locale
	v.Form.Problems = nil
	if now := quizzes.SettingsEdition(*q); now != v.Edition {
		v.Edition, v.Theirs = now, quizzes.SettingsMarkdown(*q)
		return quizzes.ErrStale
	}
	for _, f := range v.Draft.Apply(q, o) {
		if f.Severity == markup.Error {
			v.Form.say(l, f.Path, findingText(l, f))
		}
	}
	if v.Form.Wrong() {
		return errUnsound
	}
	return nil
}

// settingValues are the values of the form by the names of its fields.
func settingValues(f quizzes.SettingsForm) map[string]string {
	values := maps.Clone(f.Fields)
	for i, b := range f.Bands {
		values[quizzes.BandField(i, "from")], values[quizzes.BandField(i, "text")] = b.From, b.Text
	}
	for i, d := range f.Draws {
		values[quizzes.DrawField(i, "from")], values[quizzes.DrawField(i, "category")] = d.Bank, d.Category
		values[quizzes.DrawField(i, "skill")], values[quizzes.DrawField(i, "count")] = d.Skill, d.Count
	}
	return values
}

func sentSettings(sent url.Values) quizzes.SettingsForm {
	f := quizzes.SettingsForm{Fields: map[string]string{}}
	for _, name := range quizzes.SettingFields() {
		f.Fields[name] = sent.Get(name)
	}
	for _, name := range []string{"certainty", "second_marker"} {
		f.Fields[name] = strconv.FormatBool(sent.Get(name) != "")
	}
	for i := range quizzes.Rows(sent.Get("bands")) {
		f.Bands = append(f.Bands, quizzes.BandRow{From: sent.Get(quizzes.BandField(i, "from")), Text: sent.Get(quizzes.BandField(i, "text"))})
	}
	for i := range quizzes.Rows(sent.Get("draws")) {
		f.Draws = append(f.Draws, quizzes.DrawRow{
			Bank: sent.Get(quizzes.DrawField(i, "from")), Category: sent.Get(quizzes.DrawField(i, "category")),
			Skill: sent.Get(quizzes.DrawField(i, "skill")), Count: sent.Get(quizzes.DrawField(i, "count")),
		})
	}
	return f
}

// Feedbacks are the moments at which explanations may be shown.
func (quizSettingsView) Feedbacks() []string {
	return []string{string(quizzes.AfterSubmission), string(quizzes.AtOnce), string(quizzes.WhenPassed), quizzes.FeedbackOnDate, string(quizzes.Never)}
}

// KnowsBank tells whether a bank can be chosen.
func (v *quizSettingsView) KnowsBank(key string) bool {
	return slices.ContainsFunc(v.Banks, func(c Choice) bool { return c.Value == key })
}
