package pages

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/organisations"
)

// errNotAllowed is answered with the page that says so.
var errNotAllowed = router.NewForbiddenError("", nil)

// centreView shows one part of the centre's settings, by itself or as a step of the first set-up.
type centreView struct {
	accountView
	Part     string // identity | addresses | mail | signatory | recordings
	Parts    []centrePart
	Setup    bool
	Step     int // from 1, in the set-up
	Steps    int
	Action   string // where the form goes
	Skip     string // address of the next step; empty outside the set-up
	Password bool   // the mail server has one
}

// centrePart is an entry of the settings' navigation.
type centrePart struct {
	Name, Address string
	Current       bool
}

func (s *site) bindCentre(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/manage/centre", s.showCentre)
	root.GET("/manage/centre/{part}", s.showCentre)
	root.POST("/manage/centre/{part}", s.saveCentre)
	root.GET("/setup/{part}", s.showCentre)
	root.POST("/setup/{part}", s.saveCentre)
}

// centrePage begins the page of the part that the address names.
func (s *site) centrePage(e *core.RequestEvent) (*centreView, centreForm, error) {
	user, err := signedIn(e)
	if err != nil {
		return nil, centreForm{}, err
	}
	if !accounts.Allowed(user, accounts.ManageCentre) {
		return nil, centreForm{}, errNotAllowed
	}
	name := e.Request.PathValue("part")
	if name == "" {
		name = centreForms[0].name
	}
	step := centreStep(name)
	if step == 0 {
		return nil, centreForm{}, errNoPage
	}
	part := centreForms[step-1]
	v := &centreView{accountView: s.accountFrame(e, part.title), Part: part.name}
	v.Mailbox = user.Email()
	v.Section, v.Step, v.Steps = "manage", step, setupSteps()
	v.Setup = strings.HasPrefix(e.Request.URL.Path, "/setup/")
	v.Password = organisations.MailServerOf(e.App).HasPassword
	v.Action = centreAddress(v.Setup, part.name)
	if v.Setup && part.later {
		return nil, centreForm{}, errNoPage
	}
	if v.Setup {
		v.Skip = s.afterStep(step)
		return v, part, nil
	}
	l := s.locale(e)
	around := s.newManageFrame(e, v.Title, "/manage/centre", Crumb{Title: l.T("setup.centre")})
	v.Crumbs, v.Tabs = around.Crumbs, around.Tabs
	for _, f := range centreForms {
		v.Parts = append(v.Parts, centrePart{l.T(f.title), centreAddress(false, f.name), f.name == part.name})
	}
	return v, part, nil
}

func centreAddress(setup bool, part string) string {
	if setup {
		return "/setup/" + part
	}
	return "/manage/centre/" + part
}

// afterStep is where the set-up goes on.
func (s *site) afterStep(step int) string {
	if step < setupSteps() {
		return centreAddress(true, centreForms[step].name)
	}
	return "/setup/done"
}

func (s *site) showCentre(e *core.RequestEvent) error {
	v, part, err := s.centrePage(e)
	if err != nil {
		return err
	}
	v.Form = part.show(e, v.Centre)
	return s.render(e, http.StatusOK, "manage_centre", v)
}

func (s *site) saveCentre(e *core.RequestEvent) error {
	v, part, err := s.centrePage(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, part.fields...)
	if err := part.missing(v.Form); err != nil {
		return s.centreAgain(e, v, err)
	}
	current, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	centre := *current
	err = accounts.Audited(e, audit.CentreChanged.On(audit.Centre, "", "part", part.name), func() error { return part.save(e, v.Form, &centre) })
	if err != nil {
		return s.centreAgain(e, v, err)
	}
	if e.Request.PostFormValue("act") == "test" {
		return s.testMail(e, v)
	}
	if v.Setup {
		return back(e, v.Skip)
	}
	return back(e, withSaid(v.Action, "centre_saved"))
}

func (s *site) centreAgain(e *core.RequestEvent, v *centreView, err error) error {
	status, err := v.Form.take(e, s.locale(e), err, "")
	if err != nil {
		return err
	}
	return s.render(e, status, "manage_centre", v)
}

// patience is how long somebody waits for a mail server's answer.
const patience = 15 * time.Second

var errNoAnswer = errors.New("mail server does not answer")

// testMail sends a mail to who asks with what has just been saved, and says how it went.
func (s *site) testMail(e *core.RequestEvent, v *centreView) error {
	l := s.locale(e)
	if err := accounts.Take(e.App, accounts.TryTestMail, v.Mailbox, e.RealIP()); err != nil {
		return s.centreAgain(e, v, err)
	}
	answer := make(chan error, 1) // the mailer knows no deadline: whoever waits may leave
	go func() { answer <- sendTest(e.App, v.Mailbox, l) }()
	err := errNoAnswer
	select {
	case err = <-answer:
	case <-time.After(patience):
	case <-e.Request.Context().Done():
		return nil
	}
	v.Password = organisations.MailServerOf(e.App).HasPassword
	if err != nil {
		v.Form.say(l, "smtp_host", l.T("setup.test_failed", "answer", err.Error()))
		return s.render(e, http.StatusUnprocessableEntity, "manage_centre", v)
	}
	v.Notice = l.T("setup.test_sent", "email", v.Mailbox)
	return s.render(e, http.StatusOK, "manage_centre", v)
}
