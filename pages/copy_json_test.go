package pages

import (
	"testing"

	"aula/locales"
)

func TestJSONIsReadInLines(t *testing.T) {
	l := locales.For("it")
	for _, row := range []struct{ json, want string }{
		{`{"given_name":"Ada","passed":true,"inner":{"b":[1,2]},"none":null}`, "nome: Ada\ninner:\n  b:\n    1: 1\n    2: 2\nsuperato: sì"},
		{`{"issuer":{"name":"Centro"},"mode":"self_study","completed":"2026-11-28T08:21:02.477Z","expires":"2031-11-28","find":"sala ada"}`,
			"completato il: 28 novembre 2026, 9:21\nvale fino al: 28 novembre 2031\nrilasciato da:\n  nome: Centro\ncome si è svolto: online, in autoapprendimento"},
		{`[[0,1],[2,3]]`, "1:\n  1: 0\n  2: 1\n2:\n  1: 2\n  2: 3"},
		{`"parola"`, "parola"}, {`null`, ""}, {`{}`, ""}, {`no json`, "no json"}, {`12345678901234567890`, "12345678901234567890"},
	} {
		if got := inLines(l, row.json); got != row.want {
			t.Errorf("%s:\n%s\nwant\n%s", row.json, got, row.want)
		}
	}
}
