package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/webinars"
)

// correctionView is one person's row of a register, and the form that corrects it.
type correctionView struct {
	manageFrame
	Address      string // of the register
	Facts        registerFacts
	Row          registerRow
	Corrections  []webinars.Correction
	Doubt        *webinars.Unsupported // nil: nothing rests on what the register does not show
	MaySeePapers bool
	MayCorrect   bool
	Own          bool // who reads is who is in the row: somebody else corrects it
	Form         *form
}

func (s *site) askCorrectPresence(e *core.RequestEvent) error {
	return s.renderCorrection(e, http.StatusOK, nil)
}

// renderCorrection shows a person's row; f is the form as it was typed, nil for an empty one.
func (s *site) renderCorrection(e *core.RequestEvent, status int, f *form) error {
	w, r, corrections, err := s.managedRegister(e)
	if err != nil {
		return err
	}
	a, err := r.Row(e.Request.PathValue("person"))
	if err != nil {
		return err
	}
	l, address := s.locale(e), "/manage/webinars/"+w.Id+"/register"
	view := correctionView{
		manageFrame: s.webinarFrame(e, a.Name, w, Crumb{l.T("register.link"), address}), Address: address, Facts: newRegisterFacts(l, w, r),
		Row: newRegisterRow(l, w, a), MayCorrect: w.State() == webinars.Ended && w.Held(), MaySeePapers: accounts.Allowed(e.Auth, accounts.SeeCertificates), Form: f,
	}
	if view.Title == "" {
		view.Title = l.T("webinar.erased")
	}
	view.Crumbs = append(view.Crumbs, Crumb{Title: view.Title})
	for _, c := range corrections {
		if c.Person == a.ID {
			view.Corrections = append(view.Corrections, c)
		}
	}
	if view.Form == nil {
		view.Form = filled("presence", strconv.Itoa(a.Minutes()))
	}
	view.Form.values["seen"] = strconv.Itoa(len(view.Corrections)) // whoever saves now has read them
	doubts, err := s.options.Rooms.Doubts(e.App, w, r)
	if err != nil {
		return err
	}
	if user, err := webinars.Whose(e.App, w.Id, a.ID); err == nil {
		view.Own = user == e.Auth.Id
	} else if !errors.Is(err, webinars.ErrNotThere) { // while the webinar goes on the register is not kept yet
		return err
	}
	for i := range doubts {
		if doubts[i].Person == a.ID {
			view.Doubt = &doubts[i]
		}
	}
	return s.render(e, status, "manage_webinar_correction", &view)
}

func (s *site) correctPresence(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "presence", "reason", "seen")
	seen, err := strconv.Atoi(f.Value("seen"))
	if err != nil || seen < 0 {
		seen = 0 // a form that was not ours has seen nothing
	}
	minutes, err := strconv.Atoi(strings.TrimSpace(f.Value("presence")))
	if err != nil || minutes < 0 || minutes > webinars.MinutesAtMost {
		f.say(l, "presence", l.T("register.problem.minutes"))
	}
	if strings.TrimSpace(f.Value("reason")) == "" {
		f.say(l, "reason", l.T("register.problem.reason"))
	}
	if f.Wrong() {
		return s.renderCorrection(e, http.StatusUnprocessableEntity, f)
	}
	err = webinars.Correct(e.App, w.Id, webinars.Correction{
		Person: e.Request.PathValue("person"), Minutes: minutes, Reason: f.Value("reason"), By: e.Auth.Id, ByName: accounts.PersonOf(e.Auth).Name(), At: time.Now(),
	}, seen)
	switch {
	case errors.Is(err, webinars.ErrCorrected):
		f.say(l, "", l.T("error.register_corrected"))
		return s.renderCorrection(e, http.StatusConflict, f)
	case errors.Is(err, webinars.ErrTextEmpty), errors.Is(err, webinars.ErrTextLong):
		f.say(l, "reason", l.T("register.problem.reason"))
		return s.renderCorrection(e, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id+"/register/"+e.Request.PathValue("person"), "register_corrected"))
}
