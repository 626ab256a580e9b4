package quizzes

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"aula/internal/markup"
)

// everyKind has each type with all that its form has.
const everyKind = `---
title: Di tutto
---

## Quale si apre con il livello 2? {#scelta points=2,5 category=SPID/Livelli skill=digcomp-2.2:2.3 title="La scelta" penalty=0,25}

Guarda lo **schema**.

- [ ] Il primo
  > Il primo non basta.
- [x] Il secondo
- [ ] Quasi {weight=50}

> Il livello 2 è il più usato.

## Quali sono sicure? {#piu partial=false shuffle=false}

- [x] una
- [x] due
- [ ] tre

## Una sola fra tante {#una type=multiple}

- [x] una
- [ ] due

## La PEC ha valore legale. {#vero penalty=0,5}

- [x] Vero
- [ ] Falso
  > Rileggi la lezione.

## Come si chiama? {#breve case=true accents=true}

= PEC
= Posta* {weight=50}
> Quasi.
~
> Ripassa.

## Quanto è lunga? {#numero units="km|chilometri; m|metri=0,001" unit=required unit_penalty=0,2}

= 42 ± 0,5
= 10..20 {weight=25}

## Abbina {#coppie partial=false}

- Piemonte -> Torino
- Liguria -> Genova
  > È sul mare.
- Sanremo -> Genova
- -> Bari

## Metti in ordine {#ordine}

1. uno
2. due
3. tre

## Completa {#spazi}

La [[PEC|posta elettronica {weight=50} > Quasi.]] vale come una [[*raccomandata|lettera]]{points=2}
e arriva in [[2 ± 1]] minuti, dice [[=3]].

## Racconta {#tema type=essay lines=12 min_words=50 max_words=200 files=2 accept=pdf,image}

Che cosa faresti?

:::rubric
- Chiarezza
  - 0: Non si capisce
  - 2: Si capisce
- Esempi
  - 0: Nessuno
  - 1: Uno
:::

:::template
Gentile collega,
:::

:::notes
Conta il tono.
:::

# La mail della banca {group=mail}

Anna riceve questa mail.

## Che cosa guarda per prima? {#mittente}

- [x] Il mittente
- [ ] I colori

## E poi? {#poi}

- [x] Il link
- [ ] La firma
`

