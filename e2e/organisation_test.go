package e2e

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	workplace  = "/organisations/demo_c01"
	sofia      = "sofia.neri@posta.example"
	sofiasCode = "NRESFO78T45F205O" // as the demonstration's provider attests it
)

// From a list of people to a proof of what one of them learned, and back to who asked for it.
func TestAReferentAssignsAnEmployeeComesInBySPIDAndWhatTheyLearnedIsExported(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	referent := openAt(t, h, desktop)
	a := h.accounts["referent"]
	referent.enterByForm(a.Email, a.Password)
	referent.importsPeople()
	referent.assigns("SPID e CIE")
	employee := openAt(t, h, phone)
	employee.comesInBySPID("DEMO0000000003")
	employee.sees("Ti aspettavamo", "Sofia Neri")
	employee.picture("spid-expected")
	employee.follow(`form[action$="/accept"] button`)
	employee.visit("/me")
	employee.sees("SPID e CIE")
	employee.picture("employee-assigned")
	employee.finishes("spid-e-cie")
	referent.exportsWhatWasLearned()
}

// importsPeople takes a list as Excel in Italian writes it: first with a fault, then mended.
func (p *tab) importsPeople() {
	p.Helper()
	file := filepath.Join(p.TempDir(), "personale.csv")
	head := "Cognome;Nome;E-mail;Ufficio;Codice fiscale\r\n"
	list := func(rows string) {
		p.Helper()
		p.must(os.WriteFile(file, []byte(head+rows), 0o600))
		p.visit(workplace + "/people/import")
		p.choose("#list", file)
	}
	list("Neri;Sofia;" + sofia + ";Libert\xe0;NRESFO78T45F205X\r\n")
	p.follow(`button[name="act"][value="check"]`)
	p.sees("Codice fiscale")
	p.picture("people-fault")
	list("Neri;Sofia;" + sofia + ";Libert\xe0;" + sofiasCode + "\r\n")
	p.follow(`button[name="act"][value="import"]`)
	p.visit(workplace + "/people")
	p.sees("Neri Sofia", "Libertà")
	p.picture("people-imported")
}

// assigns asks Sofia to finish a course within a month.
func (p *tab) assigns(course string) {
	p.Helper()
	p.visit(workplace + "/assignments/new")
	id := eval[string](p, `[...document.querySelectorAll("#course option")].find(o => o.textContent === "`+course+`").value`)
	p.fill("#course", id)
	p.fill("#day", time.Now().AddDate(0, 1, 0).Format(time.DateOnly))
	p.click("#who-list")
	p.fill("#list", sofia)
	p.follow(`main form button[type="submit"]`)
	p.picture("assignment-confirmed")
	p.follow(`button[name="act"][value="assign"]`)
	p.visit(workplace + "/assignments")
	p.sees("Neri Sofia", course)
}

// comesInBySPID goes to the demonstration's provider and back, as one of its citizens.
func (p *tab) comesInBySPID(citizen string) {
	p.Helper()
	p.visit("/sign-in")
	p.click(".spid > summary")
	p.picture("spid-button")
	p.follow(".spid-provider")
	p.click(`input[name="person"][value="` + citizen + `"]`)
	p.follow("button.first")
	p.follow("button.first")
}

// finishes takes a course from its first lesson to its certificate.
func (p *tab) finishes(course string) {
	p.Helper()
	p.visit("/courses/" + course)
	if p.count(`form[action$="/enrolment"] button`) > 0 {
		p.follow(`form[action$="/enrolment"] button`)
	}
	p.readEveryLesson()
	p.takeQuiz(course, "quiz-finale")
	p.visit("/me")
	p.sees("Attestat")
}

// exportsWhatWasLearned looks at the list of finished courses and takes it away: names and hours, and no tax code.
func (p *tab) exportsWhatWasLearned() {
	p.Helper()
	p.visit(workplace + "/completions")
	p.sees("Neri Sofia", "SPID e CIE")
	p.picture("completions")
	for _, path := range []string{"/completions.csv", "/people.csv"} {
		res, err := p.client().Get(p.home.url + workplace + path)
		p.must(err)
		content, err := io.ReadAll(res.Body)
		res.Body.Close()
		p.must(err)
		text := string(content)
		if !strings.Contains(text, "Neri") || strings.Contains(text, sofiasCode) {
			p.Errorf("%s:\n%s", path, text)
		}
	}
}
