package quizzes_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/quizzes"
)

// attempted is an academy in which Ada passed at the second try and Bruno has an attempt open and an answer of an older version.
func attempted(t *testing.T) *academy {
	t.Helper()
	a := open(t)
	a.store(t, quizSource)
	r, err := a.app.FindRecordById("users", a.stranger)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("given_name", "Bruno")
	r.Set("family_name", "Zeni_")
	if err := a.app.Save(r); err != nil {
		t.Fatal(err)
	}
	take := func(user, enrolment string, due, tre any, submit bool) {
		t.Helper()
		attempt, _, err := quizzes.Start(a.app, user, a.quiz(t, "quiz").Id, enrolment)
		if err != nil {
			t.Fatal(err)
		}
		asked := a.asked(t, attempt)
		if _, err := quizzes.Give(a.app, user, attempt.Id, packed(t, map[string]any{asked["due"].ID: due, asked["tre"].ID: tre})); err != nil {
			t.Fatal(err)
		}
		if submit {
			if _, err := quizzes.Submit(a.app, user, attempt.Id); err != nil {
				t.Fatal(err)
			}
		}
	}
	take(a.user, a.enrolment, "fax", false, true)
	take(a.stranger, a.strangerIn, "pec", false, true)
	a.store(t, strings.Replace(quizSource, "points=2", "points=3", 1))
	take(a.user, a.enrolment, "PEC", true, true)
	take(a.stranger, a.strangerIn, "", true, false)
	return a
}

func TestTheRegisterIsSortedAndNarrowed(t *testing.T) {
	a := attempted(t)
	for _, row := range []struct {
		name   string
		filter quizzes.RegisterFilter
		want   string
	}{
		{"by name", quizzes.RegisterFilter{}, "Bianchi 1, Bianchi 2, Zeni_ 1, Zeni_ 2"},
		{"by percent, best first", quizzes.RegisterFilter{Sort: "-percent"}, "Bianchi 2, Zeni_ 1, Bianchi 1, Zeni_ 2"},
		{"by percent, worst first", quizzes.RegisterFilter{Sort: "percent"}, "Bianchi 1, Zeni_ 1, Bianchi 2, Zeni_ 2"},
		{"by nothing that there is", quizzes.RegisterFilter{Sort: "-password"}, "Bianchi 1, Bianchi 2, Zeni_ 1, Zeni_ 2"},
		{"passed", quizzes.RegisterFilter{State: quizzes.RegisterPassed}, "Bianchi 2"},
		{"failed", quizzes.RegisterFilter{State: quizzes.RegisterFailed}, "Bianchi 1, Zeni_ 1"},
		{"open", quizzes.RegisterFilter{State: quizzes.RegisterOpen}, "Zeni_ 2"},
		{"waiting", quizzes.RegisterFilter{State: quizzes.RegisterWaiting}, ""},
		{"by words", quizzes.RegisterFilter{Words: "bruno zeni_"}, "Zeni_ 1, Zeni_ 2"},
		{"by a mailbox", quizzes.RegisterFilter{Words: "learner@"}, "Bianchi 1, Bianchi 2"},
		{"a wildcard is none", quizzes.RegisterFilter{Words: "Bian%"}, ""},
	} {
		list, total, err := quizzes.ListRegister(a.app, a.quiz(t, "quiz").Id, row.filter)
		if err != nil || total != len(list) {
			t.Fatalf("%s: %d of %d, %v", row.name, len(list), total, err)
		}
		var got []string
		for _, r := range list {
			got = append(got, fmt.Sprintf("%s %d", r.Family, r.Number))
		}
		if strings.Join(got, ", ") != row.want {
			t.Errorf("%s: %q", row.name, got)
		}
	}
}

