package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/documents"
	"aula/internal/sheets"
	"aula/locales"
	"aula/organisations"
	"aula/privacy"
)

// processingView is the register of processing: what the centre says of itself, and what the packages say they hold.
type processingView struct {
	privacyFrame
	Fields     []string
	Activities []activityView
}

// activityView is a purpose, in words.
type activityView struct {
	Purpose string
	Lines   []activityLine
}

type activityLine struct{ What, Data, Basis, Kept, Gone string }

func (s *site) bindProcessing(group *router.RouterGroup[*core.RequestEvent]) {
	group.GET("/register", s.showProcessing)
	group.POST("/register", s.saveProcessing)
	group.GET("/register.csv", func(e *core.RequestEvent) error { return s.exportProcessing(e, csvFile) })
	group.GET("/register.ods", func(e *core.RequestEvent) error { return s.exportProcessing(e, odsFile) })
	group.GET("/register.pdf", s.printProcessing)
}

func (s *site) showProcessing(e *core.RequestEvent) error {
	entries, err := privacy.RegisterEntries(e.App)
	if err != nil {
		return err
	}
	v := processingView{privacyFrame: s.newPrivacyFrame(e, "register"), Fields: privacy.RegisterFields, Activities: activitiesIn(s.locale(e))}
	v.Form = &form{values: entries}
	return s.render(e, http.StatusOK, "manage_privacy_register", &v)
}

func (s *site) saveProcessing(e *core.RequestEvent) error {
	f := typed(e, privacy.RegisterFields...)
	err := accounts.Audited(e, audit.RegisterChanged.On(audit.Centre, ""), func() error { return privacy.SaveRegister(e.App, f.values) })
	if err != nil {
		return err
	}
	return back(e, withSaid(privacyAddress+"/register", "register_saved"))
}

// activitiesIn are the activities in words. Which data a holding has is told by its fields' names, and by its own where nobody is shown any.
func activitiesIn(l *locales.Locale) (list []activityView) {
	for _, a := range privacy.Activities() {
		v := activityView{Purpose: l.T("holding.purpose." + string(a.Purpose))}
		for _, h := range a.Holdings {
			words := heldOf(l, h)
			var fields []string
			for _, f := range h.Shown {
				fields = append(fields, l.T("field."+f))
			}
			data := strings.Join(fields, ", ")
			if data == "" {
				data = l.T("privacy.register_names")
			}
			gone := words.Gone
			if words.Why != "" {
				gone += ": " + words.Why
			}
			v.Lines = append(v.Lines, activityLine{words.Title, data, words.Basis, words.Kept, gone})
		}
		list = append(list, v)
	}
	return list
}

// registerHeads are the columns of the register as a file.
var registerHeads = []string{"data.purpose", "data.what", "privacy.register_data", "privacy.register_subjects", "privacy.register_basis", "data.kept", "data.gone"}

// exportProcessing sends the register as a table: first what the centre says of itself, then a row for each holding.
func (s *site) exportProcessing(e *core.RequestEvent, f sheetFile) error {
	entries, err := privacy.RegisterEntries(e.App)
	if err != nil {
		return err
	}
	l := s.locale(e)
	f.announce(e.Response.Header(), "registro-trattamenti-"+calendar.FormatDay(time.Now()))
	out, err := f.begin(e.Response, l.T("privacy.register_title"), l)
	if err == nil {
		err = writeProcessing(out, l, entries)
	}
	return whole(e, "the register of processing", "", err)
}

func writeProcessing(out sheets.Writer, l *locales.Locale, entries map[string]string) error {
	row := func(texts ...string) error {
		cells := make([]sheets.Cell, len(texts))
		for i, t := range texts {
			cells[i] = sheets.Text(t)
		}
		return out.Row(cells...)
	}
	heads := make([]string, len(registerHeads))
	for i, key := range registerHeads {
		heads[i] = l.T(key)
	}
	if err := row(heads...); err != nil {
		return err
	}
	for _, a := range activitiesIn(l) {
		for _, line := range a.Lines {
			if err := row(a.Purpose, line.What, line.Data, l.T("privacy.register_people"), line.Basis, line.Kept, line.Gone); err != nil {
				return err
			}
		}
	}
	for _, field := range privacy.RegisterFields {
		if err := row(l.T("privacy.register_"+field), entries[field]); err != nil {
			return err
		}
	}
	return out.Close()
}

// printProcessing sends the register as a paper.
func (s *site) printProcessing(e *core.RequestEvent) error {
	entries, err := privacy.RegisterEntries(e.App)
	if err != nil {
		return err
	}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	l := s.locale(e)
	r := documents.Report{
		Body: centre.Name, Title: l.T("privacy.register_title"), About: l.T("privacy.register_article"), Made: time.Now(), Nature: l.T("privacy.register_nature"),
	}
	for _, field := range privacy.RegisterFields {
		r.Facts = append(r.Facts, [2]string{l.T("privacy.register_" + field), strings.Join(strings.Fields(entries[field]), " ")})
	}
	for _, a := range activitiesIn(l) {
		part := documents.Part{Heading: a.Purpose, Table: documents.Table{Columns: []documents.Column{
			{Head: l.T("data.what"), Width: 52}, {Head: l.T("privacy.register_data"), Width: 83}, {Head: l.T("privacy.register_basis"), Width: 42},
			{Head: l.T("data.kept"), Width: 34}, {Head: l.T("data.gone"), Width: 56},
		}}}
		for _, line := range a.Lines {
			part.Table.Rows = append(part.Table.Rows, []string{line.What, line.Data, line.Basis, line.Kept, line.Gone})
		}
		r.Parts = append(r.Parts, part)
	}
	paper, err := documents.DrawReport(l.Tag(), r)
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Disposition", `inline; filename="registro-trattamenti-`+calendar.FormatDay(time.Now())+`.pdf"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "application/pdf", paper)
}
