package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

const editedQuiz = `---
title: Alla fine
pass: 50
---

Poche domande.

## Che cos'è la PEC? {#pec}

- [x] Una casella
  > Che vale come raccomandata.
- [ ] Un timbro

## Quanti minuti? {#minuti}

= 42

` + everyKindQuestions

// everyKindQuestions has the other types.
const everyKindQuestions = `## Vero? {#vero}

= vero

## Quali? {#quali}

- [x] una
- [x] due
- [ ] tre

## Abbina {#abbina}

- Piemonte -> Torino
- Liguria -> Genova

## Ordina {#ordina}

1. primo
2. secondo

## Completa {#completa}

La [[PEC]] vale come una [[*raccomandata|lettera]].

## Racconta {#racconta type=essay files=1 accept=pdf}

Perché?

:::rubric
- Chiarezza
  - 0: Non si capisce
  - 2: Si capisce
:::
`

const editorList = "/manage/courses/nuovo/quizzes/quiz/questions"

// editor brings a course with one quiz online and returns its author.
func editor(t *testing.T, state string) (library, reader) {
	t.Helper()
	lib := newLibrary(t)
	author := lib.as(lib.author)
	report := author.uploaded(zipped(t, "nuovo/course.md", newCourse, "nuovo/01-a.md", "# Prima\n\nTesto\n", "nuovo/quiz.md", editedQuiz))
	author.post(report, url.Values{"act": {state}})
	return lib, author
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([\w-]+)" value="([^"]*)"`)
	lineField   = regexp.MustCompile(`<input type="text" class="form-control[^"]*" id="[\w-]+" name="([\w-]+)" value="([^"]*)"`)
	areaField   = regexp.MustCompile(`(?s)<textarea [^>]*name="([\w-]+)"[^>]*>\n(.*?)</textarea>`)
	tickedField = regexp.MustCompile(`<input type="(?:checkbox|radio)" id="[\w-]+" name="([\w-]+)" value="([\w-]+)" checked`)
	chosenField = regexp.MustCompile(`(?s)<select class="form-select" id="[\w-]+" name="([\w-]+)">(.*?)</select>`)
	chosenValue = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// editing is the form of a page as a browser would send it back, with some values changed: names and values in turn.
func editing(page string, pairs ...string) url.Values {
	_, page, _ = strings.Cut(page, `class="form editor"`)
	form := url.Values{}
	for _, fields := range []*regexp.Regexp{hiddenField, lineField, areaField, tickedField} {
		for _, m := range fields.FindAllStringSubmatch(page, -1) {
			form.Add(m[1], unescaped.Replace(m[2]))
		}
	}
	for _, m := range chosenField.FindAllStringSubmatch(page, -1) {
		if v := chosenValue.FindStringSubmatch(m[2]); v != nil {
			form.Set(m[1], v[1])
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

var unescaped = strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&", "&#43;", "+")

// questionsNow are the quiz's questions by their keys.
func questionsNow(t *testing.T, lib library) map[string]quizzes.Editable {
	t.Helper()
	c, err := courses.FindBySlug(lib.App, "nuovo")
	if err != nil {
		t.Fatal(err)
	}
	quiz, err := quizzes.FindBySlug(lib.App, c.Id, "quiz")
	if err != nil {
		t.Fatal(err)
	}
	current, _, err := quizzes.Editables(lib.App, quiz.Id)
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]quizzes.Editable{}
	for _, q := range current {
		byKey[q.Key] = q
	}
	return byKey
}

func TestAQuestionIsSeenBeforeItIsSavedAndOldAttemptsStay(t *testing.T) {
	lib, author := editor(t, "publish")
	learner := lib.as(lib.learner)
	attempt := learner.post("/courses/nuovo/quizzes/quiz/attempts", nil)
	if list := author.page(editorList); !strings.Contains(list, "Che cos&#39;è la PEC?") || !strings.Contains(list, "8 domande") {
		t.Fatalf("the list: %s", list)
	}
	form := editing(author.page(editorList+"/pec"), "prompt", "Che cosa vuol dire PEC?", "row-1-text", "Un **francobollo**", "act", "preview")
	res, page := author.send(http.MethodPost, editorList+"/pec", form)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("preview: %d", res.StatusCode)
	}
	for _, want := range []string{"Come la vede chi risponde", `type="radio" name="q_preview"`, "<strong>francobollo</strong>", "Risposta giusta", "Che vale come raccomandata.", "non ancora salvata"} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if questionsNow(t, lib)["pec"].Version != 1 {
		t.Error("the preview saved the question")
	}
	if to := author.post(editorList+"/pec", editing(page, "act", "save")); to != editorList+"?said=question_saved#question-pec" {
		t.Errorf("saving leads to %s", to)
	}
	if q := questionsNow(t, lib)["pec"]; q.Version != 2 || q.Body.Prompt.Plain != "Che cosa vuol dire PEC?" || q.Body.Options[1].Text.Source != "Un **francobollo**" {
		t.Errorf("saved as %+v", q)
	}
	if page := learner.page(attempt); !strings.Contains(page, "Un timbro") || strings.Contains(page, "francobollo") {
		t.Error("an attempt that had begun has changed")
	}
	if to := author.post(editorList+"/pec", editing(author.page(editorList+"/pec"), "act", "save")); !strings.Contains(to, "question_same") {
		t.Errorf("saving again leads to %s", to)
	}
}

func TestEveryTypeGoesThroughItsPageUnchanged(t *testing.T) {
	lib, author := editor(t, "draft")
	for key, before := range questionsNow(t, lib) {
		page := author.page(editorList + "/" + key)
		author.post(editorList+"/"+key, editing(page, "act", "save"))
		if after := questionsNow(t, lib)[key]; after.Version != 1 {
			t.Errorf("%s: saved without a change it becomes version %d: %+v", key, after.Version, after.Question)
		}
		_, preview := author.send(http.MethodPost, editorList+"/"+key, editing(page, "act", "preview"))
		if !strings.Contains(preview, `id="preview"`) || !strings.Contains(preview, `data-type="`+string(before.Type)+`"`) {
			t.Errorf("%s has no preview", key)
		}
		_, markdown := author.send(http.MethodPost, editorList+"/"+key, editing(page, "act", "markdown"))
		if !strings.Contains(markdown, "{#"+key) {
			t.Errorf("%s has no Markdown", key)
		}
		author.post(editorList+"/"+key, editing(markdown, "act", "save"))
		if after := questionsNow(t, lib)[key]; after.Version != 1 {
			t.Errorf("%s: its Markdown makes another version", key)
		}
	}
}

func TestWhatIsWrongStandsAtItsFieldAndNothingIsLost(t *testing.T) {
	lib, author := editor(t, "draft")
	page := author.page(editorList + "/pec")
	rows := []struct {
		name  string
		pairs []string
		wants []string
	}{
		{"points that are none", []string{"points", "molti"}, []string{`id="points-error"`, `value="molti"`, `href="#points"`}},
		{"nothing is asked", []string{"prompt", " "}, []string{`id="prompt-error"`, `aria-invalid="true"`}},
		{"a weight that cannot be", []string{"row-1-weight", "300"}, []string{`id="row-1-weight-error"`, "Riga 2 delle risposte", `value="300"`}},
		{"no right answer", []string{"right", ""}, []string{`href="#rows"`, "Una casella"}},
		{"Markdown of two questions", []string{"mode", "markdown", "source", "## a\n= x\n\n## b\n= y"}, []string{`id="source-error"`, "Riga 1", "## b"}},
	}
	for _, row := range rows {
		for _, act := range []string{"save", "preview"} {
			res, body := author.send(http.MethodPost, editorList+"/pec", editing(page, append(row.pairs, "act", act)...))
			if res.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s, %s: %d", row.name, act, res.StatusCode)
			}
			for _, want := range row.wants {
				if !strings.Contains(body, want) {
					t.Errorf("%s, %s: the page lacks %q", row.name, act, want)
				}
			}
		}
	}
	if questionsNow(t, lib)["pec"].Version != 1 {
		t.Error("a faulty question was saved")
	}
}

func TestAFormAsksForAnswersInItsOwnWords(t *testing.T) {
	_, author := editor(t, "draft")
	at := strings.TrimSuffix(editorList, "questions") + "new-question"
	for _, kind := range []string{"short", "numeric"} {
		_, body := author.send(http.MethodPost, at, editing(author.page(at+"?type="+kind), "prompt", "Che cos'è?", "act", "save"))
		if !strings.Contains(body, "Manca una risposta accettata") || strings.Contains(body, "- [x]") {
			t.Errorf("%s: the form speaks of signs of a file", kind)
		}
	}
}

func TestRowsOfAQuestionNeedNoScript(t *testing.T) {
	_, author := editor(t, "draft")
	page := author.page(editorList + "/pec")
	for _, act := range []string{"add", "up.2"} {
		_, page = author.send(http.MethodPost, editorList+"/pec", editing(page, "act", act))
	}
	if !strings.Contains(page, `name="rows" value="3"`) || !strings.Contains(page, `id="row-1-text" name="row-1-text" rows="2" autofocus`) {
		t.Error("the new row is not where it was moved to")
	}
	_, page = author.send(http.MethodPost, editorList+"/pec", editing(page, "act", "remove.1"))
	if !strings.Contains(page, `name="rows" value="2"`) || !strings.Contains(page, "Un timbro") {
		t.Error("removing a row takes another one")
	}
}

func TestQuestionsAreAddedCopiedMovedTakenOutAndPutBack(t *testing.T) {
	lib, author := editor(t, "publish")
	form := editing(author.page("/manage/courses/nuovo/quizzes/quiz/new-question?type=true_false"), "prompt", "La PEC è gratis?", "truth", "false", "act", "save")
	if to := author.post("/manage/courses/nuovo/quizzes/quiz/new-question", form); !strings.HasSuffix(to, "#question-la-pec-e-gratis") {
		t.Errorf("a new question leads to %s", to)
	}
	copied := editing(author.page("/manage/courses/nuovo/quizzes/quiz/new-question?from=pec"), "act", "save")
	if to := author.post("/manage/courses/nuovo/quizzes/quiz/new-question", copied); !strings.HasSuffix(to, "#question-che-cos-e-la-pec") {
		t.Errorf("a copy leads to %s", to)
	}
	copied.Set("key", "pec")
	if res, body := author.send(http.MethodPost, "/manage/courses/nuovo/quizzes/quiz/new-question", copied); res.StatusCode != 422 || !strings.Contains(body, `id="key-error"`) {
		t.Errorf("an id that is taken: %d", res.StatusCode)
	}
	author.post(editorList+"/minuti/move", url.Values{"to": {"up"}})
	if list := author.page(editorList); strings.Index(list, "Quanti minuti?") > strings.Index(list, "Che cos&#39;è la PEC?") {
		t.Error("the question has not moved")
	}
	if body := author.page(editorList + "/pec/delete"); !strings.Contains(body, "Puoi rimetterla quando vuoi") {
		t.Error("it is not said what taking out means")
	}
	author.post(editorList+"/pec/delete", nil)
	if _, there := questionsNow(t, lib)["pec"]; there {
		t.Error("the question is still there")
	}
	if list := author.page(editorList); !strings.Contains(list, `action="`+editorList+`/pec/restore"`) {
		t.Error("the question cannot be put back")
	}
	if to := author.post(editorList+"/pec/delete", nil); !strings.Contains(to, "question_gone") {
		t.Errorf("taking out twice leads to %s", to)
	}
	author.post(editorList+"/pec/restore", nil)
	if q := questionsNow(t, lib)["pec"]; q.Version != 1 {
		t.Errorf("it comes back as version %d", q.Version)
	}
}

func TestTheSecondOfTwoPeopleSeesBothVersions(t *testing.T) {
	lib, author := editor(t, "draft")
	staff := lib.as(lib.staff)
	mine, theirs := author.page(editorList+"/pec"), staff.page(editorList+"/pec")
	staff.post(editorList+"/pec", editing(theirs, "prompt", "Come la chiama lei?", "act", "save"))
	res, page := author.send(http.MethodPost, editorList+"/pec", editing(mine, "prompt", "Come la chiamo io?", "act", "save"))
	if res.StatusCode != http.StatusConflict || !strings.Contains(page, "## Come la chiama lei? {#pec}") || !strings.Contains(page, "Come la chiamo io?") || !strings.Contains(page, "Salva il mio testo") {
		t.Fatalf("the second person: %d", res.StatusCode)
	}
	author.post(editorList+"/pec", editing(page, "act", "save"))
	if q := questionsNow(t, lib)["pec"]; q.Body.Prompt.Plain != "Come la chiamo io?" || q.Version != 3 {
		t.Errorf("now it is %q, version %d", q.Body.Prompt.Plain, q.Version)
	}
	mine = author.page(editorList + "/minuti")
	staff.post(editorList+"/minuti/delete", nil)
	res, page = author.send(http.MethodPost, editorList+"/minuti", editing(mine, "points", "2", "act", "save"))
	if res.StatusCode != http.StatusConflict || !strings.Contains(page, "ha tolto questa domanda") {
		t.Fatalf("a question taken out meanwhile: %d", res.StatusCode)
	}
	author.post(editorList+"/minuti", editing(page, "act", "save"))
	if q := questionsNow(t, lib)["minuti"]; q.Points != 2 {
		t.Errorf("it has not come back: %+v", q)
	}
}

func TestADrawThatFindsTooFewIsSavedAndSaidSo(t *testing.T) {
	_, author := editor(t, "draft")
	const address = "/manage/courses/nuovo/quizzes/quiz/settings"
	if to := author.post(address, editing(author.page(address), "draw", "99", "act", "save")); to != address+"?said=quiz_settings_saved" {
		t.Errorf("saving leads to %s", to)
	}
	if page := author.page(address); !strings.Contains(page, "Da controllare") || !strings.Contains(page, "Si vogliono estrarre 99 domande") {
		t.Errorf("nothing says that there are not so many: %s", mainOf(page))
	}
	if to := author.post(address, editing(author.page(address), "draw", "1", "act", "save")); to != editorList+"?said=quiz_settings_saved" {
		t.Errorf("a draw that finds enough leads to %s", to)
	}
}

func TestHowAQuizIsAskedIsEditedWithoutScripts(t *testing.T) {
	lib, author := editor(t, "draft")
	const address = "/manage/courses/nuovo/quizzes/quiz/settings"
	first := author.page(address)
	page := first
	for _, act := range []string{"add.bands", "add.bands", "remove.bands.1"} {
		_, page = author.send(http.MethodPost, address, editing(page, "act", act))
	}
	form := editing(page, "pass", "75", "attempts", "3", "wait", "1d", "time_limit", "20", "shuffle", "options", "band-0-from", "80", "band-0-text", "Ottimo", "act", "save")
	if to := author.post(address, form); to != editorList+"?said=quiz_settings_saved" {
		t.Errorf("saving leads to %s", to)
	}
	c, err := courses.FindBySlug(lib.App, "nuovo")
	if err != nil {
		t.Fatal(err)
	}
	quiz, err := quizzes.FindBySlug(lib.App, c.Id, "quiz")
	if err != nil {
		t.Fatal(err)
	}
	s, err := quiz.Settings()
	if err != nil || s.Pass != 75 || s.Attempts != 3 || s.Wait != 24*60 || s.TimeLimit != 20 || s.Grace != 30 || !s.ShuffleOptions || len(s.Bands) != 1 {
		t.Errorf("settings are %+v, %v", s, err)
	}
	if page := author.page(address); !strings.Contains(page, `name="wait" value="24h"`) {
		t.Error("a wait of a day is not written in hours")
	}
	res, body := author.send(http.MethodPost, address, editing(author.page(address), "pass", "120", "act", "save"))
	if res.StatusCode != 422 || !strings.Contains(body, `id="pass-error"`) || !strings.Contains(body, `value="120"`) {
		t.Errorf("too much to pass: %d", res.StatusCode)
	}
	res, body = author.send(http.MethodPost, address, editing(first, "title", "Altro", "act", "save"))
	if res.StatusCode != http.StatusConflict || !strings.Contains(body, "pass: 75") || !strings.Contains(body, `value="Altro"`) {
		t.Errorf("settings that somebody else changed: %d", res.StatusCode)
	}
}

func TestHowAGIFTQuizIsAskedIsEditedAndItsQuestionsStay(t *testing.T) {
	const source = "::Uno::Due più due? {=4 ~5}\n\n::Due::Il cielo è blu. {T}\n\n[moodle]Leggi <b>tutto</b>.\nPoi rispondi.\n"
	const address = "/manage/courses/nuovo/quizzes/quiz/settings"
	lib := newLibrary(t)
	author := lib.as(lib.author)
	report := author.uploaded(zipped(t, "nuovo/course.md", newCourse, "nuovo/01-a.md", "# Prima\n\nTesto\n", "nuovo/quiz.gift", source))
	author.post(report, url.Values{"act": {"publish"}})
	before := questionsNow(t, lib)
	learner := lib.as(lib.learner)
	intro := func() string {
		_, page, _ := strings.Cut(learner.page("/courses/nuovo/quizzes/quiz"), `<div class="content" lang="it">`)
		text, _, _ := strings.Cut(page, "<dl")
		return text
	}
	first := intro()
	if !strings.Contains(first, "<b>tutto</b>") {
		t.Fatalf("the introduction is %s", first)
	}
	author.post(address, editing(author.page(address), "pass", "75", "act", "save"))
	if now := intro(); strings.Join(strings.Fields(now), "") != strings.Join(strings.Fields(first), "") {
		t.Errorf("another setting makes the introduction\n%s, it was\n%s", now, first)
	}
	author.post(address, editing(author.page(address), "intro", "Benvenuto.\n\n- Leggi\n- **Rispondi**", "act", "save"))
	if now := intro(); !strings.Contains(now, "<li><strong>Rispondi</strong></li>") || strings.Contains(now, "tutto") {
		t.Errorf("the introduction is %s", now)
	}
	if page := author.page(address); !strings.Contains(page, "- **Rispondi**</textarea>") || !strings.Contains(page, `value="75"`) {
		t.Error("the form does not show what was saved")
	}
	for key, q := range questionsNow(t, lib) {
		if q.Version != 1 || before[key].Type != q.Type {
			t.Errorf("question %s has become version %d", key, q.Version)
		}
	}
	if now := questionsNow(t, lib); len(now) != 2 {
		t.Errorf("%d questions", len(now))
	}
}

func TestWhoMayEditQuestions(t *testing.T) {
	lib, _ := editor(t, "publish")
	const quiz = "/manage/courses/nuovo/quizzes/quiz"
	pia := lib.user("author", "Pia")
	for _, path := range []string{quiz + "/questions", quiz + "/questions/pec", quiz + "/questions/pec/delete", quiz + "/new-question", quiz + "/settings"} {
		for name, row := range map[string]struct {
			who  reader
			want int
		}{"a guest": {lib.as(nil), 303}, "a learner": {lib.as(lib.learner), 403}, "another author": {lib.as(pia), 404}, "staff": {lib.as(lib.staff), 200}} {
			if res, _ := row.who.send(http.MethodGet, path, nil); res.StatusCode != row.want {
				t.Errorf("%s as %s: %d", path, name, res.StatusCode)
			}
		}
	}
	for _, path := range []string{"/questions/pec", "/questions/pec/move", "/questions/pec/delete", "/questions/pec/restore", "/new-question", "/settings"} {
		if res, _ := lib.as(pia).send(http.MethodPost, quiz+path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("POST %s as another author: %d", path, res.StatusCode)
		}
	}
	for _, path := range []string{quiz + "/questions/manca", quiz + "/questions/manca/delete", quiz + "/new-question?from=manca"} {
		if res, _ := lib.as(lib.author).send(http.MethodGet, path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

func TestTheEditorSpeaksEveryLanguage(t *testing.T) {
	lib, author := editor(t, "draft")
	author.post(editorList+"/vero/delete", nil)
	paths := []string{editorList, editorList + "/pec/delete", "/manage/courses/nuovo", "/manage/courses/nuovo/quizzes/quiz/settings"}
	for key := range questionsNow(t, lib) {
		paths = append(paths, editorList+"/"+key, editorList+"/"+key+"?as=markdown")
	}
	for _, kind := range questionTypes {
		paths = append(paths, "/manage/courses/nuovo/quizzes/quiz/new-question?type="+string(kind))
	}
	for _, lang := range locales.Languages {
		lib.author.Set("locale", lang)
		if err := lib.Save(lib.author); err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if body := author.page(path); strings.Contains(body, "⟦") || !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s %s lacks a text: %s", lang, path, around(body, "⟦"))
			}
		}
	}
}
