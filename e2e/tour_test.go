package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// page is an address that is looked at, as whom, after pressing what.
type page struct {
	path  string
	who   string // name of one of the cast; "" is a stranger
	press string // button that is pressed first, to see the page that answers; empty: none
}

// The final quizzes as staff see them: one that a class has taken, and one that hardly anybody has.
const (
	classQuiz        = "/manage/courses/sicurezza-informatica/quizzes/quiz-finale"
	finalQuizManaged = "/manage/courses/spid-e-cie/quizzes/quiz-finale"
	trialManaged     = "/manage/courses/prova-le-domande/quizzes/quiz-tutti-i-tipi"
)

// tour is all pages, and the people who see them.
type tour struct {
	pages []page
	cast  map[string]*person
}

var (
	theTour  tour
	prepared sync.Once
)

// everyPage prepares the academy so that each page has something to show, and lists every page once, as who sees most.
func everyPage(t *testing.T) tour {
	t.Helper()
	prepared.Do(func() { theTour = prepare(t) })
	if theTour.pages == nil {
		t.Fatal("the academy could not be prepared")
	}
	return theTour
}

func prepare(t *testing.T) tour {
	t.Helper()
	cast := map[string]*person{"": academy.stranger(t), "learner": academy.newLearner(t, "Tina", "Giro")}
	for _, role := range []string{"author", "staff", "administrator"} {
		cast[role] = academy.as(t, role)
	}
	everythingCourse(t)
	pages := append(publicPages(cast[""]), signPages()...)
	pages = append(pages, learnerPages(t, cast["learner"])...)
	cast["writer"] = academy.signedIn(t, "giulia.conti@aula.example", academy.accounts["learner"].Password)
	pages = append(pages, trialPages(t, cast["writer"])...)
	pages = append(pages, certificatePages(t, cast["staff"])...)
	pages = append(pages, coursePages(t, cast["author"])...)
	pages = append(pages, markingPages(t, cast["staff"])...)
	pages = append(pages, webinarPages(t, cast[""], cast["learner"], cast["staff"])...)
	pages = append(pages, organisationPages(t, cast["staff"])...)
	pages = append(pages, hoursPages(t, cast["writer"], cast["staff"])...)
	pages = append(pages, editionPages(t, cast["learner"], cast["writer"], cast["staff"])...)
	cast["facilitator"], cast["card"] = academy.as(t, "facilitator"), academy.stranger(t)
	pages = append(pages, cardPages(t, cast["facilitator"], cast["card"])...)
	cast["referent"] = academy.as(t, "referent")
	pages = append(pages, classPages(t, cast["facilitator"], cast["referent"])...)
	pages = append(pages, headPages(t, cast["administrator"])...)
	cast["looker"] = academy.as(t, "staff")
	pages = append(pages, lookerPages(t, cast["administrator"], cast["looker"], cast["learner"])...)
	founding := &house{dir: filepath.Join(scratch, "founding")}
	if err := founding.start(); err != nil {
		t.Fatal(err)
	}
	leaveOpen = append(leaveOpen, founding)
	cast["passer-by"], cast["founder"] = founding.stranger(t), founding.stranger(t)
	link := founding.setupLink(t)
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	cast["founder"].post("/setup", u.Query())
	pages = append(pages, page{link, "passer-by", ""}, page{link, "passer-by", "main form button"}, page{"/", "passer-by", ""},
		page{"/setup/administrator", "founder", ""}, page{"/setup/administrator", "founder", send})
	return tour{pages, cast}
}

const send = `main form button[type="submit"]`

