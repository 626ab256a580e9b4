package pages

import (
	"testing"

	"aula/locales"
)

func TestJSONIsReadInLines(t *testing.T) {
	l := locales.For("it")
	for _, row := range []struct{ json, want string }{
		{`{"given_name":"Ada","passed":true,"inner":{"b":[1,2]},"none":null}`, "nome: Ada\ninner:\n  b:\n    1: 1\n    2: 2\nsuperato: sì"},
		{`[[0,1],[2,3]]`, "1:\n  1: 0\n  2: 1\n2:\n  1: 2\n  2: 3"},
		{`"parola"`, "parola"}, {`null`, ""}, {`{}`, ""}, {`no json`, "no json"}, {`12345678901234567890`, "12345678901234567890"},
	} {
		if got := inLines(l, row.json); got != row.want {
			t.Errorf("%s:\n%s\nwant\n%s", row.json, got, row.want)
		}
	}
}
