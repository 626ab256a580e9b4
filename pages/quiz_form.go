package pages

import (
	"encoding/json"
	"errors"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/quizzes"
)

// What a form can hold beside what ReadAnswer refuses.
const wrongOrder = "order" // places of an ordering that are missing or given twice

// formLimit is how much an attempt's form may hold: its essays, written in an alphabet that forms spell out, or a file.
const formLimit = quizzes.MaxFile + 4<<20

// errTooMuch says that a form holds more than formLimit.
var errTooMuch = errors.New("form is too large")

// readAttemptForm reads the form of an attempt, with its files where it has some.
func readAttemptForm(e *core.RequestEvent) (url.Values, error) {
	e.Request.Body = http.MaxBytesReader(e.Response, e.Request.Body, formLimit) // which also lifts the library's own limit of 10 MB
	var err error
	if kind, _, _ := mime.ParseMediaType(e.Request.Header.Get("Content-Type")); kind == "multipart/form-data" {
		err = e.Request.ParseMultipartForm(1 << 20) // the rest goes to the disk
	} else {
		err = e.Request.ParseForm()
	}
	var beyond *http.MaxBytesError
	var api *router.ApiError
	switch {
	case errors.As(err, &beyond), errors.As(err, &api) && api.Status == http.StatusRequestEntityTooLarge:
		return nil, errTooMuch
	case err != nil:
		return nil, e.BadRequestError("", err)
	}
	return e.Request.PostForm, nil
}

// fileOf is the file that a form sends for a question, nil without one.
func fileOf(e *core.RequestEvent, question string) *multipart.FileHeader {
	if e.Request.MultipartForm == nil {
		return nil
	}
	for _, h := range e.Request.MultipartForm.File["f_"+question] {
		if h.Filename != "" {
			return h
		}
	}
	return nil
}

// entryOf reads what the form gives to those questions that it shows. An option left alone is an answer taken back, except where it
// cannot be: a choice of one. An order that is none is left out and among the problems.
func entryOf(form url.Values, questions []quizzes.Asked) (entry quizzes.Entry, problems []*quizzes.AnswerError) {
	entry = quizzes.Entry{Answers: map[string]json.RawMessage{}, Certainty: map[string]int{}}
	for _, asked := range questions {
		q := questionView{Asked: asked}
		if n, err := strconv.Atoi(form.Get(q.CertaintyName())); err == nil && q.Certain {
			entry.Certainty[q.ID] = n
		}
		answer, sent, wrong := q.sent(form)
		if wrong != nil {
			problems = append(problems, wrong)
		} else if sent {
			entry.Answers[q.ID] = answer
		}
	}
	return entry, problems
}

// sent is the question's answer in a form, in the form of the API; ok is false where the form says nothing about it.
func (q questionView) sent(form url.Values) (answer json.RawMessage, ok bool, wrong *quizzes.AnswerError) {
	values, sent := form[q.Name()]
	switch q.Type {
	case quizzes.Matching, quizzes.Gaps:
		parts := q.sentParts(form)
		return packAnswer(parts), parts != nil, nil
	case quizzes.Ordering:
		return q.sentOrder(form)
	case quizzes.Multiple:
		return packAnswer(append([]string{}, values...)), sent || slices.Contains(form["shown"], q.ID), nil
	}
	if !sent {
		return nil, false, nil
	}
	if q.Type == quizzes.TrueFalse && (values[0] == "true" || values[0] == "false") {
		return packAnswer(values[0] == "true"), true, nil
	}
	return packAnswer(values[0]), true, nil
}

// partIDs are the parts that an answer to the question has.
func (q questionView) partIDs() []string {
	var ids []string
	switch q.Type {
	case quizzes.Matching:
		for _, o := range q.Body.Left {
			ids = append(ids, o.ID)
		}
	case quizzes.Gaps:
		for _, g := range q.Body.Gaps {
			ids = append(ids, g.ID)
		}
	case quizzes.Ordering:
		for _, o := range q.Body.Options {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// sentParts are the parts that the form sends, nil where it sends none.
func (q questionView) sentParts(form url.Values) map[string]string {
	var parts map[string]string
	for _, id := range q.partIDs() {
		if values, sent := form[q.PartName(id)]; sent {
			if parts == nil {
				parts = map[string]string{}
			}
			parts[id] = values[0]
		}
	}
	return parts
}

// sentOrder makes an order of the places that the form gives. All of them or none have one, each another.
func (q questionView) sentOrder(form url.Values) (json.RawMessage, bool, *quizzes.AnswerError) {
	parts := q.sentParts(form)
	order, given := make([]string, len(q.Body.Options)), 0
	for id, text := range parts {
		if text == "" {
			continue
		}
		place, err := strconv.Atoi(text)
		if err != nil || place < 1 || place > len(order) || order[place-1] != "" {
			return nil, false, &quizzes.AnswerError{Question: q.ID, Reason: wrongOrder}
		}
		order[place-1] = id
		given++
	}
	switch given {
	case 0:
		return packAnswer([]string{}), parts != nil, nil
	case len(order):
		return packAnswer(order), true, nil
	}
	return nil, false, &quizzes.AnswerError{Question: q.ID, Reason: wrongOrder}
}

func packAnswer(answer any) json.RawMessage {
	packed, err := json.Marshal(answer)
	if err != nil { // plain texts, lists, objects of texts and bools always have a form
		panic(err)
	}
	return packed
}

// retype puts back what was typed, with what is wrong about some of the answers.
func (s *site) retype(e *core.RequestEvent, questions []quizzes.Asked, problems []*quizzes.AnswerError) []questionView {
	list := viewQuestions(questions)
	form := e.Request.PostForm
	for i := range list {
		q := &list[i]
		values, sent := form[q.Name()]
		switch q.Type {
		case quizzes.Matching, quizzes.Gaps, quizzes.Ordering:
			q.Typed = q.sentParts(form)
		case quizzes.Multiple, quizzes.Single, quizzes.TrueFalse:
			if sent {
				q.Answer.Options = values
			}
		default:
			if sent {
				q.Text = values[0]
			}
		}
		if n := atoi(form.Get(q.CertaintyName())); n > 0 {
			q.Sure = n
		}
		for _, wrong := range problems {
			if q.ID == wrong.Question {
				q.Problem = s.problemOf(e, *q, wrong)
			}
		}
	}
	return list
}

// problemOf says in words what is wrong with an answer.
func (s *site) problemOf(e *core.RequestEvent, q questionView, wrong *quizzes.AnswerError) string {
	l := s.locale(e)
	if wrong.Reason != quizzes.TooLong {
		return l.T("quiz.problem_" + wrong.Reason)
	}
	key := "quiz.problem_length"
	if q.Type == quizzes.Essay {
		key = "quiz.problem_essay_length"
	}
	return l.T(key, "has", l.Number(float64(wrong.Has)), "most", l.Number(float64(wrong.Most)))
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