func publicPages(guest *person) []page {
	return []page{
		{"/", "", ""}, {"/courses", "", ""}, {"/courses?q=identità", "", ""}, {"/courses?q=xyzzy", "", ""}, {"/courses?audience=residents", "", ""},
		{"/courses/spid-e-cie", "", ""}, {"/courses/spid-e-cie/" + guest.lessonOf("spid-e-cie", 2), "", ""}, {finalQuiz, "", ""},
		{"/courses/documento-firma-pec", "", ""}, {"/courses/documento-firma-pec/" + guest.lessonOf("documento-firma-pec", 8), "", ""},
		{"/courses/sicurezza-informatica", "", ""}, {"/courses/sicurezza-informatica/" + guest.lessonOf("sicurezza-informatica", 4), "", ""},
		{"/courses/di-tutto/" + guest.lessonOf("di-tutto", 0), "", ""}, {"/courses/di-tutto", "", ""},
		{"/privacy", "", ""}, {"/accessibility", "", ""}, {"/certificates", "", ""}, {"/certificates?code=1RVR-YN46", "", ""}, {noPage, "", ""},
	}
}

func signPages() []page {
	return []page{
		{"/sign-in", "", ""}, {"/sign-in", "", send}, {"/sign-in/code", "", ""}, {"/sign-in/code", "", send},
		{"/sign-in/reset", "", ""}, {"/sign-in/reset/new?token=x", "", ""}, {"/sign-up", "", ""}, {"/sign-up", "", send},
		{"/sign-up/sent", "", ""}, {"/sign-up/sent?again=1", "", ""}, {"/sign-up/confirm?token=x", "", ""}, {"/manage", "learner", ""},
	}
}

// learnerPages lets the learner be in the middle of everything.
func learnerPages(t *testing.T, v *person) []page {
	t.Helper()
	v.earns(quickCourse(t))
	done := v.begins("spid-e-cie", "quiz-finale")
	v.json(http.MethodPost, "/api/aula/attempts/"+done.ID+"/submission", nil, nil)
	open := v.begins("di-tutto", "quiz")
	slug := v.lessonOf("spid-e-cie", 0)
	lesson := "/courses/spid-e-cie/" + slug
	v.json(http.MethodPut, "/api/aula/courses/spid-e-cie/lessons/"+slug, map[string]bool{"done": true}, nil)
	v.post("/courses/spid-e-cie/lessons/"+slug+"/questions", url.Values{"text": {"E se cambio casa?"}})
	attempt := "/courses/di-tutto/quizzes/quiz/attempts/" + open.ID
	pages := []page{
		{"/", "learner", ""}, {"/me", "learner", ""}, {"/courses", "learner", ""}, {"/courses/spid-e-cie", "learner", ""}, {lesson, "learner", ""},
		{"/courses/alla-prova", "learner", ""}, {"/courses/alla-prova", "learner", "#rating " + `button[type="submit"]`},
		{finalQuiz, "learner", ""}, {finalQuiz + "/attempts/" + done.ID, "learner", ""},
		{attempt, "learner", ""}, {attempt + "?q=4", "learner", ""}, {attempt + "/review", "learner", ""},
		{"/me/account/email/confirm?token=x", "learner", ""}, {"/me/account/name", "learner", ""},
	}
	for _, part := range []string{"", "/email", "/tax-code", "/password", "/preferences", "/devices", "/identities", "/factors", "/factors/app", "/factors/confirm", "/delete"} {
		pages = append(pages, page{"/me/account" + part, "learner", ""})
	}
	pages = append(pages, noticePages(t, v)...)
	return append(pages, page{"/me/account/email", "learner", send}, page{"/me/account/delete", "learner", "main form button.btn-danger"},
		page{"/me/data", "learner", ""})
}

