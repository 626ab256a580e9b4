package demo

import (
	"bytes"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
	"aula/internal/areas"
	"aula/internal/calendar"
	"aula/internal/documents"
	"aula/locales"
)

// elsewhere is training that somebody of the comune had elsewhere, and what its referent said of it.
type elsewhere struct {
	by, title, holder string
	ago, days         int // days ago on which it ended, and how many days it took
	minutes           int
	area              areas.Area
	compulsory        bool
	accepted          int    // minutes; 0: as filed
	reason            string // why fewer, or why not
	state             hours.OutsideState
}

var elsewheres = []elsewhere{
	{by: "allievo@aula.example", title: "Inglese per lo sportello", holder: "Centro linguistico del territorio", ago: 25, days: 3, minutes: 12 * 60, area: areas.Leadership,
		state: hours.OutsideAccepted},
	{by: "allievo@aula.example", title: "Guidare una riunione", holder: "Unione dei comuni", ago: 9, days: 1, minutes: 4 * 60, area: areas.Leadership,
		state: hours.OutsideWaiting},
	{by: "allievo@aula.example", title: "Fotografia con il telefono", holder: "Circolo fotografico", ago: 16, days: 1, minutes: 3 * 60, area: areas.Digital,
		state: hours.OutsideRefused, reason: "Non riguarda il tuo lavoro: non lo possiamo contare."},
	{by: "giulia.conti@aula.example", title: "Le novità sui tributi locali", holder: "Associazione dei comuni", ago: 40, days: 2, minutes: 10 * 60, area: areas.Administrative,
		state: hours.OutsideAccepted, accepted: 8 * 60, reason: "Le due ore di pausa non contano."},
	{by: "giulia.conti@aula.example", title: "Acquisti verdi", holder: "Regione", ago: 5, days: 1, minutes: 6 * 60, area: areas.Ecological, compulsory: true,
		state: hours.OutsideWaiting},
	{by: "ahmed.benali@aula.example", title: "Prevenzione della corruzione", holder: "Segreteria generale", ago: 30, days: 1, minutes: 2 * 60, area: areas.Values, compulsory: true,
		state: hours.OutsideCancelled, reason: "Era già contata: l'hai seguita in presenza da noi."},
}

// addElsewhere files the training that people had elsewhere, and lets the referent decide on some of it.
func addElsewhere(tx core.App, people map[string]*core.Record) error {
	for _, w := range elsewheres {
		if err := w.play(tx, people[w.by], people["referente@aula.example"].Id); err != nil {
			return fmt.Errorf("%s files %s: %w", w.by, w.title, err)
		}
	}
	return nil
}

func (w elsewhere) play(tx core.App, who *core.Record, referent string) error {
	now := time.Now()
	until := calendar.AddDays(now, -w.ago)
	f := hours.Filing{
		User: who.Id, Title: w.title, Holder: w.holder, From: calendar.AddDays(until, 1-w.days), Until: until, Minutes: w.minutes, Area: w.area, Compulsory: w.compulsory,
	}
	paper, err := w.paper(who.GetString("given_name")+" "+who.GetString("family_name"), f)
	if err != nil {
		return err
	}
	o, err := hours.File(tx, f, "attestato.pdf", bytes.NewReader(paper), now)
	if err != nil {
		return err
	}
	d := hours.Decision{Organisation: o.Organisation(), By: referent, ID: o.Id, Revision: o.Revision(), Minutes: w.accepted, Reason: w.reason}
	switch w.state {
	case hours.OutsideRefused:
		_, err = hours.Refuse(tx, d, now)
	case hours.OutsideAccepted, hours.OutsideCancelled:
		if _, err = hours.Accept(tx, d, now); err == nil && w.state == hours.OutsideCancelled {
			_, err = hours.Cancel(tx, d, now)
		}
	}
	return err
}

// paper draws the document that shows it.
func (w elsewhere) paper(name string, f hours.Filing) ([]byte, error) {
	l := locales.For("it")
	return documents.DrawReport(l.Tag(), documents.Report{
		Body: w.holder, Title: "Attestato di partecipazione", About: w.title, Made: f.Until,
		Facts: [][2]string{
			{"Rilasciato a", name}, {"Dal", l.Date(f.From)}, {"Al", l.Date(f.Until)}, {"Ore", l.Number(float64(f.Minutes) / 60)},
		},
		Nature: "Documento di prova: persone ed enti sono inventati.",
	})
}
