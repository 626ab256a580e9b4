package e2e

import (
	"net/http"
	"strings"
	"testing"
)

const (
	author  = "/manage/courses/identita-digitale"
	learned = "/courses/identita-digitale"
)

// ownCourse is the shipped course as an author may have written it: another name, another title.
func ownCourse(t *testing.T) folder {
	t.Helper()
	f := shipped(t, "spid-e-cie")
	head := strings.Replace(f["course.md"], "title: SPID e CIE", "title: La tua identità digitale", 1)
	if head == f["course.md"] {
		t.Fatal("the shipped course has another title now")
	}
	return f.with(folder{"course.md": head})
}

// faultyCourse has what authors get wrong.
var faultyCourse = folder{
	"course.md": "---\ntitle: Un corso con errori\nlanguage: it\nhours: tanto\naudience: marziani\n---\n\nIntroduzione.\n",
	"01-prima.md": "---\nid: prima\n---\n# La prima lezione\n\nUno <script>alert(1)</script> dentro.\n\n" +
		"![Disegno](assets/manca.svg)\n\nVedi [fuori](../../altrove.md).\n",
	"02-seconda.md": "---\nid: prima\n---\n# La seconda lezione\n\nTesto.\n",
	"03-terza.md":   "# La terza\n\nCitt\xe0 in un'altra codifica.\n",
	"quiz-rotto.md": "# Quiz rotto\n\n## Quale va bene?\n\n- [ ] Una\n- [ ] Due\n",
}

func TestAnAuthorLeadsACourseFromTheZipToItsLearners(t *testing.T) {
	t.Parallel()
	writer := academy.newAuthor(t, "Marta", "Neri")
	p := open(t, desktop)
	p.enterByForm(writer.mailbox, writer.password)
	p.refusedCourse()
	p.draftCourse(ownCourse(t))
	p.publishedCourse()
	pupil := academy.newLearner(t, "Ugo", "Riva")
	q := open(t, phone)
	q.become(pupil)
	lesson := q.asksTeacher()
	p.answersLearner(pupil)
	q.readsAnswer(lesson)
	p.seesLearner(pupil.name)
	p.withdrawsCourse(pupil)
	p.uploadsRevision(ownCourse(t), pupil)
	p.seesOwnCoursesOnly()
}

// enterByForm signs in as people do.
func (p *tab) enterByForm(mailbox, password string) {
	p.Helper()
	p.visit("/sign-in")
	p.fill(`input[name="email"]`, mailbox)
	p.fill(`input[name="password"]`, password)
	p.follow(`main form button[type="submit"]`)
}

// sends puts a file into the form and sends it.
func (p *tab) sends(name string, content []byte) {
	p.Helper()
	p.choose("#archive", file(p.T, name, content))
	p.follow(`form[data-upload] button[type="submit"]`)
}

func (p *tab) refusedCourse() {
	p.Helper()
	p.visit("/manage/courses")
	p.sees("Qui ci saranno i tuoi corsi")
	p.picture("staff-courses-empty")
	p.sends("corso-rotto.zip", faultyCourse.zipped(p.T, "corso-rotto"))
	p.explainsFaults()
	p.picture("staff-report-faulty")
	if p.count(`button[name="act"][value="publish"]`) > 0 {
		p.Error("a faulty course may be published")
	}
	p.follow(`button[name="act"][value="discard"]`)
	p.sees("Niente è cambiato")
}

// explainsFaults fails unless the report names each fault with file and line, and says what to do.
func (p *tab) explainsFaults() {
	p.Helper()
	p.sees("«Un corso con errori»", "course.md:4", "«hours» deve essere un numero", "course.md:5", "«marziani» non va bene",
		"01-prima.md:6", "script", "01-prima.md:8", "assets/manca.svg", "01-prima.md:10", "porta fuori dalla cartella",
		"02-seconda.md:2", "L'id «prima» c'è già in 01-prima.md", "03-terza.md:3", "UTF-8", "quiz-rotto.md:3", "Nessuna opzione è giusta")
}

