package e2e

import (
	"net/url"
	"strings"
	"testing"
)

const (
	enrolled    = "/courses/sicurezza-informatica"
	notYetTaken = "/courses/documento-firma-pec"
	lookBar     = ".looking"
)

// Somebody rings: staff see the academy as they do, can change nothing, and the log says that they looked.
func TestStaffLookAsALearnerAndComeBack(t *testing.T) {
	for _, row := range []struct {
		width string
		look  look
		given string
	}{{"desktop", desktop, "Zita"}, {"phone", phone, "Zeno"}} {
		t.Run(row.width, func(t *testing.T) {
			t.Parallel()
			caller := academy.newLearner(t, row.given, "Guardigli")
			caller.post(enrolled+"/enrolment", nil)
			p := open(t, row.look)
			p.become(academy.as(t, "staff"))
			p.beginsToLook(caller)
			p.seesTheirPages(caller)
			p.isShutOut(caller)
			p.changesNothing(caller)
			p.comesBack(caller)
			p.logNamesTheLook(caller)
			if got := caller.get("/me/account"); !got.says("la persona ha chiesto aiuto") || got.says("Davide") {
				t.Error("the person does not read why staff looked, or reads who")
			}
		})
	}
}

// beginsToLook finds a person where staff meet them, and says why.
func (p *tab) beginsToLook(v *person) {
	p.Helper()
	given, _, _ := strings.Cut(v.name, " ")
	p.visit("/manage" + enrolled + "/learners?q=" + url.QueryEscape(given))
	p.follow(`main td a[href^="/manage` + enrolled + `/learners/"]`)
	p.sees(v.name)
	p.follow(`main a[href$="/look"]`)
	p.follow(`main form button[type="submit"]`)
	p.sees("Guarda come "+v.name, "Motivo")
	p.good("look-unsaid")
	p.click("#reason-asked")
	p.follow(`main form button[type="submit"]`)
}

// seesTheirPages finds the bar on every page, and on the person's own what is theirs.
func (p *tab) seesTheirPages(v *person) {
	p.Helper()
	for name, path := range map[string]string{"mine": "/me", "home": "/", "catalogue": "/courses", "course": enrolled, "webinars": "/webinars"} {
		p.visit(path)
		p.sees("Guardi come "+v.name, "senza poter cambiare niente")
		p.keepsTheBar()
		p.good("look-" + name)
	}
	p.visit("/me")
	p.sees("Sicurezza informatica")
}

// isShutOut asks for what is the person's alone.
func (p *tab) isShutOut(v *person) {
	p.Helper()
	for _, path := range []string{"/me/account", "/me/notifications"} {
		if status := p.statusOf(path); status != 403 {
			p.Errorf("%s answers %d to who looks", path, status)
		}
		p.sees("Guardi come "+v.name, "è solo della persona come cui stai guardando")
	}
	p.good("look-shut")
}

// changesNothing presses a button that is the person's to press.
func (p *tab) changesNothing(v *person) {
	p.Helper()
	p.visit(notYetTaken)
	p.follow(`form[action$="/enrolment"] button`)
	p.sees("Guardi come "+v.name, "da qui non si può cambiare niente", "prima smetti di guardare")
	p.good("look-refused")
	if v.get("/me").says(notYetTaken) {
		p.Error("who looked has enrolled the person")
	}
}

func (p *tab) comesBack(v *person) {
	p.Helper()
	p.follow(lookBar + " button")
	p.sees("Hai smesso di guardare", "Gestione")
	p.good("look-ended")
	p.visit("/me")
	if p.count(lookBar) > 0 || strings.Contains(p.text("body"), v.name) {
		p.Errorf("%s is still looked as", v.name)
	}
}

// logNamesTheLook reads who looked, as whom, why and how it ended.
func (p *tab) logNamesTheLook(v *person) {
	p.Helper()
	for act, words := range map[string][]string{
		"look.began": {"Iniziato a guardare come una persona", "la persona ha chiesto aiuto"},
		"look.ended": {"Smesso di guardare come una persona", "ha smesso"},
	} {
		p.visit("/manage/audit?act=" + act + "&who=" + url.QueryEscape(v.mailbox))
		p.sees(append(words, v.name, "Davide Longo")...)
	}
	p.good("look-audited")
}

// keepsTheBar fails unless the bar is whole in the window, wherever in the page somebody reads.
func (p *tab) keepsTheBar() {
	p.Helper()
	const whole = `(scrollTo({top: document.body.scrollHeight, behavior: "instant"}), (r => (scrollTo({top: 0, behavior: "instant"}), r.top >= 0 && r.bottom <= innerHeight && r.height > 0))(document.querySelector(".looking").getBoundingClientRect()))`
	if !eval[bool](p, whole) {
		p.Errorf("%s does not keep the bar in sight", p.where())
	}
}

// good fails where a page has a barrier or is wider than the window.
func (p *tab) good(name string) {
	p.Helper()
	name += "-" + p.size()
	p.barriers(name)
	p.scrolls(name)
	p.picture(name)
}
