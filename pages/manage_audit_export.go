package pages

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/sheets"
)

// auditColumns are those of the file: ids beside names, so that what has gone can be told apart.
var auditColumns = []string{"number", "when", "by", "by_id", "for", "as", "act", "act_key", "kind", "object", "object_id", "details"}

// exportAudit sends all entries that the list shows for the same address, and keeps that it did.
func (s *site) exportAudit(e *core.RequestEvent) error {
	l := s.locale(e)
	var view auditView
	filter, found, err := view.read(e.App, l, e.Request.URL.Query())
	if err != nil {
		return err
	}
	if !found {
		return e.BadRequestError("", nil)
	}
	filter.Before = 0
	if err := accounts.Exported(e, audit.Log, "", "audit"); err != nil {
		return err
	}
	csvFile.announce(e.Response.Header(), "operazioni-"+calendar.FormatDay(time.Now()))
	_ = http.NewResponseController(e.Response).SetWriteDeadline(time.Now().Add(exportPatience))
	w, err := csvFile.begin(e.Response, l.T("audit.title"), l)
	if err == nil {
		err = s.writeAudit(e, w, filter)
	}
	return whole(e, "the audit log", "", err)
}

func (s *site) writeAudit(e *core.RequestEvent, w sheets.Writer, filter audit.Filter) error {
	l := s.locale(e)
	var heads []sheets.Cell
	for _, c := range auditColumns {
		heads = append(heads, sheets.Text(l.T("audit.column_"+c)))
	}
	if err := w.Row(heads...); err != nil {
		return err
	}
	names := newAuditNames(e, l)
	err := audit.Each(e.App, filter, func(k audit.Kept) error {
		line := names.line(k)
		row := []sheets.Cell{sheets.Number(float64(k.Seq)), sheets.Moment(l.Local(k.At))}
		for _, text := range []string{line.By.Name, k.By, line.For, k.As, line.Act, string(k.Act), line.Kind, line.On.Name, k.On.ID, detailsInKeys(k)} {
			row = append(row, sheets.Text(text))
		}
		return w.Row(row...)
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// detailsInKeys are all details as they lie in the log.
func detailsInKeys(k audit.Kept) string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(k.Details)) {
		list = append(list, key+"="+k.Details[key])
	}
	return strings.Join(list, "; ")
}