func (p *tab) draftCourse(f folder) {
	p.Helper()
	p.visit("/manage/courses")
	p.sends("identita-digitale.zip", f.zipped(p.T, "identita-digitale"))
	p.sees("«La tua identità digitale»: che cosa contiene", "8 lezioni", "3 verifiche", "Sarebbe un corso nuovo")
	p.picture("staff-report")
	p.follow(`button[name="act"][value="draft"]`)
	p.sees("Il corso è salvato come bozza")
	p.picture("staff-course-draft")
	if got := academy.stranger(p.T).get(learned); got.status != http.StatusNotFound {
		p.Errorf("a stranger sees a draft: %d", got.status)
	}
	p.follow(`a[href="` + learned + `"]`)
	p.sees("Questo corso è una bozza", "La tua identità digitale")
	p.picture("staff-preview-course")
	p.follow(`.course-body .outline a`)
	p.sees("Questo corso è una bozza", "Lezione 1 di 8")
	p.picture("staff-preview-lesson")
	p.visit(learned + "/quizzes/quiz-finale/preview")
	p.sees("Teresa vuole entrare", "Risposta giusta")
}

func (p *tab) publishedCourse() {
	p.Helper()
	p.visit(author)
	p.follow(`form[action$="/publish"] button`)
	p.sees("Il corso è pubblicato")
	g := open(p.T, phone)
	g.visit("/courses")
	g.fill(`main input[name="q"]`, "identita")
	g.follow(`main form[role="search"] button[type="submit"]`)
	g.sees("La tua identità digitale")
	g.picture("staff-catalogue-search")
	if g.count(`main a[href="`+learned+`"]`) == 0 {
		g.Error("a word without its accent does not find the course")
	}
	g.visit("/courses?q=identitq")
	if g.count(`main a[href="`+learned+`"]`) > 0 {
		g.Error("a word that is not there finds the course")
	}
}

const theQuestion = "Se cambio telefono devo rifare tutto?"

// asksTeacher enrols, marks the first lesson and asks about it.
func (p *tab) asksTeacher() (lesson string) {
	p.Helper()
	p.visit(learned)
	p.follow(`form[action$="/enrolment"] button`)
	p.visit(learned)
	lesson = eval[string](p, `document.querySelector(".course-body .outline a").getAttribute("href")`)
	p.visit(lesson)
	p.follow(`button[name="done"][value="true"]`)
	p.visit(lesson)
	p.click("#ask details summary")
	p.fill("#text", theQuestion)
	p.follow(`form[action$="/questions"] button`)
	p.sees("Domanda inviata", theQuestion)
	p.picture("staff-question-asked")
	return lesson
}

func (p *tab) answersLearner(pupil *person) {
	p.Helper()
	p.visit("/manage/courses")
	p.sees("Una domanda aspetta")
	p.visit("/manage/questions")
	p.sees(theQuestion, pupil.name, "La tua identità digitale")
	p.picture("staff-question")
	p.follow(`form[action^="/manage/questions/"] button`)
	p.sees("Scrivi la risposta prima di inviarla")
	p.fill(`textarea[name="answer"]`, "No: basta spostare l'app sul telefono nuovo.")
	p.follow(`form[action^="/manage/questions/"] button`)
	p.sees("La risposta è salvata", "Nessuna domanda aspetta una risposta")
	text := academy.mail(p.T, pupil.mailbox, "basta spostare l'app")
	if !strings.Contains(text, theQuestion) || !strings.Contains(text, academy.url+learned) {
		p.Errorf("the mail does not lead back:\n%s", text)
	}
}

func (p *tab) readsAnswer(lesson string) {
	p.Helper()
	p.visit(lesson)
	p.sees("L'insegnante ha risposto", "basta spostare l'app sul telefono nuovo")
	p.picture("staff-answer-read")
}

func (p *tab) seesLearner(name string) {
	p.Helper()
	p.visit(author + "/learners")
	given, family, _ := strings.Cut(name, " ")
	p.sees(family+" "+given, "In corso")
	if percent := eval[int](p, `document.querySelector("main td progress").value`); percent <= 0 || percent >= 50 {
		p.Errorf("one lesson of eight is %d %%", percent)
	}
	p.picture("staff-learners")
}

