package e2e

import (
	"fmt"
	"net/http"
	"strings"
)

// provingCourse asks for some quizzes of one question each, and gives a certificate.
func provingCourse(quizzes int) folder {
	f := folder{"01-leggi.md": "# Leggi\n\nPoche righe.\n"}
	var asked strings.Builder
	for i := range quizzes {
		f[fmt.Sprintf("quiz-%d.md", i)] = fmt.Sprintf("---\nid: quiz-%d\ntitle: Prova %d\n---\n\n## Quale va bene? {#q}\n\n- [x] Questa\n- [ ] Quella\n", i, i)
		fmt.Fprintf(&asked, "    - id: quiz-%d\n      pass: 100\n", i)
	}
	f["course.md"] = "---\ntitle: Alla prova\nsummary: Poche domande.\nlanguage: it\nhours: 1\naudience: all\ncertificate: true\n" +
		"complete:\n  lessons: []\n  quizzes:\n" + asked.String() + "---\n\nPoche domande.\n"
	return f
}

// submission is one that somebody sends while the power goes.
type submission struct {
	who    *person
	id     string
	answer []byte // what the academy said, if it did
}

func (s *submission) send() (err error) {
	got, err := s.who.try(http.MethodPost, "/api/aula/attempts/"+s.id+"/submission", "application/json", nil)
	if err == nil && got.status != http.StatusOK {
		err = fmt.Errorf("status %d: %s", got.status, got.body)
	}
	if err == nil {
		s.answer = got.body
	}
	return err
}

// prepares starts a quiz and answers it rightly.
func (v *person) prepares(quiz string) *submission {
	v.Helper()
	a := v.goesOn(quiz)
	for _, o := range a.Questions[0].Options {
		if o.Text == "Questa" {
			v.json(http.MethodPatch, "/api/aula/attempts/"+a.ID, map[string]any{"answers": map[string]any{a.Questions[0].ID: o.ID}}, nil)
		}
	}
	return &submission{who: v, id: a.ID}
}

// earns enrols in a course of provingCourse and passes all that it asks for.
func (v *person) earns(course string) (code string) {
	v.Helper()
	v.json(http.MethodPost, "/api/aula/courses/"+course+"/enrolment", nil, nil)
	var about struct{ Quizzes []struct{ ID string } }
	v.json(http.MethodGet, "/api/aula/courses/"+course, nil, &about)
	for _, q := range about.Quizzes {
		if err := v.prepares(q.ID).send(); err != nil {
			v.Fatal(err)
		}
	}
	return v.hasCertificate(course)
}

// hasCertificate fails unless the learner holds one certificate for the course whose file is genuine.
func (v *person) hasCertificate(course string) (code string) {
	v.Helper()
	var progress struct {
		Complete    bool
		Certificate *struct{ Code string }
	}
	v.json(http.MethodGet, "/api/aula/courses/"+course+"/progress", nil, &progress)
	if !progress.Complete || progress.Certificate == nil {
		v.Fatalf("%s has no certificate", v.mailbox)
	}
	pdf := v.get("/certificates/" + progress.Certificate.Code + ".pdf")
	if pdf.status != http.StatusOK {
		v.Fatalf("the file of %s: %d", progress.Certificate.Code, pdf.status)
	}
	path := file(v.T, "attestato.pdf", pdf.body)
	if status, said := v.home.command(v.T, "certificates", "verify", path); status != 0 {
		v.Errorf("verify: %d %s", status, said)
	}
	return progress.Certificate.Code
}
