package quizzes

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"aula/internal/markup"
)

// everyKindOfAnswer is a question of each kind.
var everyKindOfAnswer = []string{
	"## Uno {#q}\n- [x] a\n- [ ] b\n", "## Quali {#q}\n- [x] a\n- [x] b\n- [ ] c\n", "## Vero {#q}\n= vero\n", "## Come {#q}\n= PEC\n= posta *\n",
	"## Quanti {#q units=\"m; km=1000\" unit=required}\n= 1500 ± 10\n", "## Abbina {#q}\n- Torino -> Piemonte\n- Genova -> Liguria\n- -> Lazio\n",
	"## Ordina {#q}\n1. uno\n2. due\n3. tre\n", "## Completa {#q}\nLa [[PEC]] vale [[*molto|poco]], per [[3 ± 1]] anni.\n", "## Racconta {#q type=essay}\n\n:::template\nCaro\n:::\n",
}

func FuzzReadAnswer(f *testing.F) {
	var questions []Question
	for _, source := range everyKindOfAnswer {
		quiz, found := ParseMarkdown([]byte(source), Options{Key: "prova"})
		if len(found) > 0 {
			f.Fatal(found)
		}
		questions = append(questions, quiz.Questions...)
	}
	for _, seed := range []string{
		`null`, ``, `""`, `"x"`, `true`, `0`, `1e999`, `"1.500 m"`, `"€ 1,5e3"`, `[]`, `["a","a"]`, `[[]]`, `{}`, `{"g1":"PEC","g2":"molto","g3":"3"}`,
		`{"g1":null}`, `"\ud800"`, `"\u0000"`, `[null]`, `" Caro "`, `{"a":{"b":1}}`,
	} {
		f.Add([]byte(seed))
	}
	for _, q := range questions {
		f.Add([]byte(q.solved().JSON(q.Type)))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, q := range questions {
			a, err := ReadAnswer(q, raw)
			if err != nil {
				continue
			}
			kept := a.JSON(q.Type)
			again, err := ReadAnswer(q, kept)
			if err != nil || string(again.JSON(q.Type)) != string(kept) {
				t.Fatalf("%s: %q is kept as %q and read as %q, %v", q.Type, raw, kept, again.JSON(q.Type), err)
			}
			if out := Mark(q, a); out.Score > q.Points || out.Score < -q.Points || out.Max != q.Points {
				t.Fatalf("%s: %q scores %v of %v", q.Type, raw, out.Score, q.Points)
			}
		}
	})
}

func FuzzReadQuestion(f *testing.F) {
	for _, seed := range slices.Concat(handwritten, everyKindOfAnswer) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		q, found := ReadQuestion(source, Options{Key: "prova"})
		if hasError(found) {
			return
		}
		usable(t, q)
		written, err := QuestionMarkdown(q)
		if err != nil {
			return // said, and nothing lost
		}
		if again, found := ReadQuestion(written, Options{Key: "prova"}); hasError(found) || again.Type != q.Type {
			t.Fatalf("a question of type %s is written as\n%s\nand that is read as %s, %v", q.Type, written, again.Type, found)
		}
	})
}

func FuzzForm(f *testing.F) {
	f.Add(string(Single), string(Markdown), "Quale?", "points\n2\npenalty\n0,5", "a\n\ttrue\nb")
	f.Add(string(Gaps), string(Markdown), "La [[PEC]] e [[*x|y]]", "partial\nfalse", "")
	f.Add(string(Essay), string(HTML), "<p>Perché?</p>", "accept\npdf\nfiles\n2\ntemplate\nCaro", "Chiarezza\t0: no")
	f.Add(string(Numeric), string(Plain), "Quanti?", "units\nm; km=1000\nunit\nrequired", "1500 ± 10")
	f.Add(string(Matching), string(Markdown), "Abbina", "feedback\nBene\nkey\nq", "a\tb\nc\td\n\te")
	f.Fuzz(func(t *testing.T, kind, format, prompt, fields, rows string) {
		form := Form{Type: Type(kind), Format: Format(format), Fields: map[string]string{}}
		for pair := range slices.Chunk(strings.Split(fields, "\n"), 2) {
			form.Fields[pair[0]] = pair[len(pair)-1]
		}
		form.Fields[FieldPrompt] = prompt
		for row := range strings.SplitSeq(rows, "\n") {
			cells := append(strings.Split(row, "\t"), "", "", "", "")
			form.Rows = append(form.Rows, FormRow{Text: cells[0], Partner: cells[1], Right: cells[2] != "" || cells[1] == "true", Weight: cells[3]})
		}
		q, found := form.Question(Options{Key: "prova"})
		if hasError(found) {
			return
		}
		usable(t, q)
		if again, found := FormOf(q).Question(Options{Key: "prova"}); hasError(found) {
			t.Fatalf("%+v is shown as a form that is refused: %v", again, found)
		}
	})
}

func FuzzSettingsForm(f *testing.F) {
	f.Add("pass\n70\nattempts\n2\nwait\n1 giorno\ntime_limit\n20", "0\tRileggi\n80\tBene", "banca\treti\t\t2")
	f.Add("feedback\ndate\nfeedback_date\n2026-12-31\nshuffle\nquestions", "x", "\t\tdigcomp-2.2:2.3")
	f.Fuzz(func(t *testing.T, fields, bands, draws string) {
		form := SettingsForm{Fields: map[string]string{}}
		for pair := range slices.Chunk(strings.Split(fields, "\n"), 2) {
			form.Fields[pair[0]] = pair[len(pair)-1]
		}
		for row := range strings.SplitSeq(bands, "\n") {
			from, text, _ := strings.Cut(row, "\t")
			form.Bands = append(form.Bands, BandRow{From: from, Text: text})
		}
		for row := range strings.SplitSeq(draws, "\n") {
			cells := append(strings.Split(row, "\t"), "", "", "", "")
			form.Draws = append(form.Draws, DrawRow{cells[0], cells[1], cells[2], cells[3]})
		}
		quiz := Quiz{Key: "prova"}
		if hasError(form.Apply(&quiz, Options{Key: "prova"})) {
			return
		}
		again := Quiz{Key: "prova"}
		if found := SettingsFormOf(quiz).Apply(&again, Options{Key: "prova"}); hasError(found) {
			t.Fatalf("%+v is shown as a form that is refused: %v", quiz.Settings, found)
		}
		was, err := json.Marshal(quiz.Settings)
		is, againErr := json.Marshal(again.Settings)
		if err != nil || againErr != nil || string(was) != string(is) {
			t.Fatalf("%s became %s, %v %v", was, is, err, againErr)
		}
	})
}

func hasError(found []markup.Finding) bool {
	return slices.ContainsFunc(found, func(f markup.Finding) bool { return f.Severity == markup.Error })
}

// usable shows and marks a question that was let through.
func usable(t *testing.T, q Question) {
	t.Helper()
	if q.Key == "" {
		q.Key = "q" // an editor that has not named it yet
	}
	if _, err := PreviewOf(q); err != nil {
		t.Fatal(err)
	}
	checkAll(t, Quiz{Questions: []Question{q}})
	if full, err := ReadAnswer(q, q.solved().JSON(q.Type)); err == nil && full.Given() && q.Type != Essay {
		if out := Mark(q, full); out.Grade != Right {
			t.Fatalf("what is shown as right is %s: %+v", out.Grade, full)
		}
	}
}
