package pages

import (
	"errors"
	"fmt"
	"math"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

type statisticsView struct {
	manageFrame
	Course     *courses.Course
	Quiz       *quizzes.Record
	Files      string // address of the same as a file, without its ending
	Chosen     quizzes.Which
	Statistics quizzes.Statistics
	Alpha      string // reliability, empty where there is none
	Which      []filterView
	Histogram  barChart
	Scatter    scatter
	Items      []itemView
}

// itemView is how one question worked, in a reader's words.
type itemView struct {
	quizzes.Item
	Number      int
	Question    quizzes.Question // empty where it was deleted
	Asks        string           // in plain words
	Gone        bool             // it was deleted
	Revision    int              // of the question, where it changed
	Correlation string           // the discrimination, empty where there is none
	Concerns    []string
	Choices     []chosenView
}

// chosenView is one answer and who gave it.
type chosenView struct {
	quizzes.Chosen
	Text   string
	Right  bool
	Idle   bool
	Shares [3]int // percent of each third
}

var statisticsOfWhich = []quizzes.Which{quizzes.FirstAttempts, quizzes.BestAttempts, quizzes.AllAttempts}

// managedQuiz returns the course and quiz of the address if this person may run them, else courses.ErrNotFound or quizzes.ErrNotFound.
func managedQuiz(e *core.RequestEvent) (*courses.Course, *quizzes.Record, error) {
	c, err := managed(e)
	if err != nil {
		return nil, nil, err
	}
	quiz, err := quizzes.FindAnyBySlug(e.App, c.Id, e.Request.PathValue("quiz"))
	return c, quiz, err
}

func managedQuizAddress(c *courses.Course, q *quizzes.Record) string {
	return managedAddress(c) + "/quizzes/" + q.Slug()
}

// showStatistics shows how a quiz and its questions worked.
func (s *site) showStatistics(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	l, which := s.locale(e), whichOf(e)
	view := statisticsView{Course: c, Quiz: quiz}
	view.manageFrame = s.newManageFrame(e, l.T("statistics.title", "title", quiz.Title()), "/manage/courses", Crumb{l.T("manage.courses"), "/manage/courses"},
		Crumb{c.Title(), managedAddress(c)}, Crumb{quiz.Title(), managedQuizAddress(c, quiz)}, Crumb{Title: l.T("statistics.short")})
	if view.Statistics, err = quizzes.StatisticsOf(e.App, quiz.Id, which); err != nil {
		return err
	}
	address := managedQuizAddress(c, quiz) + "/statistics"
	view.Files, view.Chosen = address, which
	for _, w := range statisticsOfWhich {
		view.Which = append(view.Which, filterView{l.T("statistics.which_" + string(w)), address + "?which=" + string(w), w == which})
	}
	view.Alpha = hundredths(l, view.Statistics.Reliability)
	view.Histogram = histogramOf(view.Statistics)
	view.Scatter = newScatter()
	if view.Items, err = itemsOf(e.App, l, view.Statistics); err != nil {
		return err
	}
	for _, i := range view.Items {
		if i.Discrimination != nil {
			view.Scatter.add(i.Number, i.Facility, *i.Discrimination, len(i.Concerns) > 0)
		}
	}
	return s.render(e, http.StatusOK, "manage_statistics", &view)
}

func whichOf(e *core.RequestEvent) quizzes.Which {
	switch w := quizzes.Which(e.Request.URL.Query().Get("which")); w {
	case quizzes.BestAttempts, quizzes.AllAttempts:
		return w
	}
	return quizzes.FirstAttempts
}

func histogramOf(x quizzes.Statistics) barChart {
	names := make([]string, len(x.Histogram))
	for i := range names {
		names[i] = fmt.Sprintf("%d–%d", i*10, i*10+10)
	}
	return newBarChart(names, x.Histogram[:])
}

func itemsOf(app core.App, l *locales.Locale, x quizzes.Statistics) ([]itemView, error) {
	views := make([]itemView, len(x.Items))
	for n, item := range x.Items {
		v := itemView{Item: item, Number: n + 1, Correlation: hundredths(l, item.Discrimination)}
		if err := v.find(app, l); err != nil {
			return nil, err
		}
		for _, concern := range item.Concerns() {
			v.Concerns = append(v.Concerns, l.T("statistics.concern_"+string(concern)))
		}
		v.Choices = chosenViews(l, v)
		views[n] = v
	}
	return views, nil
}

func chosenViews(l *locales.Locale, v itemView) []chosenView {
	var thirds [3]int
	for _, c := range v.Item.Choices {
		for i, n := range c.Thirds {
			thirds[i] += n
		}
	}
	list := make([]chosenView, len(v.Item.Choices))
	for n, c := range v.Item.Choices {
		list[n] = chosenView{Chosen: c, Text: answerText(l, v.Question, c.Answer), Right: c.Part > 0, Idle: v.Idle(c)}
		for i := range thirds {
			if thirds[i] > 0 {
				list[n].Shares[i] = int(math.Round(float64(c.Thirds[i]) / float64(thirds[i]) * 100))
			}
		}
	}
	return list
}

// answerText says an answer of statistics in words.
func answerText(l *locales.Locale, q quizzes.Question, answer string) string {
	switch {
	case q.Type == quizzes.TrueFalse && answer == "true":
		return l.T("quiz.true")
	case q.Type == quizzes.TrueFalse:
		return l.T("quiz.false")
	}
	for _, o := range q.Body.Options {
		if o.ID == answer {
			return o.Text.Plain
		}
	}
	return answer
}

// find reads the question. One that was deleted has its figures all the same.
func (v *itemView) find(app core.App, l *locales.Locale) error {
	version, err := quizzes.FindVersion(app, v.Version)
	if errors.Is(err, quizzes.ErrNotFound) {
		v.Gone, v.Asks = true, l.T("statistics.gone")
		return nil
	}
	if err != nil {
		return err
	}
	v.Revision = version.Number()
	v.Question, err = version.Question()
	v.Asks = shorten(v.Question.Body.Brief(), promptAtMost*2)
	return err
}

// FacilityPercent is the mean part of the points in whole percent.
func (v itemView) FacilityPercent() int { return int(math.Round(v.Facility * 100)) }

// hundredths writes a coefficient, empty where there is none.
func hundredths(l *locales.Locale, x *float64) string {
	if x == nil {
		return ""
	}
	return l.Number(math.Round(*x*100) / 100)
}