func read(t *testing.T, source string) Quiz {
	t.Helper()
	q, found := ParseMarkdown([]byte(source), Options{Key: "tutto"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	return q
}

func TestAQuestionGoesThroughItsFormUnchanged(t *testing.T) {
	quiz := read(t, everyKind)
	if len(quiz.Questions) != 12 {
		t.Fatalf("%d questions", len(quiz.Questions))
	}
	for _, q := range quiz.Questions {
		again, found := FormOf(q).Question(Options{})
		if len(found) > 0 {
			t.Errorf("%s: %v", q.Key, found)
		}
		want, _ := q.Edition()
		if got, err := again.Edition(); err != nil || got != want {
			t.Errorf("%s comes back as another question:\n%+v\n%+v, %v", q.Key, again, q, err)
		}
	}
}

func TestAQuestionGoesThroughItsMarkdownUnchanged(t *testing.T) {
	for _, q := range read(t, everyKind).Questions {
		source, err := QuestionMarkdown(q)
		if err != nil {
			t.Fatal(q.Key, err)
		}
		again, found := ReadQuestion(source, Options{})
		want, _ := q.Edition()
		if got, err := again.Edition(); err != nil || got != want || len(found) > 0 {
			t.Errorf("%s comes back as another question: %v %v\n%s", q.Key, found, err, source)
		}
	}
}

// typed is a form with some fields changed: names and values in turn.
func typed(f Form, pairs ...string) Form {
	for i := 0; i < len(pairs); i += 2 {
		f.Fields[pairs[i]] = pairs[i+1]
	}
	return f
}

func rows(f Form, rows ...FormRow) Form {
	f.Rows = rows
	return f
}

func TestAFormSaysAtWhichFieldSomethingIsWrong(t *testing.T) {
	asked := func(ty Type) Form { return typed(NewForm(ty, Markdown), FieldPrompt, "Quale?") }
	two := []FormRow{{Text: "una", Right: true}, {Text: "due"}}
	table := []struct {
		name        string
		form        Form
		field, code string
	}{
		{"nothing is asked", rows(NewForm(Single, Markdown), two...), FieldPrompt, "quiz.empty_question"},
		{"no option is right", rows(asked(Single), FormRow{Text: "una"}, FormRow{Text: "due"}), FieldRows, "quiz.no_right_option"},
		{"nothing to choose", rows(asked(Multiple)), FieldRows, "quiz.too_few_options"},
		{"points are no number", rows(typed(asked(Single), "points", "tanti"), two...), "points", "quiz.bad_number"},
		{"a weight too large", rows(asked(Single), FormRow{Text: "una", Right: true}, FormRow{Text: "due", Weight: "120"}), "row-1-weight", "quiz.bad_number"},
		{"feedback without an option", rows(asked(Single), FormRow{Text: "una", Right: true}, FormRow{Feedback: "no"}), "row-1-text", "quiz.empty_row"},
		{"neither true nor false", asked(TrueFalse), FieldRows, "quiz.true_or_false"},
		{"no written answer", asked(Short), FieldRows, "quiz.no_answers"},
		{"words for a number", rows(asked(Numeric), FormRow{Text: "tanti"}), FieldRows, "quiz.not_numbers"},
		{"half a pair", rows(asked(Matching), FormRow{Text: "Piemonte"}), "row-0-partner", "quiz.pair_incomplete"},
		{"one step", rows(asked(Ordering), FormRow{Text: "uno"}), FieldRows, "quiz.too_few_options"},
		{"no gap", typed(asked(Gaps), FieldDetail, "Niente."), FieldPrompt, "quiz.no_gaps"},
		{"a level without points", rows(asked(Essay), FormRow{Text: "Chiarezza", Partner: "0: no\nbene"}), "row-0-partner", "quiz.bad_number"},
		{"a script in the second line", rows(typed(asked(Single), FieldDetail, "Guarda\n\n<script>x</script>"), two...), FieldDetail, "markup.script_dropped"},
		{"an id with spaces", rows(Form{Key: "a b", Type: Single, Format: Markdown, Fields: map[string]string{FieldPrompt: "Quale?"}}, two...), FieldKey, "quiz.bad_id"},
	}
	for _, row := range table {
		_, found := row.form.Question(Options{})
		if !slices.ContainsFunc(found, func(f markup.Finding) bool { return f.Path == row.field && f.Code == row.code }) {
			t.Errorf("%s: found %v, want %s at %s", row.name, found, row.code, row.field)
		}
	}
}

func TestTextsThatLookLikeAnswersStayTexts(t *testing.T) {
	f := rows(typed(NewForm(Single, Markdown), FieldPrompt, "# Quale {points=9} #", FieldDetail, "- [x] non una risposta\n\n## né una domanda"),
		FormRow{Text: "prima\n- [ ] ancora prima", Right: true}, FormRow{Text: "= 5 {weight=3}"})
	q, found := f.Question(Options{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	quiz := Quiz{Key: "k", Settings: DefaultSettings()}
	if _, err := quiz.Add(q, nil); err != nil {
		t.Fatal(err)
	}
	written, err := WriteMarkdown(quiz)
	if err != nil {
		t.Fatal(err)
	}
	again, found := ParseMarkdown(written, Options{Key: "k"})
	if len(found) > 0 || len(again.Questions) != 1 || len(again.Questions[0].Body.Options) != 2 || again.Questions[0].Points != 1 {
		t.Errorf("%v %+v\n%s", found, again.Questions, written)
	}
}

func TestSomethingElseThanOneQuestionIsRefused(t *testing.T) {
	one := "## Uno?\n= sì\n"
	for name, source := range map[string]string{
		"nothing": "", "two": one + one, "words before it": "Ciao\n\n" + one, "settings": "---\npass: 3\n---\n" + one, "no answers": "## Uno?\n",
		"not UTF-8": "## Uno?\n= \xff\n",
	} {
		if _, found := ReadQuestion([]byte(source), Options{}); !slices.ContainsFunc(found, isError) {
			t.Errorf("%s is taken", name)
		}
	}
}

func keys(q Quiz) string {
	var list []string
	for _, question := range q.Questions {
		list = append(list, question.Key)
	}
	return strings.Join(list, " ")
}

func TestQuestionsChangeTheirPlaces(t *testing.T) {
	const three = "## a {#a}\n= x\n## b {#b}\n= x\n## c {#c}\n= x\n"
	table := []struct {
		key  string
		by   int
		want string
	}{{"a", 1, "b a c"}, {"c", -1, "a c b"}, {"a", -1, "a b c"}, {"c", 5, "a b c"}, {"a", 2, "b c a"}}
	for _, row := range table {
		q := read(t, three)
		if err := q.Move(row.key, row.by); err != nil || keys(q) != row.want {
			t.Errorf("%s by %d: %s, %v", row.key, row.by, keys(q), err)
		}
	}
	q := read(t, three)
	for _, key := range []string{"a", "b"} {
		if err := q.Remove(key); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Remove("c"); !errors.Is(err, ErrLast) {
		t.Errorf("the last question: %v", err)
	}
	if err := q.Move("a", 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("a question that is not there: %v", err)
	}
}

func TestTheSecondOfTwoEditorsGetsBothVersions(t *testing.T) {
	q := read(t, everyKind)
	edition, _ := q.Questions[0].Edition()
	first, second := q.Questions[0], q.Questions[0]
	first.Body.Category, second.Points = "Altro", 9 // what the digest leaves out is a change too
	if err := q.Replace(edition, first); err != nil {
		t.Fatal(err)
	}
	var stale *StaleError
	if err := q.Replace(edition, second); !errors.As(err, &stale) || !errors.Is(err, ErrStale) || stale.Now.Body.Category != "Altro" || stale.Gone {
		t.Fatalf("the second editor: %v", err)
	}
	now, _ := stale.Now.Edition()
	if err := q.Replace(now, second); err != nil || q.Questions[0].Points != 9 {
		t.Errorf("having seen both: %v", err)
	}
	if err := q.Remove("scelta"); err != nil {
		t.Fatal(err)
	}
	if err := q.Replace(now, second); !errors.As(err, &stale) || !stale.Gone {
		t.Errorf("a question that was taken out: %v", err)
	}
	if err := q.Replace("", second); err != nil || !strings.HasSuffix(keys(q), " scelta") {
		t.Errorf("it comes back: %v, %s", err, keys(q))
	}
}

func TestWhatStandsBeforeAGroupChangesForAllOfIt(t *testing.T) {
	q := read(t, everyKind)
	i, _ := q.Find("mittente")
	edition, _ := q.Questions[i].Edition()
	changed, found := typed(FormOf(q.Questions[i]), FieldPreface, "**La mail**\n\nBruno riceve questa mail.").Question(Options{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	if err := q.Replace(edition, changed); err != nil {
		t.Fatal(err)
	}
	written, err := WriteMarkdown(q)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(written), "Bruno riceve") != 1 || strings.Contains(string(written), "Anna riceve") {
		t.Errorf("the group is torn apart:\n%s", written)
	}
}

func TestANewQuestionTakesNoUsedId(t *testing.T) {
	q := read(t, "## Uno? {#uno}\n= x\n")
	same := q.Questions[0]
	same.Key = ""
	if key, err := q.Add(same, []string{"uno-2"}); err != nil || key != "uno-3" {
		t.Errorf("a made id: %q, %v", key, err)
	}
	same.Key = "uno-2"
	if _, err := q.Add(same, []string{"uno-2"}); !errors.Is(err, ErrKeyTaken) {
		t.Errorf("a chosen id that is used: %v", err)
	}
}

func TestSettingsGoThroughTheirFormUnchanged(t *testing.T) {
	const source = "---\ntitle: Prova\npass: 72,5\nattempts: 3\nwait: 1d2h\nshuffle: options\ntime_limit: 20\ngrace: 45\nfeedback: 2026-12-31\n" +
		"certainty: true\nsecond_marker: true\ndraw:\n  - category: Reti\n    count: 1\n  - skill: digcomp-2.2:2.3\nbands:\n  80: Ottimo\n  0: |\n    Rileggi\n\n    il corso\n---\n\nUna premessa.\n\n" +
		"## Uno? {#uno category=Reti}\n= x\n\n## Due? {#due skill=digcomp-2.2:2.3}\n= x\n"
	q := read(t, source)
	again := q
	if found := SettingsFormOf(q).Apply(&again, Options{}); len(found) > 0 {
		t.Fatal(found)
	}
	want, _ := WriteMarkdown(q)
	if got, err := WriteMarkdown(again); err != nil || string(got) != string(want) {
		t.Errorf("got\n%s\nwant\n%s\n%v", got, want, err)
	}
}

func TestASettingsFormSaysAtWhichFieldSomethingIsWrong(t *testing.T) {
	table := []struct {
		name        string
		form        SettingsForm
		field, code string
	}{
		{"more than everything to pass", SettingsForm{Fields: map[string]string{"pass": "120"}}, "pass", "quiz.bad_number"},
		{"a wait that is none", SettingsForm{Fields: map[string]string{"wait": "presto"}}, "wait", "quiz.bad_wait"},
		{"no day", SettingsForm{Fields: map[string]string{"feedback": FeedbackOnDate, FieldFeedbackDate: "domani"}}, FieldFeedbackDate, "quiz.bad_moment"},
		{"a band without a text", SettingsForm{Bands: []BandRow{{"80", "Ottimo"}, {"50", ""}}}, "band-1-from", "quiz.bad_bands"},
		{"a skill that is none", SettingsForm{Draws: []DrawRow{{Skill: "reti"}}}, "draw-0-skill", "quiz.bad_skill"},
	}
	for _, row := range table {
		q := Quiz{}
		found := row.form.Apply(&q, Options{})
		if !slices.ContainsFunc(found, func(f markup.Finding) bool { return f.Path == row.field && f.Code == row.code }) {
			t.Errorf("%s: found %v", row.name, found)
		}
	}
}

func TestRowsAreAddedMovedAndRemoved(t *testing.T) {
	table := []struct {
		act, want string
		row       int
	}{{"add", "a,b,", 2}, {"up.1", "b,a", 0}, {"down.0", "b,a", 1}, {"up.0", "a,b", 0}, {"remove.0", "b", 0}, {"remove.9", "a,b", 0}, {"down.x", "a,b", 0}}
	for _, row := range table {
		f := Form{Rows: []FormRow{{Text: "a"}, {Text: "b"}}}
		at, _ := f.Turn(row.act)
		var texts []string
		for _, r := range f.Rows {
			texts = append(texts, r.Text)
		}
		if got := strings.Join(texts, ","); got != row.want || at != row.row {
			t.Errorf("%s: %s at %d", row.act, got, at)
		}
	}
}

func TestASettingsFormKeepsADrawOfAllOwnQuestions(t *testing.T) {
	quiz := Quiz{Key: "prova", Settings: DefaultSettings()}
	quiz.Settings.Draws = []Draw{{Bank: "banca", Count: 2}, {}}
	again := Quiz{Key: "prova"}
	if found := SettingsFormOf(quiz).Apply(&again, Options{Key: "prova"}); len(found) > 0 {
		t.Fatal(found)
	}
	if d := again.Settings.Draws; len(d) != 2 || d[0].Bank != "banca" || d[0].Count != 2 || d[1].Bank != "" || d[1].Count != 0 {
		t.Errorf("draws became %+v", d)
	}
	written, err := WriteMarkdown(quiz)
	if err != nil {
		t.Fatal(err)
	}
	if read, found := ParseMarkdown(written, Options{Key: "prova"}); len(read.Settings.Draws) != 2 {
		t.Errorf("the file says\n%s\nread as %+v, %v", written, read.Settings.Draws, found)
	}
}
