package e2e

import (
	"strings"
	"testing"
	"time"
)

const submit = `main form.form button[type="submit"]`

// TestAWebinarIsPlannedFilledMovedAndCalledOff walks what staff, a learner and a guest do before a webinar, by clicks in four browsers.
func TestAWebinarIsPlannedFilledMovedAndCalledOff(t *testing.T) {
	t.Parallel()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Now().In(rome).AddDate(0, 0, 3)
	pupil, mailbox := academy.newLearner(t, "Lea", "Corsa"), "ines.fuori@example.org"

	staff := open(t, desktop)
	staff.become(academy.as(t, "staff"))
	staff.visit("/manage/webinars")
	staff.follow(`main a[href="/manage/webinars/new"]`)
	staff.fill("#seats", "-3")
	staff.fill("#series", "Cammini")
	staff.follow(submit)
	staff.sees("Scrivi un titolo", "Scegli giorno e ora", "I posti vanno da 0 a 10000")
	if kept := eval[string](staff, `document.getElementById("series").value + document.activeElement.id`); kept != "Cammini"+"errors" {
		t.Errorf("what was typed and where one is: %q", kept)
	}
	staff.fill("#title", "Il fascicolo in cammino")
	staff.fill("#start", day.Format("2006-01-02T15:04"))
	staff.fill("#seats", "1")
	staff.follow(submit)
	staff.sees("Webinar salvato")
	managed, _, _ := strings.Cut(staff.where(), "?")
	path := strings.TrimPrefix(managed, "/manage")

	learner := open(t, desktop)
	learner.become(pupil)
	learner.visit(path)
	learner.follow(`#register button[type="submit"]`)
	learner.sees("Hai un posto", "Cammini")

	guest := open(t, phone)
	guest.visit(path)
	if bottom := eval[int64](guest, `Math.round(document.querySelector(".to-form a").getBoundingClientRect().bottom)`); bottom > phone.height {
		t.Errorf("the way to the form ends at %d px", bottom)
	}
	guest.click(".to-form a")
	guest.follow(submit)
	guest.sees("Nome e cognome: Scrivi nome e cognome")
	guest.fill("#name", "Ines Fuori")
	guest.fill("#email", mailbox)
	guest.follow(submit)
	guest.sees("Richiesta ricevuta", "I posti sono finiti")
	academy.mail(t, mailbox, "lista d'attesa")

	learner.follow(`a[href="` + path + `/withdraw"]`)
	learner.follow(`main form button[type="submit"]`)
	learner.sees("Hai rinunciato al posto")
	link := linkTo(t, academy.mail(t, mailbox, "si è liberato un posto"), path+"/join/")
	guest.visit(link)
	guest.follow(`main form button[type="submit"]`)
	if guest.where() != path+"/room" {
		t.Errorf("the link leads to %s", guest.where())
	}

	other := open(t, phone)
	other.visit(link)
	other.follow(`main form button[type="submit"]`)
	other.sees("Il tuo link è già in uso su un altro dispositivo")
	other.fill("#code", eightDigits.FindString(academy.mail(t, mailbox, "codice")))
	other.follow(submit)
	if other.where() != path+"/room" {
		t.Errorf("the code leads to %s", other.where())
	}

	second := open(t, desktop)
	second.become(academy.as(t, "administrator"))
	second.visit(managed)
	staff.visit(managed)
	second.fill("#minutes", "90")
	second.follow(submit)
	second.sees("Webinar salvato")
	academy.mail(t, mailbox, "1 ora e 30 minuti")
	staff.fill("#description", "Testo che non si perde")
	staff.follow(submit)
	staff.sees("Qualcun altro ha cambiato questo webinar")
	if kept := eval[string](staff, `document.getElementById("description").value`); kept != "Testo che non si perde" {
		t.Errorf("the second to save has %q", kept)
	}

	staff.visit(managed + "/people")
	staff.follow(`button[value="link"]`)
	if status := other.statusOf(link); status < 400 {
		t.Errorf("a link that was withdrawn answers %d", status)
	}
	other.sees("Questo link non vale più")
	staff.visit(managed)
	staff.follow(`a[href="` + managed + `/cancel"]`)
	staff.follow(`main form button[type="submit"]`)
	academy.mail(t, mailbox, "è stato annullato")
	guest.visit(path)
	guest.sees("Questo webinar è stato annullato", "Togli dal calendario")
}
