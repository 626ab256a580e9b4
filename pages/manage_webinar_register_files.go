package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/locales"
	"aula/organisations"
	"aula/webinars"
)

func registerFileName(w *webinars.Webinar) string {
	return "presenze-" + calendar.FormatDay(w.Start().In(w.Location()))
}

// exportRegister sends the rows that the list shows for the same address, all pages of them.
func (s *site) exportRegister(e *core.RequestEvent, f sheetFile) error {
	w, r, corrections, err := s.managedRegister(e)
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Webinar, w.Id, "register"); err != nil {
		return err
	}
	l := s.locale(e)
	f.announce(e.Response.Header(), registerFileName(w))
	out, err := f.begin(e.Response, w.Title(), l)
	if err == nil {
		err = writeRegister(out, l, w, r.List(listing{"", e.Request.URL.Query()}.registerFilter()), corrections)
	}
	return whole(e, "a register", w.Id, err)
}

func writeRegister(out sheets.Writer, l *locales.Locale, w *webinars.Webinar, rows []webinars.Attendance, corrections []webinars.Correction) error {
	var heads []sheets.Cell
	for _, key := range []string{"webinar.name", "webinar.mailbox", "register.role", "register.joined", "register.left", "register.minutes", "register.of_plan",
		"register.of_actual", "register.counts", "register.outcome", "register.corrected", "register.reason", "register.by"} {
		heads = append(heads, sheets.Text(l.T(key)))
	}
	if err := out.Row(heads...); err != nil {
		return err
	}
	last := map[string]webinars.Correction{}
	for _, c := range corrections {
		last[c.Person] = c
	}
	moment := func(t time.Time) sheets.Cell {
		if t.IsZero() {
			return sheets.Cell{}
		}
		return sheets.Moment(t.In(w.Location()))
	}
	for _, a := range rows {
		name, corrected := a.Name, sheets.Cell{}
		if name == "" {
			name = l.T("webinar.erased")
		}
		c := last[a.ID]
		if a.Corrected {
			corrected = sheets.Moment(l.Local(c.At))
		}
		err := out.Row(sheets.Text(name), sheets.Text(a.Email), sheets.Text(l.T("register.role_"+string(a.Role))), moment(a.Joined), moment(a.Left),
			sheets.Number(float64(a.Minutes())), share(a.Scheduled), share(a.Actual), share(a.Percent), sheets.Text(l.T("register.is_"+string(a.Result()))),
			corrected, sheets.Text(c.Reason), sheets.Text(c.ByName))
		if err != nil {
			return err
		}
	}
	return out.Close()
}

func share(percent int) sheets.Cell { return sheets.Percent(float64(percent) / 100) }

// printRegister sends the whole register as a paper, whatever the list shows.
func (s *site) printRegister(e *core.RequestEvent) error {
	w, r, corrections, err := s.managedRegister(e)
	if err != nil {
		return err
	}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	l := s.locale(e)
	body := strings.TrimSpace(centre.Name)
	if body == "" {
		body = l.T("frame.academy")
	}
	paper, err := webinars.DrawRegister(l.Tag(), body, w, r, corrections, time.Now())
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Webinar, w.Id, "register"); err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `inline; filename="`+registerFileName(w)+`.pdf"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "application/pdf", paper)
}