// trialPages are those of somebody who has answered every kind of question, whose essay waits, and who tries again.
func trialPages(t *testing.T, v *person) []page {
	t.Helper()
	done := regexp.MustCompile(trialQuiz + `/attempts/[a-z0-9]{15}`).Find(v.get(trialQuiz).body)
	if done == nil {
		t.Fatal("the demo's writer has handed nothing in")
	}
	attempt := trialQuiz + "/attempts/" + v.begins(trialCourse, "quiz-tutti-i-tipi").ID
	pages := []page{
		{"/courses/prova-le-domande", "writer", ""}, {trialQuiz, "writer", ""}, {string(done), "writer", ""}, {attempt, "writer", ""},
		{attempt + "/review", "writer", ""}, {trialQuiz + "/preview", "author", ""},
		{trialManaged + "/questions", "author", ""}, {trialManaged + "/files", "author", ""}, {trialManaged, "author", ""},
		{trialManaged + "/attempts/" + path.Base(string(done)), "author", ""}, {trialManaged + "/questions/numero", "author", `button[name="act"][value="preview"].btn`},
	}
	for n := 5; n <= 9; n++ { // the kinds in which phones have least room
		pages = append(pages, page{fmt.Sprintf("%s?q=%d", attempt, n), "writer", ""})
	}
	return pages
}

// noticePages are those of somebody who has just earned a certificate, and of somebody whom nothing was told.
func noticePages(t *testing.T, v *person) []page {
	t.Helper()
	end, err := url.Parse(linkTo(t, academy.mail(t, v.mailbox, "/unsubscribe/"), "/unsubscribe/"))
	if err != nil {
		t.Fatal(err)
	}
	return []page{
		{"/me/notifications", "learner", ""}, {"/me/notifications", "staff", ""}, {"/me/account/notifications", "learner", ""},
		{"/me/account/notifications", "administrator", ""}, {end.Path, "", ""}, {end.Path, "", send}, {"/unsubscribe/x", "", ""},
	}
}

// certificatePages makes one that holds, one that was replaced and one that was revoked.
func certificatePages(t *testing.T, staff *person) []page {
	t.Helper()
	idOf := func(code string) string {
		list := staff.get("/manage/certificates?find=" + code)
		id := regexp.MustCompile(`/manage/certificates/[a-z0-9]{15}`).Find(list.body)
		if id == nil {
			t.Fatalf("no certificate %s in the list", code)
		}
		return string(id)
	}
	replaced := academy.newLearner(t, "Rita", "Vecchia").earns(quickCourse(t))
	old := idOf(replaced)
	fresh := staff.post(old+"/name", url.Values{"given_name": {"Rita"}, "family_name": {"Nuova"}}).path
	fresh, _, _ = strings.Cut(fresh, "?")
	revoked := academy.newLearner(t, "Remo", "Vano").earns(quickCourse(t))
	gone := idOf(revoked)
	staff.post(gone+"/revocation", url.Values{"reason": {"Una prova"}, "confirm": {"yes"}})
	valid := academy.newLearner(t, "Vera", "Salda").earns(quickCourse(t))
	return []page{
		{"/certificates/" + valid, "", ""}, {"/certificates/" + replaced, "", ""}, {"/certificates/" + revoked, "", ""},
		{"/manage/certificates", "staff", ""}, {"/manage/certificates?find=nessuno", "staff", ""}, {fresh, "staff", ""}, {old, "staff", ""}, {gone, "staff", ""},
		{fresh, "staff", `form[action$="/revocation"] button`}, {"/manage", "staff", ""},
		{"/manage/audit", "staff", ""}, {"/manage/audit?who=nessuno", "staff", ""}, {"/manage/audit?act=nothing", "staff", ""},
	}
}

