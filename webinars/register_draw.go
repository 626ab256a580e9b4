package webinars

import (
	"time"

	"aula/internal/documents"
)

// DrawRegister draws the register as a PDF; body is who held the webinar.
func DrawRegister(language, body string, w *Webinar, r Register, corrections []Correction, now time.Time) ([]byte, error) {
	d := documents.Register{
		Body: body, Title: w.Title(), Start: w.Start(), Zone: w.Zone(), Minutes: w.Minutes(), Needed: r.Needed, PlanDecides: r.PlanDecides(), Made: now,
	}
	if !w.Started().IsZero() {
		d.Started, d.Ended = r.Session.From, r.Session.To
	}
	names := map[string]string{}
	for _, a := range r.Rows {
		names[a.ID] = a.Name
		d.Rows = append(d.Rows, documents.RegisterRow{
			Name: a.Name, Role: string(a.Role), Joined: a.Joined, Left: a.Left, Minutes: a.Minutes(), Scheduled: a.Scheduled, Actual: a.Actual,
			Counts: a.Percent, Result: string(a.Result()), Corrected: a.Corrected,
		})
	}
	for _, c := range corrections {
		d.Corrections = append(d.Corrections, documents.RegisterCorrection{Name: names[c.Person], Reason: c.Reason, By: c.ByName, Minutes: c.Minutes, At: c.At})
	}
	return documents.DrawRegister(language, d)
}
