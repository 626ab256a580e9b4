package pages

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

type quizView struct {
	Frame
	Course    *courses.Course
	Quiz      *quizzes.Record
	Address   string
	Settings  quizzes.Settings
	Minutes   int // that the reader has, with what is granted to them; 0 without limit
	Count     int // questions that an attempt asks
	Left      int // tries; -1 without limit
	Passed    bool
	MayStart  bool
	Wait      string    // between two attempts, in words
	NotBefore time.Time // when another attempt may be begun; zero: now
	Enrolled  bool
	Open      *attemptLine
	Done      []attemptLine // submitted, the newest first
	Takes     bool          // the course takes new learners
	Draft     bool
	Manages   bool
}

// attemptLine is an attempt in a list.
type attemptLine struct {
	Number    int
	Address   string
	Submitted time.Time
	Percent   float64
	Passed    bool
	Waiting   bool // people have still to mark some of it
	Answered  int
}

// openedQuiz is a quiz as this reader may see it.
type openedQuiz struct {
	*opened
	quiz *quizzes.Record
}

func (o *openedQuiz) address() string { return o.opened.address() + "/quizzes/" + o.quiz.Slug() }

func (o *openedQuiz) attemptAddress(a *quizzes.Attempt) string {
	return o.address() + "/attempts/" + a.Id
}

func (s *site) bindQuiz(root *router.RouterGroup[*core.RequestEvent]) {
	const quiz = "/courses/{slug}/quizzes/{quiz}"
	root.GET(quiz, s.showQuiz)
	root.GET(quiz+"/preview", s.previewQuiz)
	root.POST(quiz+"/attempts", s.startAttempt)
	root.GET(quiz+"/attempts/{attempt}", s.showAttempt)
	// Their forms have a limit of their own, which keeps what can be kept.
	root.POST(quiz+"/attempts/{attempt}", s.saveAttempt).Unbind(apis.DefaultBodyLimitMiddlewareId)
	root.POST(quiz+"/attempts/{attempt}/questions/{question}/check", s.checkAnswer).Unbind(apis.DefaultBodyLimitMiddlewareId)
	root.POST(quiz+"/attempts/{attempt}/questions/{question}/files", s.attachFile).Unbind(apis.DefaultBodyLimitMiddlewareId)
	root.POST(quiz+"/attempts/{attempt}/questions/{question}/files/{file}/removal", s.detachFile).Unbind(apis.DefaultBodyLimitMiddlewareId)
	root.GET(quiz+"/attempts/{attempt}/review", s.reviewAttempt)
	root.POST(quiz+"/attempts/{attempt}/submission", s.submitAttempt)
}

// openQuiz returns the quiz of the address if the reader may see its course, else courses.ErrNotFound or quizzes.ErrNotFound.
func (s *site) openQuiz(e *core.RequestEvent) (*openedQuiz, error) {
	o, err := s.open(e)
	if err != nil {
		return nil, err
	}
	quiz, err := quizzes.FindBySlug(e.App, o.Course.Id, e.Request.PathValue("quiz"))
	if err != nil {
		return nil, err
	}
	return &openedQuiz{opened: o, quiz: quiz}, nil
}

func (s *site) showQuiz(e *core.RequestEvent) error {
	o, err := s.openQuiz(e)
	if err != nil {
		return err
	}
	view := quizView{
		Frame: s.newFrame(e, o.quiz.Title()+" · "+o.Course.Title()), Course: o.Course, Quiz: o.quiz, Address: o.address(),
		Enrolled: o.Reading.Enrolled(), Takes: o.Course.State() == courses.Published, Draft: o.Course.State() == courses.Draft, Manages: o.Manages,
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = s.quizCrumbs(e, o, "")
	if view.Settings, err = o.quiz.Settings(); err != nil {
		return err
	}
	granted := quizzes.Accommodation{}
	if e.Auth != nil {
		if granted, err = quizzes.AccommodationOf(e.App, e.Auth.Id, o.Course.Id); err != nil {
			return err
		}
	}
	view.Minutes = int(granted.Limit(view.Settings.TimeLimit).Minutes())
	view.Wait = waitInWords(s.locale(e), view.Settings.Wait)
	if view.Count, err = quizzes.CountAsked(e.App, o.quiz); err != nil && !errors.Is(err, quizzes.ErrNotFound) {
		return err // a quiz whose banks are empty shows as such
	}
	if err := view.stand(e.App, o); err != nil {
		return err
	}
	return s.render(e, 200, "quiz_show", &view)
}

// stand fills in where the reader is with the quiz.
func (v *quizView) stand(app core.App, o *openedQuiz) error {
	v.Left = -1
	if !v.Enrolled {
		if v.Settings.Attempts > 0 {
			v.Left = v.Settings.Attempts
		}
		return nil
	}
	standing, err := quizzes.StandingOf(app, o.Reading.Enrolment, o.quiz)
	if err != nil {
		return err
	}
	v.Left, v.Passed, v.MayStart, v.NotBefore = standing.TriesLeft, standing.Passed, standing.MayStart(), standing.NotBefore
	for _, a := range standing.Attempts {
		line := attemptLine{Number: a.Number(), Address: o.attemptAddress(a), Submitted: a.Submitted(), Percent: a.Percent(), Passed: a.Passed(), Waiting: a.Waiting() > 0}
		if a.IsSubmitted() {
			v.Done = append(v.Done, line)
			continue
		}
		answers, err := a.Given()
		if err != nil {
			return err
		}
		line.Answered = len(answers)
		v.Open = &line
	}
	return nil
}

// waitInWords says so many minutes in the largest unit that fits.
func waitInWords(l *locales.Locale, minutes int) string {
	switch {
	case minutes == 0:
		return ""
	case minutes%(24*60) == 0:
		return l.T("quiz.days", "count", minutes/(24*60))
	case minutes%60 == 0:
		return l.T("quiz.hours", "count", minutes/60)
	}
	return l.T("quiz.minutes", "count", minutes)
}

// quizCrumbs is the way to the quiz, and to a page of it where here is not empty.
func (s *site) quizCrumbs(e *core.RequestEvent, o *openedQuiz, here string) []Crumb {
	crumbs := []Crumb{{s.locale(e).T("courses.title"), "/courses"}, {o.Course.Title(), o.opened.address()}}
	if here == "" {
		return append(crumbs, Crumb{Title: o.quiz.Title()})
	}
	return append(crumbs, Crumb{o.quiz.Title(), o.address()}, Crumb{Title: here})
}

// startAttempt begins an attempt, or goes on with the open one. Who is not enrolled yet is enrolled by it: the button says so.
func (s *site) startAttempt(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, err := s.openQuiz(e)
	if err != nil {
		return err
	}
	enrolment, err := courses.Enrol(e.App, user.Id, o.Course.Id)
	if err != nil {
		return err
	}
	attempt, _, err := quizzes.Start(e.App, user.Id, o.quiz.Id, enrolment.Id)
	if errors.Is(err, quizzes.ErrNoTriesLeft) || errors.Is(err, quizzes.ErrTooSoon) {
		return back(e, o.address())
	}
	if err != nil {
		return err
	}
	return back(e, o.attemptAddress(attempt))
}
