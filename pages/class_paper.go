package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/documents"
	"aula/organisations"
)

// longestSheet bounds the text of a paper register.
const longestSheet = 100_000

// printSheet sends the sheet that people sign in the room.
func (s *site) printSheet(e *core.RequestEvent) error {
	frame, err := s.newClassFrame(e, "", false)
	if err != nil {
		return err
	}
	roll, err := classes.Roll(e.App, frame.edition.Id)
	if err != nil {
		return err
	}
	body, err := s.bodyOf(e, frame.edition)
	if err != nil {
		return err
	}
	sheet := documents.Sheet{Body: body, Course: frame.Course, Edition: frame.Edition, When: frame.Day + ", " + frame.Hours, Place: frame.Place, Made: time.Now()}
	for _, p := range roll {
		if p.State == classes.In && p.User != "" {
			sheet.People = append(sheet.People, p.Name())
		}
	}
	paper, err := documents.DrawSheet(s.locale(e).Tag(), sheet)
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Edition, frame.edition.Id, "sheet"); err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `inline; filename="foglio-firme-`+calendar.FormatDay(frame.From)+`.pdf"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	return e.Blob(http.StatusOK, "application/pdf", paper)
}

// bodyOf is the name of who holds the edition.
func (s *site) bodyOf(e *core.RequestEvent, x *classes.Edition) (string, error) {
	if x.Organisation() != "" {
		o, err := organisations.Find(e.App, x.Organisation())
		if err != nil {
			return "", err
		}
		return o.Name(), nil
	}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return "", err
	}
	if name := strings.TrimSpace(centre.Name); name != "" {
		return name, nil
	}
	return s.locale(e).T("frame.academy"), nil
}

// enterSheet reads the names of a signed sheet. They are written down only once somebody has seen who is meant, and when no line is wrong.
func (s *site) enterSheet(e *core.RequestEvent) error {
	l, now := s.locale(e), time.Now()
	view, err := s.newClassView(e, now, nil)
	if err != nil {
		return err
	}
	if view.State != "open" && view.State != "over" {
		return s.refuseSheet(view)
	}
	text := e.Request.PostFormValue("names")
	view.Papers = text
	if strings.TrimSpace(text) == "" || len(text) > longestSheet {
		view.Form.say(l, "names", l.T("class.problem.names"))
		return s.render(e, http.StatusUnprocessableEntity, "class_register", view)
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if e.Request.PostFormValue("act") == "write" {
		sheet, err := classes.WriteSheet(e.App, view.session.Id, e.Auth.Id, lines, now)
		if err != nil {
			return err
		}
		if len(sheet.Wrong) == 0 {
			return back(e, withSaid(view.At, "class_sheet"))
		}
	}
	roll, err := classes.Roll(e.App, view.edition.Id)
	if err != nil {
		return err
	}
	sheet := classes.ReadSheet(roll, e.Auth.Id, lines)
	view.Sheet = &sheet
	if len(sheet.Wrong) > 0 {
		return s.render(e, http.StatusUnprocessableEntity, "class_register", view)
	}
	if view.classFrame, err = s.newClassFrame(e, l.T("class.sheet_read"), true); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "class_paper", view)
}

func (s *site) refuseSheet(v *classView) error {
	switch v.State {
	case "closed":
		return classes.ErrRegisterClosed
	case "cancelled":
		return classes.ErrSettled
	}
	return classes.ErrNotBegun
}
