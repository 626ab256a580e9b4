package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
	"aula/organisations"
)

// workplace is the comune whose people the demo shows.
const workplace = "demo_c01"

// addMembers lets people belong to a comune: one answers for them, one holds classes, and one has moved there.
func addMembers(tx core.App, people map[string]*core.Record) error {
	here, err := organisations.FindByIPA(tx, workplace)
	if err != nil {
		return err
	}
	before, err := organisations.FindByIPA(tx, "demo_c06")
	if err != nil {
		return err
	}
	if err := sayOnCertificates(tx, here); err != nil {
		return err
	}
	years, moved := calendar.AddDays(time.Now(), -2200), calendar.AddDays(time.Now(), -90)
	for _, m := range []struct {
		email  string
		where  *organisations.Organisation
		role   accounts.MembershipRole
		office string
		from   time.Time
		until  time.Time
	}{
		{"referente@aula.example", here, accounts.Referent, "Personale", years, time.Time{}},
		{"referente@aula.example", here, accounts.Employee, "Personale", years, time.Time{}},
		{"facilitatrice@aula.example", here, accounts.Facilitator, "Biblioteca", years, time.Time{}},
		{"allievo@aula.example", here, accounts.Employee, "Anagrafe", years, time.Time{}},
		{"giulia.conti@aula.example", here, accounts.Employee, "Tributi", years, time.Time{}},
		{"ahmed.benali@aula.example", before, accounts.Employee, "Ufficio tecnico", years, moved},
		{"ahmed.benali@aula.example", here, accounts.Employee, "Ufficio tecnico", moved, time.Time{}},
	} {
		joined, err := accounts.Join(tx, "", accounts.Joining{User: people[m.email].Id, Organisation: m.where.Id, Role: m.role, Office: m.office, From: m.from})
		if err == nil && !m.until.IsZero() {
			err = accounts.Leave(tx, joined, m.until)
		}
		if err != nil {
			return fmt.Errorf("add %s to %s: %w", m.email, m.where.IPA(), err)
		}
	}
	return assign(tx, here, people)
}

// sayOnCertificates gives the comune a word and a signatory on the certificates of its people.
func sayOnCertificates(tx core.App, here *organisations.Organisation) error {
	words := here.Facts()
	words.CertificateText = "Corso svolto in orario di servizio, nel piano della formazione del Comune."
	words.Signatory, words.SignatoryRole = "Alberto Serra", "Il segretario comunale"
	_, err := organisations.Change(tx, here.Id, words)
	return err
}

// assign lets the comune ask two of its people to finish a course.
func assign(tx core.App, here *organisations.Organisation, people map[string]*core.Record) error {
	c, err := courses.FindBySlug(tx, theCohortsCourse)
	if err != nil {
		return err
	}
	_, _, err = courses.Assign(tx, courses.Assigning{
		Organisation: here.Id, Course: c.Id, By: people["referente@aula.example"].Id, Day: calendar.AddDays(time.Now(), 30),
		Users: []string{people["giulia.conti@aula.example"].Id, people["ahmed.benali@aula.example"].Id},
	})
	return err
}