// coursePages leaves a draft, and a good and a faulty archive whose reports wait.
func coursePages(t *testing.T, v *person) []page {
	t.Helper()
	draft := v.upload("/manage/courses", "archive", "bozza.zip", provingCourse(2).zipped(t, "bozza"))
	v.post(draft.path, url.Values{"act": {"draft"}})
	good := v.upload("/manage/courses", "archive", "nuova.zip", everything.with(folder{"02-quiz.md": ""}).zipped(t, "nuova"))
	faulty := v.upload("/manage/courses", "archive", "rotto.zip", faultyCourse.zipped(t, "rotto"))
	broken := v.upload("/manage/courses", "archive", "finto.zip", []byte("questo non è uno zip"))
	return []page{
		{"/manage", "author", ""}, {"/manage/courses", "author", ""}, {good.path, "author", ""}, {faulty.path, "author", ""}, {broken.path, "author", ""},
		{"/manage/courses/spid-e-cie", "author", ""}, {"/manage/courses/spid-e-cie/learners", "author", ""}, {"/manage/courses/spid-e-cie/learners?q=xyzzy", "author", ""},
		{"/manage/courses/spid-e-cie/deadline", "author", ""}, {"/manage/courses/spid-e-cie/deadline", "author", send},
		{"/manage/courses/spid-e-cie/learners", "author", "#own " + `button[type="submit"]`},
		{"/manage/courses/spid-e-cie/withdraw", "author", ""}, {"/manage/courses/bozza/delete", "author", ""}, {"/manage/courses/bozza", "author", ""},
		{"/courses/bozza", "author", ""}, {finalQuiz + "/preview", "author", ""}, {"/courses/di-tutto/quizzes/quiz/preview", "staff", ""},
		{"/manage/questions", "author", ""}, {"/manage/questions", "author", `form[action^="/manage/questions/"] button`}, {"/manage/questions?state=answered", "author", ""},
		{"/manage/courses", "staff", ""}, {"/manage/courses?state=draft", "staff", ""},
		{finalQuizManaged + "/questions", "author", ""}, {finalQuizManaged + "/settings", "author", ""}, {finalQuizManaged + "/new-question?type=essay", "author", ""},
		{finalQuizManaged + "/new-question?type=matching", "author", `button[name="act"][value="preview"].btn`}, {"/manage/courses/di-tutto/quizzes/quiz/questions", "staff", ""},
		{classQuiz + "/statistics", "staff", ""}, {finalQuizManaged + "/statistics", "staff", ""}, {classQuiz + "/regrade", "staff", ""},
	}
}

// markingPages are those by which staff mark, look at results and grant more time.
func markingPages(t *testing.T, v *person) []page {
	t.Helper()
	v.publish("da-correggere", essayCourse)
	pupil := academy.newLearner(t, "Mino", "Riga")
	quiz, attempt := pupil.handsIn("da-correggere", "Gentile signor Rossi, ci manca il documento.")
	link := regexp.MustCompile(`/manage/marking/` + attempt + `/[a-z0-9]{15}`).Find(v.get("/manage/marking?of=quiz." + quiz).body)
	person := regexp.MustCompile(`/manage/courses/da-correggere/learners/[a-z0-9]{15}`).Find(v.get("/manage/courses/da-correggere/learners").body)
	results := "/manage/courses/da-correggere/quizzes/tema"
	return []page{
		{"/manage/marking?of=quiz." + quiz, "staff", ""}, {"/manage/marking?state=others", "staff", ""}, {"/manage/marking?state=done", "staff", ""},
		{string(link), "staff", ""}, {string(link), "staff", `button[value="assign"]`}, {results, "staff", ""}, {results + "?q=xyzzy", "staff", ""},
		{results + "/attempts/" + attempt, "staff", ""}, {string(person), "staff", ""}, {string(person), "staff", `button[value="grant"]`},
	}
}

