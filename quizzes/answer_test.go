package quizzes

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestAnswersOfTheWrongShapeNameTheirQuestion(t *testing.T) {
	sources := map[Type]string{
		Single:    "## q {#q}\n- [x] a\n- [ ] b",
		Multiple:  "## q {#q}\n- [x] a\n- [x] b\n- [ ] c",
		TrueFalse: "## q {#q}\n= vero",
		Short:     "## q {#q}\n= sì",
		Numeric:   "## q {#q}\n= 1",
	}
	long := `"` + strings.Repeat("a", maxAnswer+1) + `"`
	rows := []struct {
		of     Type
		given  string
		reason string
	}{
		{Single, `["a"]`, WrongShape}, {Single, `1`, WrongShape}, {Single, `{}`, WrongShape}, {Single, `true`, WrongShape},
		{Single, `"nessuna"`, UnknownOption}, {Single, `"`, WrongShape}, {Single, ``, WrongShape},
		{Multiple, `"a"`, WrongShape}, {Multiple, `[1]`, WrongShape}, {Multiple, `{"a":true}`, WrongShape}, {Multiple, `["nessuna"]`, UnknownOption},
		{TrueFalse, `"vero"`, WrongShape}, {TrueFalse, `1`, WrongShape}, {TrueFalse, `[true]`, WrongShape},
		{Short, `1`, WrongShape}, {Short, `["sì"]`, WrongShape}, {Short, `{}`, WrongShape}, {Short, long, TooLong},
		{Numeric, `true`, WrongShape}, {Numeric, `[1]`, WrongShape}, {Numeric, long, TooLong},
	}
	for _, row := range rows {
		q := asked(t, sources[row.of])
		_, err := ReadAnswer(q, json.RawMessage(row.given))
		var wrong *AnswerError
		if !errors.Is(err, ErrAnswer) || !errors.As(err, &wrong) || wrong.Question != "q" || wrong.Reason != row.reason {
			t.Errorf("%s given %.20s: %v, want %s", row.of, row.given, err, row.reason)
		}
	}
	if _, err := ReadAnswer(Question{Key: "q", Type: "hotspot"}, json.RawMessage(`"x"`)); !errors.Is(err, ErrAnswer) {
		t.Errorf("an unknown type gives %v", err)
	}
}

func TestAnswersSurviveTheirJSONForm(t *testing.T) {
	rows := []struct{ source, given, kept string }{
		{"## q\n= vero", `true`, `true`},
		{"## q\n= vero", `false`, `false`},
		{"## q\n= vero", `""`, `null`},
		{"## q\n= sì", `"forse"`, `"forse"`},
		{"## q\n= 1", `2.5`, `"2.5"`},
		{"## q\n= 1", `"2,5"`, `"2,5"`},
		{"## q\n- [x] a\n- [x] b", `[]`, `null`},
		{"## q\n- [x] a\n- [ ] b", `""`, `null`},
	}
	for _, row := range rows {
		q := asked(t, row.source)
		answer, err := ReadAnswer(q, json.RawMessage(row.given))
		if err != nil {
			t.Fatal(err)
		}
		if kept := string(answer.JSON(q.Type)); kept != row.kept {
			t.Errorf("%s is kept as %s, want %s", row.given, kept, row.kept)
		}
	}
}