func (p *tab) withdrawsCourse(pupil *person) {
	p.Helper()
	p.visit(author)
	p.follow(`a[href$="/withdraw"]`)
	p.sees("Nessuno perde quello che ha fatto", "Una persona lo sta seguendo")
	p.picture("staff-withdraw")
	p.follow(`form[action$="/withdraw"] button`)
	p.sees("Il corso è ritirato")
	if got := academy.stranger(p.T).get(learned); got.status != http.StatusNotFound {
		p.Errorf("a stranger sees a withdrawn course: %d", got.status)
	}
	if got := pupil.get(learned); got.status != http.StatusOK || !got.says("Questo corso è stato ritirato") {
		p.Errorf("who is enrolled gets %d", got.status)
	}
}

// uploadsRevision changes one lesson, takes one away and adds one; what was done stays done.
func (p *tab) uploadsRevision(f folder, pupil *person) {
	p.Helper()
	const first, last = "01-che-cosa-e-l-identita-digitale.md", "08-se-qualcosa-va-storto.md"
	next := f.with(folder{
		first: f[first] + "\nUna frase in più.\n", last: "",
		"09-in-viaggio.md": "---\nid: in-viaggio\n---\n# In viaggio\n\nAnche all'estero.\n",
	})
	p.visit(author)
	p.sends("identita-digitale.zip", next.zipped(p.T, "identita-digitale"))
	p.sees("Si aggiornerebbe il corso «La tua identità digitale» (identita-digitale) alla revisione 2",
		"Lezione cambiata", "Lezione tolta", "Lezione nuova: «In viaggio»", "Una persona sta seguendo il corso")
	p.picture("staff-report-revision")
	p.follow(`button[name="act"][value="publish"]`)
	p.sees("Il corso è pubblicato", "revisione 2")
	q := open(p.T, phone)
	q.become(pupil)
	q.visit(learned)
	q.sees("In viaggio")
	if done := q.count(".course-body .outline li.done"); done != 1 {
		q.Errorf("%d lessons are done after the revision, want the one from before", done)
	}
	q.picture("staff-progress-kept")
}

func (p *tab) seesOwnCoursesOnly() {
	p.Helper()
	p.visit("/manage/courses")
	if n := p.count("main tbody tr"); n != 1 {
		p.Errorf("the author sees %d courses, want the own one", n)
	}
	other, mine := academy.as(p.T, "author"), p.client()
	for _, page := range []string{"", "/learners", "/learners.csv", "/course.zip", "/withdraw", "/delete"} {
		if got := other.get(author + page); got.status != http.StatusNotFound {
			p.Errorf("another author gets %d for %s", got.status, author+page)
		}
		res, err := mine.Get(p.home.url + "/manage/courses/spid-e-cie" + page)
		p.must(err)
		res.Body.Close()
		if res.StatusCode != http.StatusNotFound {
			p.Errorf("the author gets %d for another's %s", res.StatusCode, page)
		}
	}
}

func TestAnAuthorUploadsACourseWithoutScripts(t *testing.T) {
	t.Parallel()
	p := open(t, look{width: 390, height: 844, withoutScript: true})
	writer := academy.newAuthor(t, "Piero", "Gallo")
	if got := writer.upload("/manage/courses", "archive", "", nil); got.status != http.StatusUnprocessableEntity || !got.says("Scegli prima il file zip") {
		t.Errorf("a form without a file is answered with %d", got.status)
	}
	p.become(writer)
	p.visit("/manage/courses")
	p.sends("corso-rotto.zip", faultyCourse.zipped(t, "corso-rotto"))
	p.explainsFaults()
	p.picture("staff-report-without-scripts")
	p.visit("/manage/courses")
	p.sends("senza-script.zip", ownCourse(t).zipped(t, "senza-script"))
	p.follow(`button[name="act"][value="publish"]`)
	p.sees("Il corso è pubblicato")
	if got := academy.stranger(t).get("/courses/senza-script"); got.status != http.StatusOK {
		t.Errorf("the course is not there: %d", got.status)
	}
}
