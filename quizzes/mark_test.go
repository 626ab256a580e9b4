package quizzes

import (
	"encoding/json"
	"slices"
	"testing"
)

// asked makes a prepared question of its Markdown.
func asked(t *testing.T, source string) Question {
	t.Helper()
	quiz, found := ParseMarkdown([]byte(source), Options{Key: "prova"})
	if len(quiz.Questions) != 1 {
		t.Fatalf("%d questions in %q, findings %v", len(quiz.Questions), source, found)
	}
	return quiz.Questions[0]
}

// choose is the JSON answer that chooses options by their texts.
func choose(t *testing.T, q Question, texts ...string) json.RawMessage {
	t.Helper()
	ids := []string{}
	for _, text := range texts {
		found := false
		for _, o := range q.Body.Options {
			if o.Text.Source == text {
				ids, found = append(ids, o.ID), true
			}
		}
		if !found {
			t.Fatalf("no option %q", text)
		}
	}
	var answer any = ids
	if q.Type == Single {
		answer = ids[0]
	}
	return raw(t, answer)
}

func raw(t *testing.T, v any) json.RawMessage {
	t.Helper()
	packed, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

func TestOptionsAreMarkedByTheirWorth(t *testing.T) {
	const (
		one     = "## Uno? {points=2}\n- [x] a\n- [ ] b\n- [ ] c"
		hard    = "## Uno? {points=2 penalty=0,5}\n- [x] a\n- [ ] b\n- [ ] c"
		half    = "## Uno?\n- [x] a\n- [ ] b {weight=50}\n- [ ] c"
		two     = "## Due? {points=3}\n- [x] a\n- [x] b\n- [ ] c\n- [ ] d"
		three   = "## Tre?\n- [x] a\n- [x] b\n- [x] c\n- [ ] d"
		mild    = "## Due? {penalty=0}\n- [x] a\n- [x] b\n- [ ] c\n- [ ] d"
		fixed   = "## Due? {penalty=0,25}\n- [x] a\n- [x] b\n- [ ] c\n- [ ] d"
		whole   = "## Due? {partial=false}\n- [x] a\n- [x] b\n- [ ] c"
		lonely  = "## Una? {type=multiple}\n- [x] a\n- [ ] b"
		thirds  = "## Tre? {type=multiple}\n- [ ] a {weight=33,33333}\n- [ ] b {weight=33,33333}\n- [ ] c {weight=33,33333}\n- [ ] d {weight=-100}"
		allTrue = "## Tutte?\n- [x] a\n- [x] b"
	)
	rows := []struct {
		name   string
		source string
		chosen []string
		score  float64
		grade  Grade
	}{
		{"the right option earns all", one, []string{"a"}, 2, Right},
		{"a wrong option earns nothing", one, []string{"b"}, 0, Wrong},
		{"a penalty takes its part of the points", hard, []string{"b"}, -1, Wrong},
		{"a penalty leaves the right option alone", hard, []string{"a"}, 2, Right},
		{"a weighted option earns its part", half, []string{"b"}, 0.5, Partly},
		{"both right options earn all", two, []string{"a", "b"}, 3, Right},
		{"order does not matter", two, []string{"b", "a"}, 3, Right},
		{"one of two earns half", two, []string{"a"}, 1.5, Partly},
		{"a wrong one takes its share away", two, []string{"a", "b", "c"}, 1.5, Partly},
		{"everything earns nothing", two, []string{"a", "b", "c", "d"}, 0, Wrong},
		{"never below nought", two, []string{"c", "d"}, 0, Wrong},
		{"three thirds are one", three, []string{"a", "b", "c"}, 1, Right},
		{"two thirds keep five decimals", three, []string{"a", "b"}, 0.66667, Partly},
		{"no penalty at all", mild, []string{"a", "b", "c", "d"}, 1, Right},
		{"a penalty fixed by the author", fixed, []string{"a", "b", "c"}, 0.75, Partly},
		{"all or nothing: all", whole, []string{"a", "b"}, 1, Right},
		{"all or nothing: one missing", whole, []string{"a"}, 0, Wrong},
		{"all or nothing: one too many", whole, []string{"a", "b", "c"}, 0, Wrong},
		{"multiple with one right option", lonely, []string{"a"}, 1, Right},
		{"multiple with one right option and a wrong one", lonely, []string{"a", "b"}, 0, Wrong},
		{"shares rounded by the author add up", thirds, []string{"a", "b", "c"}, 1, Right},
		{"every option right", allTrue, []string{"a", "b"}, 1, Right},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			q := asked(t, row.source)
			answer, err := ReadAnswer(q, choose(t, q, row.chosen...))
			if err != nil {
				t.Fatal(err)
			}
			if out := Mark(q, answer); out.Score != row.score || out.Grade != row.grade || out.Max != q.Points {
				t.Errorf("score %v of %v, %s; want %v, %s", out.Score, out.Max, out.Grade, row.score, row.grade)
			}
		})
	}
}

