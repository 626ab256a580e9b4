package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
	"aula/organisations"
)

// The bodies of the demo are invented: no code of theirs is in the index, and no ISTAT code begins with 999.
const theCity = "demo_cm"

// unions are the demo's two unioni, each with its comuni; those below "" belong to none.
var unions = []struct {
	ipa, name, mail string
	comuni          []string
}{
	{"demo_fiume", "Unione dei comuni del Fiume", "segreteria@unionefiume.example", []string{"Acquachiara", "Borgo al Ponte", "Castel del Fiume", "Mulini", "Riva Bassa"}},
	{"demo_colli", "Unione dei comuni dei Colli", "segreteria@unionecolli.example", []string{"Fontalba", "Montefiorito", "Pietrarossa", "Vallescura"}},
	{"", "", "", []string{"Lidorosso", "Portogrigio", "San Marco in Laguna"}},
}

// addOrganisations makes the metropolitan city, its comuni and their unions, how they adhere and how far they are.
func addOrganisations(tx core.App) error {
	today := calendar.AddDays(time.Now(), 0)
	founded := calendar.AddDays(today, -900)
	city, err := addBody(tx, organisations.Facts{
		IPA: theCity, Name: "Città metropolitana di Lagunamare", Kind: organisations.MetropolitanCity, Population: 312_400,
		Mail: "digitale@cittametro.example", PEC: "protocollo@pec.cittametro.example", Site: "https://www.cittametro.example", Phone: "041 000000",
		CertificateText: "Formazione svolta nell'ambito del Centro per le competenze digitali della Città metropolitana.",
	})
	if err != nil {
		return err
	}
	bodies := map[string]string{theCity: city}
	for _, u := range unions {
		into := []string{city}
		if u.ipa != "" {
			union, err := addBody(tx, organisations.Facts{IPA: u.ipa, Name: u.name, Kind: organisations.Unione, Mail: u.mail})
			if err != nil {
				return err
			}
			bodies[u.ipa], into = union, append(into, union)
		}
		for _, name := range u.comuni {
			if err := addComune(tx, bodies, name, into, founded); err != nil {
				return err
			}
		}
	}
	if err := moveOne(tx, bodies, today); err != nil {
		return err
	}
	if err := adhere(tx, bodies, today); err != nil {
		return err
	}
	return sayStates(tx, bodies)
}

// addComune adds the next one, which belongs to the unions since a day.
func addComune(tx core.App, bodies map[string]string, name string, into []string, since time.Time) error {
	n := 1
	for bodies[comuneCode(n)] != "" {
		n++
	}
	ipa := comuneCode(n)
	host := fmt.Sprintf("comune%02d.example", n)
	comune, err := addBody(tx, organisations.Facts{
		IPA: ipa, Name: "Comune di " + name, Kind: organisations.Comune, ISTAT: fmt.Sprintf("9990%02d", n), Population: 2_300*n + 740,
		Mail: "info@" + host, PEC: "protocollo@pec." + host, Site: "https://www." + host,
	})
	if err != nil {
		return err
	}
	bodies[ipa] = comune
	for _, union := range into {
		if err := organisations.AddMember(tx, union, comune, organisations.Period{From: since}); err != nil {
			return err
		}
	}
	return nil
}

func comuneCode(n int) string { return fmt.Sprintf("demo_c%02d", n) }

func addBody(tx core.App, f organisations.Facts) (id string, err error) {
	o, err := organisations.Add(tx, f)
	if err != nil {
		return "", fmt.Errorf("add %s: %w", f.IPA, err)
	}
	return o.Id, nil
}

// moveOne lets a comune go from one unione to the other, so that the demo has a history to look at.
func moveOne(tx core.App, bodies map[string]string, today time.Time) error {
	const mover = "demo_c05"
	rows, err := organisations.UnionHistory(tx, bodies[mover])
	if err != nil {
		return err
	}
	moved := calendar.AddDays(today, -120)
	for _, m := range rows {
		if m.Union() != bodies["demo_fiume"] {
			continue
		}
		if err := organisations.EndMember(tx, m.Union(), m.Id, moved); err != nil {
			return err
		}
	}
	return organisations.AddMember(tx, bodies["demo_colli"], bodies[mover], organisations.Period{From: moved})
}

// adhere lets the city adhere for all to the training, a unione for its own to more, and some by themselves: one of them soon no more.
func adhere(tx core.App, bodies map[string]string, today time.Time) error {
	for _, a := range []struct {
		who, number, by string
		covers          organisations.Covers
		from, until     int // days from today; 0: without an end
		services        []organisations.Service
	}{
		{theCity, "118", "consiglio", organisations.Members, -400, 0, []organisations.Service{organisations.Training}},
		{"demo_fiume", "42", "giunta", organisations.Members, -300, 430, []organisations.Service{organisations.Site, organisations.Payments, organisations.Identity, organisations.AppIO}},
		{"demo_c10", "7", "giunta", organisations.Itself, -340, 25, []organisations.Service{organisations.Cloud, organisations.Mail}},
		{"demo_c11", "231", "determina", organisations.Itself, -700, -30, []organisations.Service{organisations.WiFi}},
		{"demo_c12", "15", "giunta", organisations.Itself, -60, 700, []organisations.Service{organisations.Protocol, organisations.OpenData}},
	} {
		decided := calendar.AddDays(today, a.from-20)
		t := organisations.Terms{
			ActNumber: fmt.Sprintf("%s/%d", a.number, decided.Year()), ActDate: decided, ActBody: a.by, Services: a.services, Covers: a.covers,
			Period: organisations.Period{From: calendar.AddDays(today, a.from)},
		}
		if a.until != 0 {
			t.Until = calendar.AddDays(today, a.until)
		}
		if _, err := organisations.Adhere(tx, bodies[a.who], t, nil); err != nil {
			return fmt.Errorf("adhesion of %s: %w", a.who, err)
		}
	}
	return nil
}

// sayStates says how far each comune is: the larger ones further, and one that went back.
func sayStates(tx core.App, bodies map[string]string) error {
	for n := 1; bodies[comuneCode(n)] != ""; n++ {
		comune := bodies[comuneCode(n)]
		for i, service := range organisations.Services {
			state := organisations.Adoptions[min(max(0, n/2-i+1), len(organisations.Adoptions)-1)]
			if err := organisations.SayState(tx, comune, service, state, "", ""); err != nil {
				return err
			}
		}
	}
	for _, step := range []struct {
		state organisations.Adoption
		note  string
	}{{organisations.UnderWay, "Migrazione avviata con l'avviso PNRR"}, {organisations.Planned, "Fermo: si attende il nuovo fornitore"}} {
		if err := organisations.SayState(tx, bodies["demo_c03"], organisations.Cloud, step.state, step.note, ""); err != nil {
			return err
		}
	}
	return nil
}
