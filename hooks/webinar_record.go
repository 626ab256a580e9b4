package hooks

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/locales"
	"aula/webinars"
)

func bindRecordRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/webinars/{id}/record", showRecord)
	api.GET("/webinars/{id}/record.txt", showRecordText)
}

func showRecord(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	record, err := webinars.RecordOf(e.App, w.Id)
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Webinar, w.Id, "record"); err != nil {
		return err
	}
	return e.JSON(http.StatusOK, record)
}

func showRecordText(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	record, err := webinars.RecordOf(e.App, w.Id)
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Webinar, w.Id, "record"); err != nil {
		return err
	}
	e.Response.Header().Set("Content-Disposition", `attachment; filename="webinar-`+w.Id+`.txt"`)
	return e.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(recordInWords(readerLocale(e), w, record)))
}

// recordInWords writes a record to be read by people, in the webinar's own time.
func recordInWords(l *locales.Locale, w *webinars.Webinar, r webinars.Record) string {
	var b strings.Builder
	clock := func(t time.Time) string { return t.In(w.Location()).Format("15:04:05") }
	named := func(name string) string {
		if name == "" {
			return l.T("webinar.erased")
		}
		return name
	}
	line := func(text string) string { return strings.ReplaceAll(text, "\n", "\n    ") }
	fmt.Fprintf(&b, "%s\n%s\n", w.Title(), w.Start().In(w.Location()).Format("2006-01-02 15:04 MST"))
	section := func(key string) { fmt.Fprintf(&b, "\n%s\n\n", l.T(key)) }
	section("record.chat")
	for _, m := range r.Messages {
		to := ""
		if m.To == webinars.ToHosts {
			to = " (" + l.T("record.to_hosts") + ")"
		}
		fmt.Fprintf(&b, "%s %s%s: %s\n", clock(m.At), named(m.Name), to, line(m.Text))
	}
	section("record.questions")
	for _, q := range r.Questions {
		state := l.T("record.open")
		if q.Answered {
			state = l.T("record.answered")
		}
		fmt.Fprintf(&b, "%s %s: %s (+%d, %s)\n", clock(q.At), named(q.Name), line(q.Text), q.Votes, state)
	}
	section("record.polls")
	for _, p := range r.Polls {
		fmt.Fprintf(&b, "%s %s (%d)\n", clock(p.At), line(p.Text), p.Voters)
		for i, o := range p.Options {
			fmt.Fprintf(&b, "    %d  %s\n", p.Counts[i], line(o))
		}
	}
	section("record.captions")
	for _, c := range r.Captions {
		fmt.Fprintf(&b, "%s %s\n", clock(c.At), line(c.Text))
	}
	return b.String()
}
