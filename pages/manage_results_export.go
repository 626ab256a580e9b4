package pages

import (
	"math"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/sheets"
	"aula/locales"
	"aula/quizzes"
)

// cellAtMost is how many characters of an answer a cell holds: spreadsheets take 32,767.
const cellAtMost = 32_000

func (s *site) bindResultFiles(results *router.RouterGroup[*core.RequestEvent]) {
	results.GET("/results.csv", func(e *core.RequestEvent) error { return s.exportResults(e, csvFile) })
	results.GET("/results.ods", func(e *core.RequestEvent) error { return s.exportResults(e, odsFile) }).Unbind(apis.DefaultGzipMiddlewareId)
	results.GET("/statistics.csv", func(e *core.RequestEvent) error { return s.exportStatistics(e, csvFile) })
	results.GET("/statistics.ods", func(e *core.RequestEvent) error { return s.exportStatistics(e, odsFile) }).Unbind(apis.DefaultGzipMiddlewareId)
}

// exportResults sends the attempts of the list as a file, a row each, as they are read.
func (s *site) exportResults(e *core.RequestEvent, f sheetFile) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	register, err := quizzes.OpenRegister(e.App, quiz.Id, registerFilter(listing{"", e.Request.URL.Query()}))
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Quiz, quiz.Id, "results"); err != nil {
		return err
	}
	f.announce(e.Response.Header(), c.Slug()+"-"+quiz.Slug())
	// A long list on a slow line takes longer than a page may.
	_ = http.NewResponseController(e.Response).SetWriteDeadline(time.Now().Add(exportPatience))
	l, answers := s.locale(e), e.Request.URL.Query().Get("answers") != ""
	w, err := f.begin(e.Response, quiz.Title(), l)
	if err == nil {
		err = writeResults(w, l, register, answers)
	}
	return whole(e, "results", quiz.Id, err)
}

func writeResults(w sheets.Writer, l *locales.Locale, register *quizzes.Register, answers bool) error {
	if err := w.Row(resultHeads(l, register, answers)...); err != nil {
		return err
	}
	err := register.Each(answers, statements(l), func(r quizzes.RegisterRow, cells []quizzes.RegisterCell) error {
		return w.Row(resultCells(l, r, cells, answers)...)
	})
	if err != nil {
		return err
	}
	return w.Close()
}

func resultHeads(l *locales.Locale, r *quizzes.Register, answers bool) []sheets.Cell {
	var heads []sheets.Cell
	for _, key := range []string{"manage.column_family", "manage.column_given", "manage.column_email", "results.column_number", "results.column_started",
		"results.column_submitted", "results.column_score", "results.column_max", "results.column_percent", "results.column_outcome", "results.column_waiting"} {
		heads = append(heads, sheets.Text(l.T(key)))
	}
	for _, q := range r.Columns {
		title := q.Key + ": " + shorten(q.Prompt, promptAtMost)
		heads = append(heads, sheets.Text(l.T("results.points_of", "question", title, "max", l.Number(q.Max))))
		if answers {
			heads = append(heads, sheets.Text(l.T("results.answer_to", "question", title)))
		}
	}
	return heads
}

func resultCells(l *locales.Locale, r quizzes.RegisterRow, cells []quizzes.RegisterCell, answers bool) []sheets.Cell {
	row := []sheets.Cell{
		sheets.Text(r.Family), sheets.Text(r.Given), sheets.Text(r.Email), sheets.Number(float64(r.Number)),
		sheets.Moment(l.Local(r.Started())), sheets.Moment(l.Local(r.Submitted())),
	}
	if r.IsSubmitted() {
		row = append(row, pointsCell(r.Score), pointsCell(r.Max), sheets.Percent(r.Percent()/100), sheets.Text(l.T("results.is_"+outcomeOf(r))), sheets.Number(float64(r.Waiting)))
	} else {
		row = append(row, sheets.Cell{}, sheets.Cell{}, sheets.Cell{}, sheets.Text(l.T("results.is_open")), sheets.Cell{})
	}
	for _, c := range cells {
		score := sheets.Cell{}
		if c.Asked && !c.Waiting {
			score = pointsCell(c.Score)
		}
		row = append(row, score)
		if answers {
			row = append(row, sheets.Text(fitting(c.Answer)))
		}
	}
	return row
}

// pointsCell has points as the pages show them: a sum of thirds is kept with five decimals.
func pointsCell(points float64) sheets.Cell { return sheets.Number(math.Round(points*100) / 100) }

// outcomeOf is the state of an attempt, as the list names it.
func outcomeOf(r quizzes.RegisterRow) string {
	switch {
	case !r.IsSubmitted():
		return quizzes.RegisterOpen
	case r.Passed:
		return quizzes.RegisterPassed
	case r.Waiting > 0:
		return quizzes.RegisterWaiting
	}
	return quizzes.RegisterFailed
}

// fitting shortens what a cell cannot hold, and shows that it did.
func fitting(answer string) string {
	if short := shorten(answer, cellAtMost); short != answer {
		return short + " […]"
	}
	return answer
}