// organisationPages are those of the bodies, with a retired one and a table of which a row is wrong.
func organisationPages(t *testing.T, v *person) []page {
	t.Helper()
	const list, union, alone = "/manage/organisations", "/manage/organisations/demo_fiume", "/manage/organisations/demo_c10"
	v.post(list+"/new", url.Values{"ipa": {"demo_gone"}, "name": {"Comunità soppressa"}, "kind": {"other"}})
	v.post(list+"/demo_gone/retire", nil)
	table := []byte("Codice_IPA;Denominazione_ente;Codice_fiscale_ente\ndemo_c01;Comune di Acquachiara;12345678901\n")
	tried := v.upload(list+"/import", "table", "enti.csv", table)
	if !strings.Contains(string(tried.body), "12345678901") {
		t.Fatalf("the table was not tried: %s", tried.path)
	}
	member := regexp.MustCompile(union + `/members/[a-z0-9]{15}`).Find(v.get(union).body)
	adhesion := regexp.MustCompile(alone + `/adhesions/[a-z0-9]{15}`).Find(v.get(alone).body)
	const people = "/organisations/demo_c01"
	employee := regexp.MustCompile(people + `/people/[a-z0-9]{15}`).Find(v.get(people + "/hours").body)
	return []page{
		{people + "/people", "staff", ""}, {people + "/assignments", "staff", ""}, {people + "/completions", "staff", ""}, {people + "/completions?q=xyzzy", "staff", ""},
		{people + "/hours", "staff", ""}, {people + "/hours?state=reached", "staff", ""}, {people + "/hours?year=2020", "staff", ""}, {string(employee), "staff", ""},
		{list, "staff", ""}, {list + "?q=xyzzy", "staff", ""}, {list + "?state=retired", "staff", ""}, {list + "/new", "staff", ""}, {list + "/new", "staff", send},
		{list + "/import", "staff", ""}, {list + "/import", "staff", send}, {union, "staff", ""}, {union, "staff", `form[action$="/members"] button`},
		{string(member), "staff", ""}, {alone, "staff", ""}, {alone + "/edit", "staff", ""}, {alone + "/services", "staff", ""}, {alone + "/retire", "staff", ""},
		{alone + "/adhesions/new", "staff", ""}, {union + "/adhesions/new", "staff", send}, {string(adhesion), "staff", ""}, {string(adhesion) + "/remove", "staff", ""},
		{list + "/demo_gone", "staff", ""}, {list + "/demo_gone/retire", "staff", ""}, {"/organisations/demo_c01", "", ""}, {"/organisations/demo_c01/privacy", "", ""},
	}
}

// lookerPages are seen as a learner, by staff.
func lookerPages(t *testing.T, head, looker, learner *person) []page {
	t.Helper()
	at := regexp.MustCompile(`/manage/people/[a-z0-9]{15}`).Find(head.get("/manage/people?q=" + url.QueryEscape(learner.mailbox)).body)
	if got := looker.post(string(at)+"/look", url.Values{"reason": {"asked"}}); got.path != "/me" || !got.says(learner.name) {
		t.Fatalf("%s is not looked as, but at %s", learner.name, got.path)
	}
	return []page{{"/me", "looker", ""}, {"/courses/spid-e-cie", "looker", ""}}
}

func headPages(t *testing.T, v *person) []page {
	t.Helper()
	person := regexp.MustCompile(`/manage/people/[a-z0-9]{15}`).Find(v.get("/manage/people").body)
	learner := regexp.MustCompile(`/manage/people/[a-z0-9]{15}`).Find(v.get("/manage/people?role=learner").body)
	pages := []page{
		{string(learner) + "/look", "administrator", ""}, {string(learner) + "/look", "administrator", send},
		{"/manage/people", "administrator", ""}, {"/manage/people?q=xyzzy", "administrator", ""}, {string(person), "administrator", ""},
		{"/manage/jobs", "administrator", ""}, {"/manage/backups", "administrator", ""}, {"/manage/privacy/retention", "administrator", ""}, {"/manage/privacy/register", "administrator", ""},
		{"/manage/privacy/notices", "administrator", ""}, {"/manage/privacy/notices", "administrator", "main form.reading button.btn-primary"}, {"/manage/privacy/preservation", "administrator", ""}, {"/setup/done", "administrator", ""}, {"/setup/identity", "administrator", ""},
	}
	pages = append(pages, page{"/manage/sign-in", "administrator", ""}, page{"/manage/spid", "administrator", ""},
		page{"/manage/spid", "administrator", `form[action$="/providers"] button`})
	for _, kind := range []string{"cie", "eidas", "directory"} {
		pages = append(pages, page{"/manage/sign-in/new?kind=" + kind, "administrator", ""})
	}
	for _, part := range []string{"identity", "addresses", "mail", "signatory"} {
		pages = append(pages, page{"/manage/centre/" + part, "administrator", ""})
	}
	return pages
}
