package e2e

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A deadline goes from the author's form to the learner's pages and mailbox, in the way that the learner chose, and ends
// when the course is finished.
func TestADeadlineIsSeenToldChosenAboutAndOver(t *testing.T) {
	t.Parallel()
	const course = "con-scadenza"
	head := academy.as(t, "staff")
	head.publish(course, provingCourse(1))
	pupil := academy.newLearner(t, "Lia", "Puntuale")
	pupil.post("/courses/"+course+"/enrolment", nil)

	desk := open(t, desktop)
	desk.become(head)
	desk.setsDeadline("/manage/courses/"+course, time.Now().AddDate(0, 0, 3))

	p := open(t, phone)
	p.become(pupil)
	p.visit("/courses/" + course)
	p.sees("Scadenza:")
	p.visit("/me")
	p.sees("Scadenza:")
	letter := academy.mail(t, pupil.mailbox, "ricordati di finire il corso")
	p.opensBell("La scadenza si avvicina", "/courses/"+course)
	p.choosesDigest()

	end, err := url.Parse(linkTo(t, letter, "/unsubscribe/"))
	if err != nil {
		t.Fatal(err)
	}
	out := open(t, phone) // nobody is signed in
	out.visit(end.Path)
	out.sees("Non vuoi più queste mail?", "Scadenze")
	out.picture("notice-unsubscribe")
	out.follow(send)
	out.sees("Non riceverai più queste mail")
	p.visit("/me/account/notifications")
	if way := eval[string](p, `document.querySelector("#deadlines").value`); way != "page" {
		t.Errorf("after unsubscribing deadlines come %q", way)
	}
	if way := eval[string](p, `document.querySelector("#answers").value`); way != "at_once" {
		t.Errorf("answers come %q", way)
	}

	pupil.earns(course)
	p.visit("/me/notifications")
	p.sees("Non vale più")
	p.visit("/courses/" + course)
	if page := p.text("body"); strings.Contains(page, "Scadenza:") {
		t.Error("the finished course still shows its deadline to the learner")
	}
}

// setsDeadline sets a day for all, after being told whom it touches.
func (p *tab) setsDeadline(course string, day time.Time) {
	p.Helper()
	p.visit(course + "/deadline")
	p.click(`label[for="kind-day"]`)
	p.fill("#day", day.Format(time.DateOnly))
	p.follow(send)
	p.sees("Tocca 1 persona che non ha ancora finito", "Riceveranno i promemoria")
	p.picture("deadline-sure")
	p.follow(send)
	p.sees("La scadenza è impostata")
	p.visit(course + "/learners")
	p.picture("deadline-learners")
}

// opensBell follows the bell, and the notice to what it is about.
func (p *tab) opensBell(says, leads string) {
	p.Helper()
	p.visit("/me")
	p.follow(`a[href="/me/notifications"]`)
	if page := p.text("main"); !regexp.MustCompile("(?i)" + says).MatchString(page) {
		p.Errorf("the list does not say %q:\n%s", says, page)
	}
	p.picture("notice-list")
	p.follow(`.notice-new button[value="open"]`)
	if at := p.where(); at != leads {
		p.Errorf("it leads to %s, want %s", at, leads)
	}
	if text := p.text(`a[href="/me/notifications"]`); !strings.Contains(text, "niente da leggere") {
		p.Errorf("the bell still says %q", text)
	}
}

func (p *tab) choosesDigest() {
	p.Helper()
	p.visit("/me/account/notifications")
	p.fill("#deadlines", "daily")
	p.picture("notice-choices")
	p.follow(send)
	p.sees("Le tue scelte sono salvate")
}
