package quizzes

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func word(s string) Text { return Text{Source: s, Format: Plain} }

func words(texts ...string) []Option {
	options := make([]Option, len(texts))
	for i, s := range texts {
		options[i].Text = word(s)
	}
	return options
}

// prepared gives a question its ids.
func prepared(t *testing.T, q Question) Question {
	t.Helper()
	q.Points, q.Line, q.Body.Prompt = 6, 1, word("Che cosa?")
	quiz := Quiz{Questions: []Question{q}}
	if found := Prepare(&quiz, Options{}); len(quiz.Questions) != 1 {
		t.Fatalf("left out: %v", found)
	}
	return quiz.Questions[0]
}

// named is a text with the ids of its question's options and left sides instead of their words: {a} is the id of a.
func named(q Question, text string) json.RawMessage {
	all := append(append([]Option{}, q.Body.Options...), q.Body.Left...)
	for _, g := range q.Body.Gaps {
		all = append(all, g.Options...)
	}
	for _, o := range all {
		text = strings.ReplaceAll(text, "{"+o.Text.Source+"}", `"`+o.ID+`"`)
	}
	return json.RawMessage(text)
}

type markRow struct {
	name   string
	answer string
	score  float64
	grade  Grade
}

func markEach(t *testing.T, q Question, rows []markRow) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a, err := ReadAnswer(q, named(q, row.answer))
			if err != nil {
				t.Fatal(err)
			}
			again, err := ReadAnswer(q, a.JSON(q.Type))
			if err != nil {
				t.Fatalf("its own JSON %s: %v", a.JSON(q.Type), err)
			}
			for _, given := range []Answer{a, again} {
				if out := Mark(q, given); out.Score != row.score || out.Grade != row.grade {
					t.Errorf("%v %s, want %v %s", out.Score, out.Grade, row.score, row.grade)
				}
			}
		})
	}
}

func capitals(t *testing.T) Question {
	return prepared(t, Question{Type: Matching,
		Body: Body{Left: words("Piemonte", "Liguria", "Lazio"), Options: words("Torino", "Genova", "Roma", "Bari")},
		Solution: Solution{Pairs: []Pair{{Left: "0", Right: Place(0)}, {Left: "1", Right: Place(1)},
			{Left: "2", Right: Place(2), Feedback: word("È la capitale.")}}}})
}

func TestEachRightPairEarnsItsShare(t *testing.T) {
	markEach(t, capitals(t), []markRow{
		{"all pairs", `{{Piemonte}: {Torino}, {Liguria}: {Genova}, {Lazio}: {Roma}}`, 6, Right},
		{"two of three", `{{Piemonte}: {Torino}, {Liguria}: {Genova}, {Lazio}: {Bari}}`, 4, Partly},
		{"some are missing", `{{Piemonte}: {Torino}}`, 2, Partly},
		{"none is right", `{{Piemonte}: {Roma}}`, 0, Wrong},
		{"one taken back", `{{Piemonte}: {Torino}, {Lazio}: ""}`, 2, Partly},
		{"nothing", `{}`, 0, Unanswered},
	})
}

func TestAWrongPairExplainsItself(t *testing.T) {
	q := capitals(t)
	a, err := ReadAnswer(q, named(q, `{{Lazio}: {Bari}}`))
	if err != nil {
		t.Fatal(err)
	}
	if out := Mark(q, a); len(out.Feedback) != 1 || out.Feedback[0].Plain != "È la capitale." {
		t.Errorf("feedback %v", out.Feedback)
	}
}

func steps(t *testing.T) Question {
	return prepared(t, Question{Type: Ordering, Body: Body{Options: words("uno", "due", "tre", "quattro")}})
}

func TestAnOrderEarnsWhatStandsInOrder(t *testing.T) {
	markEach(t, steps(t), []markRow{
		{"all in order", `[{uno},{due},{tre},{quattro}]`, 6, Right},
		{"the first put last moves only itself", `[{due},{tre},{quattro},{uno}]`, 4, Partly},
		{"two neighbours changed", `[{uno},{tre},{due},{quattro}]`, 4, Partly},
		{"all turned round", `[{quattro},{tre},{due},{uno}]`, 0, Wrong},
	})
}

func TestWhatIsStoredOfAnOrderingDoesNotTellTheOrder(t *testing.T) {
	a := prepared(t, Question{Type: Ordering, Body: Body{Options: words("uno", "due", "tre", "quattro")}})
	b := prepared(t, Question{Type: Ordering, Body: Body{Options: words("quattro", "tre", "due", "uno")}})
	for i := range a.Body.Options {
		if a.Body.Options[i].ID != b.Body.Options[i].ID {
			t.Fatal("the options of two orders differ")
		}
	}
}

func blanks(t *testing.T) Question {
	number := Around(3, 0)
	q := Question{Type: Gaps, Body: Body{Detail: Text{Source: "La [[g1]] vale come [[g2]], e si conserva [[g3]] anni.", Format: Markdown},
		Gaps: []Gap{{ID: "g1"}, {ID: "g2", Options: words("raccomandata", "lettera")}, {ID: "g3"}}},
		Solution: Solution{Gaps: []Filled{
			{Gap: "g1", Accepted: []Accepted{{Text: "PEC", Weight: 1}, {Text: "posta*", Weight: 0.5}}},
			{Gap: "g2", Choices: []Choice{{Weight: 1}, {Weight: 0}}},
			{Gap: "g3", Accepted: []Accepted{{Number: &number, Weight: 1}}},
		}}}
	return prepared(t, q)
}

