package e2e

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// attested is a document that shows training elsewhere.
const attested = "%PDF-1.4\nattestato\n%%EOF\n"

// An employee's hours grow from a lesson, a webinar and training elsewhere, which the referent validates; then the report and the statement.
func TestHoursGrowAndAreValidatedReportedAndStated(t *testing.T) {
	h, _ := houseWithMedia(t)
	person := h.as(t, "learner")
	employee := openAt(t, h, phone)
	employee.become(person)
	employee.visit("/me/hours")
	employee.sees("Te ne mancano 28.", "Non è il registro ufficiale")
	employee.picture("hours-none")
	const before = 12 * 60 // what the demo gives

	employee.visit("/courses/spid-e-cie")
	employee.follow(`form[action$="/enrolment"] button`)
	first := eval[string](employee, `[...document.querySelectorAll("main .outline a")].map(a => a.getAttribute("href")).filter(h => !h.includes("/quizzes/") && h.split("/").length === 4)[0]`)
	employee.visit(first)
	employee.follow(`button[name="done"][value="true"]`)
	employee.hasHours("Lezione", before)

	person.isHeldInAWebinar(h, 25)
	employee.hasHours("Webinar", before+25)

	employee.filesTraining("Prevenzione della corruzione", "1,5")
	employee.sees("In attesa", "1 ora e 30 minuti")
	employee.picture("hours-waiting")
	referent := openAt(t, h, desktop)
	a := h.accounts["referent"]
	referent.enterByForm(a.Email, a.Password)
	referent.validates("Prevenzione della corruzione")
	employee.hasHours("Altrove", before+115)
	employee.picture("hours-three")
	referent.takesTheReport()
	person.takesTheStatement(h)
}

// hasHours opens the own hours and expects some from a source, and more than so many minutes in all.
func (p *tab) hasHours(source string, minutes int) {
	p.Helper()
	p.visit("/me/hours")
	p.sees(source)
	if got := eval[float64](p, `parseFloat(document.querySelector(".figure-big").textContent.replace(",", "."))`); got*60 <= float64(minutes) {
		p.Fatalf("%.2f hours, want more than %d minutes", got, minutes)
	}
}

// isHeldInAWebinar lets the person be in a webinar that belongs to no course; staff correct the register to so many minutes.
func (v *person) isHeldInAWebinar(h *house, minutes int) {
	v.Helper()
	staff := h.as(v.T, "staff")
	w := plansWebinar(v.T, staff, "Novità dal protocollo", nil)
	v.post(w.path+"/registration", nil)
	host := w.atDoor(v.T, h, desktop, staff, 0)
	host.enters()
	guest := w.atDoor(v.T, h, phone, v, 0)
	guest.enters()
	host.opensPanel("people")
	host.click("#end")
	host.click(`dialog[open] [value="yes"], dialog[open] .btn-danger`)
	guest.isAt("ended")
	register := "/manage" + w.path + "/register"
	page := staff.get(register)
	row := regexp.MustCompile(`href="` + register + `/([^"?]+)"[^>]*>Paolo`).FindSubmatch(page.body)
	if row == nil {
		v.Fatalf("the register lacks the employee: %s", page.body)
	}
	staff.post(register+"/"+string(row[1]), url.Values{"presence": {fmt.Sprint(minutes)}, "reason": {"linea caduta, era in sala con i colleghi"}, "seen": {"0"}})
}

// filesTraining files training of today: first with 400 hours, then with those that it had.
func (p *tab) filesTraining(title, hours string) {
	p.Helper()
	for _, typed := range []string{"400", hours} {
		p.visit("/me/hours/outside/new")
		p.fill("#title", title)
		p.fill("#holder", "SNA")
		p.fill("#from", time.Now().Format(time.DateOnly))
		p.fill("#minutes", typed)
		p.fill("#area", "values")
		p.choose("#document", file(p.T, "attestato.pdf", []byte(attested)))
		p.follow(`main form[enctype] button[type="submit"]`)
		if typed == "400" {
			p.sees("al massimo 200 ore")
			p.picture("outside-wrong")
		}
	}
}

// validates opens what waits, looks at the document's link and accepts it.
func (p *tab) validates(title string) {
	p.Helper()
	p.visit("/me/notifications")
	p.sees("una formazione da accettare")
	p.visit(workplace + "/outside?state=waiting&q=corruzione")
	p.sees(title, "Marini Paolo", "1 richiesta")
	p.picture("outside-list")
	p.click(`input[name="outside"]`)
	p.follow(`main form.keep-print button[type="submit"]`)
	p.sees("Accetti 1 richiesta?")
	p.picture("outside-sure")
	p.follow(`button[name="act"][value="accept"]`)
	p.sees("1 richiesta accettata.")
}

// takesTheReport looks at the organisation's report and takes it away.
func (p *tab) takesTheReport() {
	p.Helper()
	p.visit(workplace + "/report")
	p.sees("Rapporto sulla formazione", "Principi e valori della PA", "Obiettivi", "Anagrafe")
	p.picture("report")
	res, err := p.client().Get(p.home.url + workplace + "/report.csv")
	p.must(err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	p.must(err)
	if csv := string(content); !strings.Contains(csv, "Principi e valori della PA;") || !strings.Contains(csv, ";1,5;") {
		p.Errorf("the report:\n%s", csv)
	}
}

// takesTheStatement takes the signed statement twice, the same bytes, and has it verified.
func (v *person) takesTheStatement(h *house) {
	v.Helper()
	address := fmt.Sprintf("/me/hours/%d.pdf", time.Now().Year())
	paper, again := v.get(address), v.get(address)
	if paper.status != 200 || string(paper.body) != string(again.body) {
		v.Fatalf("the statement: %d, then %d", paper.status, again.status)
	}
	if status, said := h.command(v.T, "certificates", "verify", file(v.T, "ore.pdf", paper.body)); status != 0 || !strings.Contains(said, "dichiarazione delle ore") || !strings.Contains(said, "Paolo Marini") {
		v.Errorf("verify: %d %s", status, said)
	}
	paper.body[len(paper.body)/2] ^= 1
	if status, said := h.command(v.T, "certificates", "verify", file(v.T, "ore.pdf", paper.body)); status != 1 {
		v.Errorf("verify what was changed: %d %s", status, said)
	}
}
