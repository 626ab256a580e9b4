package markup

import "testing"

func TestFrontMatterIsTakenOff(t *testing.T) {
	for _, row := range []struct {
		what, source, yaml, body string
		line                     int
	}{
		{"the usual", "---\ntitle: Uno\n---\ntesto\n", "title: Uno\n", "testo\n", 4},
		{"with carriage returns", "---\r\ntitle: Uno\r\n---\r\ntesto", "title: Uno\r\n", "testo", 4},
		{"with a byte order mark", "\ufeff---\na: 1\n---\nb", "a: 1\n", "b", 4},
		{"closed by dots", "---\na: 1\n...\nb", "a: 1\n", "b", 4},
		{"with blanks behind the marks", "--- \t\na: 1\n---  \nb", "a: 1\n", "b", 4},
		{"without a body", "---\na: 1\n---", "a: 1\n", "", 4},
		{"with a list and a rule in the body", "---\na:\n- 1\n---\nb\n\n---\n", "a:\n- 1\n", "b\n\n---\n", 5},
		{"with an empty line first", "---\n\ntitle: Uno\n---\nb", "\ntitle: Uno\n", "b", 5},
		{"with a comment first", "---\n\n# nota\n\"a b\": 1\n---\nb", "\n# nota\n\"a b\": 1\n", "b", 6},
		{"badly written, which is for the reader of YAML to say", "---\ntitle Uno\n---\nb", "title Uno\n", "b", 4},
	} {
		yaml, body, line := FrontMatter([]byte(row.source))
		if yaml == nil || string(yaml) != row.yaml || string(body) != row.body || line != row.line {
			t.Errorf("%s: %q, %q, line %d", row.what, yaml, body, line)
		}
	}
	if yaml, body, line := FrontMatter([]byte("---\n---\nb")); yaml == nil || len(yaml) > 0 || string(body) != "b" || line != 3 {
		t.Errorf("an empty one: %q, %q, line %d", yaml, body, line)
	}
}

func TestWhatIsNoFrontMatterStaysInTheBody(t *testing.T) {
	for _, row := range []struct{ what, source, body string }{
		{"none", "# Titolo\n", "# Titolo\n"},
		{"nothing", "", ""},
		{"not closed", "---\ntitle: Uno\ntesto", "---\ntitle: Uno\ntesto"},
		{"the mark alone", "---", "---"},
		{"a byte order mark alone", "\ufeffa", "a"},
		{"not on the first line", "\n---\na: 1\n---\n", "\n---\na: 1\n---\n"},
		{"four marks", "----\na: 1\n----\n", "----\na: 1\n----\n"},
		{"two rules around a text", "---\n\nUn testo.\n\n---\nb", "---\n\nUn testo.\n\n---\nb"},
	} {
		yaml, body, line := FrontMatter([]byte(row.source))
		if yaml != nil || string(body) != row.body || line != 1 {
			t.Errorf("%s: %q, %q, line %d", row.what, yaml, body, line)
		}
	}
}