func TestWrittenAnswersAreMarkedByTheirMeaning(t *testing.T) {
	const (
		pec     = "## Come?\n= PEC\n= posta elettronica certificata\n= posta certificata {weight=50}\n= fax {weight=0}\n> È passato."
		why     = "## Perché?\n= perché"
		strict  = "## Come? {case=true accents=true}\n= È così"
		wild    = "## Quale?\n= carta *identità\n= CIE*"
		star    = "## Quale?\n= 2 \\* 3"
		street  = "## Wo?\n= Straße"
		losing  = "## Come? {points=2 penalty=1}\n= PEC"
		number  = "## Quanti?\n= 42"
		around  = "## Quanti?\n= 42 ± 0,5"
		percent = "## Quanti?\n= 200 +- 5%"
		between = "## Quanti?\n= 40..44\n= 30..50 {weight=50}"
		tenth   = "## Quanto?\n= 0,3"
		large   = "## Quanti?\n= 1500"
		code    = "## Quale? {type=short}\n= 00100"
	)
	rows := []struct {
		name, source, given string
		score               float64
		grade               Grade
	}{
		{"as written", pec, "PEC", 1, Right},
		{"without capitals", pec, "pec", 1, Right},
		{"a variant", pec, "Posta Elettronica Certificata", 1, Right},
		{"runs of spaces", pec, "  posta   elettronica\tcertificata ", 1, Right},
		{"a closing full stop", pec, "PEC.", 1, Right},
		{"half right", pec, "posta certificata", 0.5, Partly},
		{"a foreseen mistake", pec, "fax", 0, Wrong},
		{"something else", pec, "raccomandata", 0, Wrong},
		{"nothing but spaces is wrong", pec, "   ", 0, Wrong},
		{"accents do not count", why, "perche", 1, Right},
		{"an apostrophe for an accent", why, "perche'", 1, Right},
		{"a curly apostrophe for an accent", why, "perche’", 1, Right},
		{"a decomposed accent", why, "perche\u0301", 1, Right},
		{"accents count where they should", strict, "E così", 0, Wrong},
		{"capitals count where they should", strict, "è così", 0, Wrong},
		{"accents and capitals as written", strict, "È così", 1, Right},
		{"a star stands for any text", wild, "carta d'identità", 1, Right},
		{"a star stands for other text", wild, "Carta di identita", 1, Right},
		{"a star stands for no text", wild, "cie", 1, Right},
		{"a star does not stand for what is around it", wild, "la carta d'identità", 0, Wrong},
		{"an escaped star is a star", star, "2 * 3", 1, Right},
		{"an escaped star is nothing else", star, "2 x 3", 0, Wrong},
		{"German sharp s", street, "STRASSE", 1, Right},
		{"a penalty for an unlisted answer", losing, "boh", -2, Wrong},
		{"a number", number, "42", 1, Right},
		{"a number with decimals", number, "42,0", 1, Right},
		{"a number with spaces", number, " 42 ", 1, Right},
		{"another number", number, "43", 0, Wrong},
		{"words for a number", number, "quarantadue", 0, Wrong},
		{"within the tolerance", around, "42,5", 1, Right},
		{"within the tolerance, with a point", around, "41.5", 1, Right},
		{"beyond the tolerance", around, "42,51", 0, Wrong},
		{"within a tolerance in percent", percent, "190", 1, Right},
		{"beyond a tolerance in percent", percent, "189", 0, Wrong},
		{"at the end of a range", between, "44", 1, Right},
		{"in a wider range worth half", between, "45", 0.5, Partly},
		{"binary fractions are forgiven", tenth, "0.30000000000000004", 1, Right},
		{"thousands divided by a point", large, "1.500", 1, Right},
		{"thousands divided by a space", large, "1 500", 1, Right},
		{"thousands and decimals", large, "1.500,00", 1, Right},
		{"a code keeps its noughts", code, "00100", 1, Right},
		{"a code without its noughts", code, "100", 0, Wrong},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			q := asked(t, row.source)
			answer, err := ReadAnswer(q, raw(t, row.given))
			if err != nil {
				t.Fatal(err)
			}
			if out := Mark(q, answer); out.Score != row.score || out.Grade != row.grade {
				t.Errorf("%q scores %v, %s; want %v, %s", row.given, out.Score, out.Grade, row.score, row.grade)
			}
		})
	}
}

