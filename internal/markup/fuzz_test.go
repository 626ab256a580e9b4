package markup

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// checkRendering holds a rendering against the package's promises.
func checkRendering(t *testing.T, source []byte, o Options) {
	t.Helper()
	doc, err := Render(source, o)
	if err != nil {
		var where *EncodingError
		if !errors.Is(err, ErrNotUTF8) || !errors.As(err, &where) {
			t.Fatalf("error %v", err)
		}
		return
	}
	for _, problem := range problems(doc.HTML) {
		t.Errorf("%s\nin %q\nfrom %q", problem, doc.HTML, source)
	}
	first := max(o.FirstLine, 1)
	last := first + lineEnds(source)
	for _, f := range doc.Findings {
		values, known := Codes[f.Code]
		if !known || f.Line < first || f.Line > last || len(values) != len(f.Values) {
			t.Errorf("finding %+v of %q, lines %d to %d", f, source, first, last)
		}
	}
	for _, r := range doc.References {
		if r.Line < first || r.Line > last || r.Destination == "" {
			t.Errorf("reference %+v of %q", r, source)
		}
	}
	for _, h := range doc.Headings {
		if !strings.Contains(doc.HTML, `id="`+h.ID+`"`) || h.Text == "" {
			t.Errorf("heading %+v of %q", h, source)
		}
	}
	if again, _ := Render(source, o); again.HTML != doc.HTML {
		t.Errorf("%q renders differently the second time", source)
	}
}

func FuzzRender(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.md")
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	for _, seed := range hostile {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		patience := time.AfterFunc(20*time.Second, func() { panic(fmt.Sprintf("no end of %q", source)) })
		defer patience.Stop()
		checkRendering(t, source, Options{})
		checkRendering(t, source, Options{KeepTitle: true, FirstLine: 7, Prefix: "q1-", Resolve: func(r Reference) (string, bool) {
			return "/files/" + r.Destination, len(r.Destination)%2 == 0
		}})
	})
}

func FuzzFrontMatter(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: Uno\n---\ntesto\n", "---\r\ntitle: Uno\r\n...\r\ntesto", "\ufeff---\na: 1\n---", "---\n---\n", "---\n\ntesto\n\n---\n",
		"---\ntitle: Uno\ntesto", "testo", "", "---", "--- \nb: 1\n--- \n", "---\r---\rx",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		yaml, body, line := FrontMatter(source)
		if !bytes.HasSuffix(source, body) || !bytes.Contains(source, yaml) {
			t.Fatalf("%q gives what it has not: %q and %q", source, yaml, body)
		}
		above := source[:len(source)-len(body)]
		want := 1 + lineEnds(above)
		if n := len(above); yaml != nil && above[n-1] != '\n' && above[n-1] != '\r' { // the delimiter is the last line and has no end
			want++
		}
		if yaml == nil && line != 1 || yaml != nil && (line < 3 || line != want) {
			t.Errorf("%q: body on line %d", source, line)
		}
	})
}
