package markup

import (
	"reflect"
	"testing"
)

func TestArgumentsOfDirectivesAreRead(t *testing.T) {
	type values = map[string][]string
	for _, row := range []struct {
		text string
		want arguments
	}{
		{``, arguments{values: values{}}},
		{`file.pdf`, arguments{target: "file.pdf", values: values{}}},
		{`file.pdf "Il titolo"`, arguments{target: "file.pdf", title: "Il titolo", values: values{}}},
		{`<un file.pdf> “Il titolo”`, arguments{target: "un file.pdf", title: "Il titolo", values: values{}}},
		{`a.mp4 «T» captions=b.vtt captions=c.vtt poster="d e.png"`,
			arguments{target: "a.mp4", title: "T", values: values{"captions": {"b.vtt", "c.vtt"}, "poster": {"d e.png"}}}},
		{`a.mp4 captions=b.vtt "T"`, arguments{target: "a.mp4", title: "T", values: values{"captions": {"b.vtt"}}}},
		{`https://x.example/?a=b`, arguments{target: "https://x.example/?a=b", values: values{}}},
		{`a b c`, arguments{target: "a", bad: "b", values: values{}}},
		{`a "aperta`, arguments{target: "a", bad: `"aperta`, values: values{}}},
		{`a "T" "U"`, arguments{target: "a", title: "T", bad: `"U"`, values: values{}}},
		{`"T" a`, arguments{title: "T", bad: "a", values: values{}}},
	} {
		if got := parseArguments(row.text); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %+v, want %+v", row.text, got, row.want)
		}
	}
}