func TestTheRegisterAsAFileHasAColumnForEachQuestion(t *testing.T) {
	a := attempted(t)
	r, err := quizzes.OpenRegister(a.app, a.quiz(t, "quiz").Id, quizzes.RegisterFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var heads, rows []string
	for _, c := range r.Columns {
		heads = append(heads, fmt.Sprintf("%s/%s/%v", c.Key, c.Prompt, c.Max))
	}
	if got := strings.Join(heads, ", "); got != "uno/Uno?/1, due/Due?/3, tre/Tre?/1" {
		t.Errorf("columns %s", got)
	}
	err = r.Each(true, quizzes.Statements{True: "vero", False: "falso"}, func(row quizzes.RegisterRow, cells []quizzes.RegisterCell) error {
		line := row.Family
		for _, c := range cells {
			line += fmt.Sprintf("|%v %v %s", c.Asked, c.Score, c.Answer)
		}
		rows = append(rows, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Bianchi|true 0 |true 0 fax|true 0 falso", "Bianchi|true 0 |true 3 PEC|true 1 vero", "Zeni_|true 0 |true 2 pec|true 0 falso",
		"Zeni_|false 0 |false 0 |false 0 "}
	if strings.Join(rows, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(rows, "\n"))
	}
}

func TestEveryKindOfAnswerIsWritten(t *testing.T) {
	option := func(id string) quizzes.Option {
		return quizzes.Option{ID: id, Text: quizzes.Text{Plain: strings.ToUpper(id)}}
	}
	options := []quizzes.Option{option("a"), option("b")}
	for _, row := range []struct {
		question quizzes.Question
		answer   quizzes.Answer
		want     string
	}{
		{quizzes.Question{Type: quizzes.Single, Body: quizzes.Body{Options: options}}, quizzes.Answer{Options: []string{"a"}}, "A"},
		{quizzes.Question{Type: quizzes.Multiple, Body: quizzes.Body{Options: options}}, quizzes.Answer{Options: []string{"a", "b"}}, "A; B"},
		{quizzes.Question{Type: quizzes.TrueFalse}, quizzes.Answer{Options: []string{"true"}}, "vero"},
		{quizzes.Question{Type: quizzes.Ordering, Body: quizzes.Body{Options: options}}, quizzes.Answer{Options: []string{"b", "a"}}, "1. B; 2. A"},
		{quizzes.Question{Type: quizzes.Matching, Body: quizzes.Body{Options: options, Left: []quizzes.Option{option("x"), option("y")}}},
			quizzes.Answer{Parts: map[string]string{"y": "a"}}, "Y → A"},
		{quizzes.Question{Type: quizzes.Gaps, Body: quizzes.Body{Gaps: []quizzes.Gap{{ID: "g1"}, {ID: "g2", Options: options}}}},
			quizzes.Answer{Parts: map[string]string{"g1": "pec", "g2": "b"}}, "1. pec; 2. B"},
		{quizzes.Question{Type: quizzes.Essay}, quizzes.Answer{Text: "Secondo me", Files: []quizzes.Attachment{{Name: "tema.pdf"}}}, "Secondo me; tema.pdf"},
		{quizzes.Question{Type: quizzes.Numeric}, quizzes.Answer{}, ""},
	} {
		if got := row.question.Written(row.answer, quizzes.Statements{True: "vero", False: "falso"}); got != row.want {
			t.Errorf("%s: %q, want %q", row.question.Type, got, row.want)
		}
	}
}

func TestAnAttemptIsShownWholeToStaff(t *testing.T) {
	a := open(t)
	a.store(t, strings.Replace(quizSource, "quiz|", "quiz|---\nfeedback: never\n---\n", 1))
	attempt, asked := a.start(t, "quiz")
	a.give(t, attempt, map[string]any{asked["due"].ID: "fax"})
	if _, err := quizzes.SheetOf(a.app, attempt); err == nil {
		t.Error("an open attempt has a sheet")
	}
	attempt, err := quizzes.Submit(a.app, a.user, attempt.Id)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := quizzes.SheetOf(a.app, attempt)
	if err != nil || len(sheet.Questions) != 3 || sheet.Questions[1].Right.Text != "PEC" || len(sheet.Questions[1].Feedback) != 1 {
		t.Errorf("%+v, %v", sheet, err)
	}
}

func TestALongRegisterTakesLittleMemory(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	quiz := a.quiz(t, "quiz").Id
	answers, result := map[string]string{}, []map[string]any{}
	for _, q := range asked {
		answers[q.ID] = strings.Repeat("parola ", 500)
		result = append(result, map[string]any{"id": q.ID, "score": 1, "max": 2, "grade": "partly"})
	}
	pack := func(v any) string { return string(packed(t, map[string]any{"x": v})["x"]) }
	const many = 3000 // thirty megabytes of answers
	_, err := a.app.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= {:many})
		INSERT INTO attempts (id, user, quiz, enrolment, number, state, drawn, answers, result, created, updated)
		SELECT printf('%015d', i), user, quiz, enrolment, i, 'submitted', drawn, {:answers}, {:result}, created, updated FROM n, attempts WHERE id = {:id}`).
		Bind(dbx.Params{"many": many, "id": attempt.Id, "answers": pack(answers), "result": pack(result)}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	r, err := quizzes.OpenRegister(a.app, quiz, quizzes.RegisterFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	rows, most := 0, uint64(0)
	err = r.Each(true, quizzes.Statements{}, func(quizzes.RegisterRow, []quizzes.RegisterCell) error {
		if rows++; rows%500 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
		}
		return nil
	})
	if err != nil || rows != many+1 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	if most > 12<<20 {
		t.Errorf("holds %d MB", most>>20)
	}
}