func TestEachGapEarnsItsShare(t *testing.T) {
	markEach(t, blanks(t), []markRow{
		{"all filled", `{"g1": "pec", "g2": {raccomandata}, "g3": "3"}`, 6, Right},
		{"chosen by its text", `{"g1": "pec", "g2": "raccomandata", "g3": "3,0"}`, 6, Right},
		{"half a word", `{"g1": "posta elettronica", "g2": {raccomandata}, "g3": "3"}`, 5, Partly},
		{"a wrong choice", `{"g1": "pec", "g2": {lettera}, "g3": "4"}`, 2, Partly},
		{"one alone", `{"g3": "3"}`, 2, Partly},
	})
}

func TestAnswersInPartsNameWhatIsWrongWithThem(t *testing.T) {
	for _, row := range []struct {
		name   string
		q      Question
		answer string
		reason string
	}{
		{"a list for pairs", capitals(t), `[]`, WrongShape},
		{"an unknown left side", capitals(t), `{"x": {Roma}}`, UnknownOption},
		{"an unknown right side", capitals(t), `{{Lazio}: "x"}`, UnknownOption},
		{"an unknown gap", blanks(t), `{"g9": "x"}`, UnknownOption},
		{"an option that a gap lacks", blanks(t), `{"g2": "cartolina"}`, UnknownOption},
		{"a very long gap", blanks(t), `{"g1": "` + strings.Repeat("a", 1001) + `"}`, TooLong},
		{"an order without one", steps(t), `[{uno},{due}]`, WrongShape},
		{"an order of a stranger", steps(t), `[{uno},{due},{tre},"x"]`, UnknownOption},
		{"a very long essay", Question{Type: Essay}, `"` + strings.Repeat("a", 200_001) + `"`, TooLong},
		{"a number for an essay", Question{Type: Essay}, `5`, WrongShape},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := ReadAnswer(row.q, named(row.q, row.answer))
			var wrong *AnswerError
			if !errors.As(err, &wrong) || wrong.Reason != row.reason {
				t.Errorf("%v, want %s", err, row.reason)
			}
		})
	}
}

func TestANumberMayHaveItsUnit(t *testing.T) {
	number := Around(1.5, 0)
	units := []Unit{{Names: []string{"km", "chilometri"}}, {Names: []string{"m", "metri"}, Factor: 0.001}, {Names: []string{"Mm"}, Factor: 1000}}
	road := func(rule UnitRule) Question {
		return prepared(t, Question{Type: Numeric, Body: Body{Unit: rule},
			Solution: Solution{Accepted: []Accepted{{Number: &number, Weight: 1}}, Units: units, UnitPenalty: 0.5}})
	}
	markEach(t, road(UnitRequired), []markRow{
		{"in the first unit", `"1,5 km"`, 6, Right},
		{"without a space", `"1.5km"`, 6, Right},
		{"by another name", `"1,5 Chilometri"`, 6, Right},
		{"in another unit", `"1500 m"`, 6, Right},
		{"in groups of three", `"1 500 metri"`, 6, Right},
		{"capitals tell units apart", `"1,5 Mm"`, 0, Wrong},
		{"in a unit that nobody knows", `"1,5 miglia"`, 0, Wrong},
		{"without its unit", `"1,5"`, 3, Partly},
		{"the wrong number", `"15 km"`, 0, Wrong},
	})
	markEach(t, road(UnitOptional), []markRow{{"without its unit where that is free", `"1,5"`, 6, Right}})
}

func TestWhatIsNumberAndWhatIsUnit(t *testing.T) {
	for text, want := range map[string][2]string{
		"5 km": {"5", "km"}, "€ 12,50": {"12,50", "€"}, "12,50 €": {"12,50", "€"}, "1,2e3 m²": {"1,2e3", "m²"}, "-3 °C": {"-3", "°C"},
		"5": {"5", ""}, "5 e": {"5", "e"}, "": {"", ""}, "km": {"", "km"}, "1'000 m": {"1'000", "m"}, "20 %": {"20", "%"},
	} {
		if number, unit := splitUnit(text); [2]string{number, unit} != want {
			t.Errorf("%q: %q and %q, want %q", text, number, unit, want)
		}
	}
}

func TestAnEssayWaitsForItsMarker(t *testing.T) {
	q := Question{Type: Essay, Points: 6}
	if out := Mark(q, Answer{Text: "Secondo me…"}); out.Grade != Waiting || out.Score != 0 || out.Max != 6 {
		t.Errorf("%+v", out)
	}
	if out := Mark(q, Answer{Files: []Attachment{{ID: "a"}}}); out.Grade != Waiting {
		t.Errorf("a file alone: %+v", out)
	}
	if out := Mark(q, Answer{}); out.Grade != Unanswered {
		t.Errorf("nothing: %+v", out)
	}
}

func TestTheBandOfAPercentage(t *testing.T) {
	s := Settings{Bands: []Band{{From: 0, Text: word("Rileggi.")}, {From: 80, Text: word("Ottimo.")}, {From: 60, Text: word("Bene.")}}}
	for percent, want := range map[float64]string{0: "Rileggi.", 59.9: "Rileggi.", 60: "Bene.", 79.99: "Bene.", 80: "Ottimo.", 100: "Ottimo."} {
		if got := s.BandOf(percent).Source; got != want {
			t.Errorf("%v %%: %q, want %q", percent, got, want)
		}
	}
}
