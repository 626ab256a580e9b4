package certificates_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
)

func TestACertificateCopiesWhatItStates(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna Maria", "de Àngelis")
	f := c.Facts()
	if f.Name() != "Anna Maria de Àngelis" || f.Find != "de angelis anna maria" || f.Course != "SPID e CIE" || f.Hours != 2.5 {
		t.Errorf("facts %+v", f)
	}
	if f.Mode != certificates.SelfStudy || f.Outcome != certificates.Passed || !slices.Equal(f.Skills, []string{"digcomp-2.2:2.6"}) {
		t.Errorf("facts %+v", f)
	}
	if f.Issuer.Name != "Città metropolitana di Genova" || f.Issuer.IPA != "cmge" || f.Issuer.Address != "https://accademia.example.it" {
		t.Errorf("issuer %+v", f.Issuer)
	}
	if c.Locale() != "sl" || !c.Holds() || c.Issued().IsZero() {
		t.Errorf("locale %q, state %s", c.Locale(), c.State())
	}
	if !regexp.MustCompile(`^\d{4}/000001$`).MatchString(c.Number()) {
		t.Errorf("number %q", c.Number())
	}
}

func TestFiftyAtOnceMakeOneCertificate(t *testing.T) {
	a := open(t)
	e := a.finished(a.learner("anna@example.it", "Anna", "Rossi").Id)
	codes := make([]string, 50)
	var wait sync.WaitGroup
	for i := range codes {
		wait.Go(func() {
			c, err := certificates.Issue(a, e)
			if err != nil {
				t.Error(err)
				return
			}
			codes[i] = c.Code()
		})
	}
	wait.Wait()
	if len(slices.Compact(codes)) != 1 {
		t.Errorf("codes %v", codes)
	}
	for collection, want := range map[string]int64{"certificates": 1, "jobs": 1} {
		if n, err := a.CountRecords(collection); n != want || err != nil {
			t.Errorf("%d %s, %v", n, collection, err)
		}
	}
}

