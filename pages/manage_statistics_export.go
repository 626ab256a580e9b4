package pages

import (
	"bytes"
	"math"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/sheets"
	"aula/locales"
	"aula/quizzes"
)

// exportStatistics gives how the questions worked as a file, a row each answer. As on the page, nothing is said of few attempts.
func (s *site) exportStatistics(e *core.RequestEvent, f sheetFile) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	statistics, err := quizzes.StatisticsOf(e.App, quiz.Id, whichOf(e))
	if err != nil {
		return err
	}
	l := s.locale(e)
	var items []itemView
	if statistics.Enough() {
		if items, err = itemsOf(e.App, l, statistics); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	w, err := f.begin(&out, quiz.Title(), l)
	if err != nil {
		return err
	}
	if err := writeStatistics(w, l, items); err != nil {
		return err
	}
	f.announce(e.Response.Header(), c.Slug()+"-"+quiz.Slug()+"-"+l.T("statistics.file"))
	return e.Blob(http.StatusOK, f.mediaType, out.Bytes())
}

func writeStatistics(w sheets.Writer, l *locales.Locale, items []itemView) error {
	var heads []sheets.Cell
	for _, key := range []string{"editor.column_number", "editor.key", "statistics.column_question", "statistics.column_asked", "statistics.column_answered",
		"statistics.column_facility", "statistics.column_discrimination", "statistics.column_answer", "editor.weight",
		"statistics.column_lower", "statistics.column_middle", "statistics.column_upper", "statistics.column_count"} {
		heads = append(heads, sheets.Text(l.T(key)))
	}
	if err := w.Row(heads...); err != nil {
		return err
	}
	for _, item := range items {
		for _, row := range item.cells() {
			if err := w.Row(row...); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// cells are the rows of a question: one each answer, or a single one where there is none.
func (v itemView) cells() [][]sheets.Cell {
	about := []sheets.Cell{
		sheets.Number(float64(v.Number)), sheets.Text(v.Question.Key), sheets.Text(v.Asks), sheets.Number(float64(v.Asked)),
		sheets.Number(float64(v.Answered)), sheets.Percent(v.Facility), {},
	}
	if v.Discrimination != nil {
		about[len(about)-1] = sheets.Number(math.Round(*v.Discrimination*1e4) / 1e4)
	}
	if len(v.Choices) == 0 {
		return [][]sheets.Cell{about}
	}
	rows := make([][]sheets.Cell, len(v.Choices))
	for i, c := range v.Choices {
		rows[i] = append(about[:len(about):len(about)], sheets.Text(fitting(c.Text)), sheets.Percent(c.Part),
			sheets.Number(float64(c.Thirds[0])), sheets.Number(float64(c.Thirds[1])), sheets.Number(float64(c.Thirds[2])), sheets.Number(float64(c.Count())))
	}
	return rows
}
