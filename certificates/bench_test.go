package certificates_test

import (
	"testing"
	"time"

	"aula/certificates"
	"aula/courses"
	"aula/internal/documents"
)

func page() documents.Certificate {
	return documents.Certificate{
		Number: "2026/000123", Code: "K7QM-2XWD-9HRT-4PNV-1CJ8-0A3E", Address: "https://accademia.example.it/certificates/K7QM-2XWD-9HRT-4PNV-1CJ8-0A3E",
		Issued: time.Unix(1795348800, 0), Name: "Maria Antonietta D’Alessandro", Course: "SPID e CIE: entrare nei servizi pubblici",
		Hours: 2.5, Attended: 2.5, Started: time.Unix(1795000000, 0), Completed: time.Unix(1795348800, 0), Mode: certificates.SelfStudy,
		Outcome: certificates.Passed, Level: "base", Skills: []documents.Skill{{Framework: "digcomp-2.2", Code: "2.6"}},
		Issuer: "Città metropolitana di Genova", IPA: "cmge", Signatory: "Giovanna Ferrari", SignatoryRole: "Responsabile del centro",
	}
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		if _, err := documents.DrawCertificate("it", page()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	a := open(b)
	file, err := documents.DrawCertificate("it", page())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := a.signer.Sign(file, documents.Reason{Name: "Prova", Made: time.Now()}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEndToEnd issues, draws, signs and keeps a certificate of each enrolment.
func BenchmarkEndToEnd(b *testing.B) {
	a := open(b)
	learner := a.learner("anna@example.it", "Anna", "Rossi")
	enrolments := make([]*courses.Enrolment, b.N)
	for i := range enrolments {
		r := a.insert("enrolments", map[string]any{"user": learner.Id, "course": a.course.Id, "cycle": i + 1, "completed": time.Now()})
		var err error
		if enrolments[i], err = courses.FindEnrolmentByID(a, r.Id); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	b.ReportAllocs()
	for _, e := range enrolments {
		c, err := certificates.Issue(a, e)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := a.press.PDF(a, c); err != nil {
			b.Fatal(err)
		}
	}
}