func TestNumbersHaveNoGapsHoweverManyAreIssuedAtOnceAndWhateverFails(t *testing.T) {
	a := open(t)
	const people = 20
	enrolments := make([]*courses.Enrolment, people)
	for i := range enrolments {
		enrolments[i] = a.finished(a.learner(fmt.Sprintf("p%d@example.it", i), "Anna", "Rossi").Id)
	}
	cancelled := errors.New("something else failed in the transaction")
	var wait sync.WaitGroup
	for i, e := range enrolments {
		wait.Go(func() {
			if i%4 == 0 {
				err := a.RunInTransaction(func(tx core.App) error {
					if _, err := certificates.Issue(tx, e); err != nil {
						return err
					}
					return cancelled
				})
				if !errors.Is(err, cancelled) {
					t.Error(err)
				}
				return
			}
			if _, err := certificates.Issue(a, e); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	list, _, err := certificates.List(a, certificates.Filter{}, 100)
	if err != nil || len(list) != 15 {
		t.Fatalf("%d certificates, %v", len(list), err)
	}
	for i, c := range list {
		if want := fmt.Sprintf("%d/%06d", c.Issued().Year(), len(list)-i); c.Number()[5:] != want[5:] {
			t.Errorf("number %s, want %s", c.Number(), want)
		}
	}
}

func TestNumbersGoOnBeyondSixDigits(t *testing.T) {
	a := open(t)
	year := a.issued("anna@example.it", "Anna", "Rossi").Number()[:5]
	a.insert("certificates", map[string]any{"number": year + "999999", "code": "-", "state": "expired"})
	for i, want := range []string{"1000000", "1000001", "1000002"} {
		if got := a.issued(fmt.Sprintf("p%d@example.it", i), "Berta", "Verdi").Number(); got != year+want {
			t.Errorf("got %s, want %s", got, year+want)
		}
	}
}

func TestWhenNoCertificateIsIssued(t *testing.T) {
	rows := []struct {
		name   string
		before func(a *academy, e *courses.Enrolment)
		want   error
	}{
		{"the course is not complete", func(a *academy, e *courses.Enrolment) { e.Set("completed", ""); a.save(e) }, certificates.ErrNotEarned},
		{"the course gives none", func(a *academy, _ *courses.Enrolment) { a.course.Set("certificate", false); a.save(a.course) }, certificates.ErrNone},
		{"it was revoked", func(a *academy, e *courses.Enrolment) {
			c, err := certificates.Issue(a, e)
			if err != nil {
				a.t.Fatal(err)
			}
			if _, err := certificates.Revoke(a, c.Id, "errore"); err != nil {
				a.t.Fatal(err)
			}
		}, certificates.ErrEnded},
		{"the person has gone", func(a *academy, e *courses.Enrolment) { e.Set("user", ""); a.save(e) }, accounts.ErrNoPerson},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			e := a.finished(a.learner("anna@example.it", "Anna", "Rossi").Id)
			row.before(a, e)
			before, _ := a.CountRecords("certificates")
			if _, err := certificates.Issue(a, e); !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
			if after, _ := a.CountRecords("certificates"); after != before {
				t.Errorf("%d certificates more", after-before)
			}
		})
	}
}

func (a *academy) save(r core.Model) {
	a.t.Helper()
	if err := a.Save(r); err != nil {
		a.t.Fatal(err)
	}
}

func TestHowACourseWasHeldAndWhatItEndedWith(t *testing.T) {
	type m = map[string]any
	quiz, presence := []m{{"id": "finale"}}, []m{{"webinar": "primo", "percent": 80}}
	rows := []struct {
		name          string
		complete      m
		mode, outcome string
	}{
		{"reading alone", m{"lessons": []string{"a"}}, "self_study", "completed"},
		{"a quiz", m{"quizzes": quiz}, "self_study", "passed"},
		{"presence alone", m{"presence": presence}, "webinar", "present"},
		{"presence and reading", m{"lessons": []string{"a"}, "presence": presence}, "mixed", "completed"},
		{"presence and a quiz", m{"quizzes": quiz, "presence": presence}, "mixed", "passed"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			a.course.Set("complete", row.complete)
			a.save(a.course)
			f := a.issued("anna@example.it", "Anna", "Rossi").Facts()
			if f.Mode != row.mode || f.Outcome != row.outcome {
				t.Errorf("%s, %s; want %s, %s", f.Mode, f.Outcome, row.mode, row.outcome)
			}
		})
	}
}

func TestNothingThatIsDeletedOrRenamedChangesACertificate(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	file := a.pdf(c)
	before := a.again(c).GetString("facts")
	person, err := accounts.Find(a, c.User())
	if err != nil {
		t.Fatal(err)
	}
	person.Set("family_name", "Bianchi")
	a.save(person)
	a.course.Set("title", "Un altro titolo")
	a.save(a.course)
	if err := accounts.Delete(a, person); err != nil {
		t.Fatal(err)
	}
	if err := a.Delete(a.course); err != nil {
		t.Fatal(err)
	}
	after := a.again(c)
	if after.GetString("facts") != before || after.User() != "" || after.Enrolment() != "" || !after.Holds() {
		t.Errorf("facts %s of %q, %q", after.GetString("facts"), after.User(), after.Enrolment())
	}
	if string(a.pdf(c)) != string(file) {
		t.Error("the file changed")
	}
	found, err := certificates.VerifyFile(a, a.anchors(), file)
	if err != nil || found.Id != c.Id {
		t.Errorf("%v", err)
	}
}

func TestACertificateOfSilvesterBearsTheYearOfItsPlace(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprint(c.Issued().In(zone).Year()); c.Number()[:4] != want {
		t.Errorf("number %s issued in %s", c.Number(), want)
	}
}