func TestStatementsAreTrueOrFalse(t *testing.T) {
	rows := []struct {
		name, source string
		given        bool
		score        float64
	}{
		{"true and called true", "## È vero?\n= vero", true, 1},
		{"true and called false", "## È vero?\n= vero", false, 0},
		{"false and called false", "## È vero?\n= falso", false, 1},
		{"as a task list", "## È vero?\n- [ ] Vero\n- [x] Falso", false, 1},
		{"in Slovene", "## Drži?\n= ne drži", false, 1},
		{"with a penalty", "## È vero? {penalty=1}\n= vero", false, -1},
		{"as a task list with a penalty", "## È vero? {penalty=0,5}\n- [x] Vero\n- [ ] Falso", false, -0.5},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			q := asked(t, row.source)
			answer, err := ReadAnswer(q, raw(t, row.given))
			if err != nil || q.Type != TrueFalse {
				t.Fatal(q.Type, err)
			}
			if out := Mark(q, answer); out.Score != row.score {
				t.Errorf("score %v, want %v", out.Score, row.score)
			}
		})
	}
}

func TestNoAnswerScoresNoughtAndStillLearnsWhy(t *testing.T) {
	q := asked(t, "## Come? {penalty=1}\n= PEC\n\n> Vale come una raccomandata.")
	for _, given := range []string{`null`, `""`} {
		answer, err := ReadAnswer(q, json.RawMessage(given))
		if err != nil {
			t.Fatal(err)
		}
		out := Mark(q, answer)
		if out.Score != 0 || out.Grade != Unanswered || len(out.Feedback) != 1 {
			t.Errorf("%s: %+v", given, out)
		}
	}
}

func TestFeedbackIsThatOfWhatWasChosenAndThenForEverybody(t *testing.T) {
	q := asked(t, "## Quali?\n- [x] a\n  > bene a\n- [x] b\n  > bene b\n- [ ] c\n  > male c\n\n> per tutti")
	answer, err := ReadAnswer(q, choose(t, q, "c", "a"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range Mark(q, answer).Feedback {
		got = append(got, f.Plain)
	}
	if want := []string{"bene a", "male c", "per tutti"}; !slices.Equal(got, want) {
		t.Errorf("feedback %q, want %q", got, want)
	}
}

func TestAQuizIsPassedAtItsMark(t *testing.T) {
	rows := []struct {
		name                 string
		score, maximum, pass float64
		passed               bool
	}{
		{"exactly at the mark", 6, 10, 60, true},
		{"a hair below", 5.99999, 10, 60, false},
		{"thirds add up to the mark", 0.66667, 1, 66.667, true},
		{"full marks", 10, 10, 100, true},
		{"nothing needed", 0, 10, 0, true},
		{"nothing to score", 0, 0, 0, false},
	}
	for _, row := range rows {
		if got := Passed(row.score, row.maximum, row.pass); got != row.passed {
			t.Errorf("%s: passed %v", row.name, got)
		}
	}
	if score, maximum := Total([]Outcome{{Score: -2, Max: 1}, {Score: 1, Max: 1}}); score != 0 || maximum != 2 {
		t.Errorf("a total below nought: %v of %v", score, maximum)
	}
}
