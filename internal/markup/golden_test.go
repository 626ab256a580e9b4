package markup

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestTheExamplesRenderAsTheirGoldenFilesSay renders testdata/NN-name.md and compares the page with NN-name.html and all else
// with NN-name.txt. References that begin with "drop/" are dropped.
func TestTheExamplesRenderAsTheirGoldenFilesSay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Render(source, Options{Resolve: func(r Reference) (string, bool) {
				return r.Destination, !strings.HasPrefix(r.Destination, "drop/")
			}})
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range problems(doc.HTML) {
				t.Error(problem)
			}
			compare(t, strings.TrimSuffix(file, ".md")+".html", doc.HTML)
			compare(t, strings.TrimSuffix(file, ".md")+".txt", report(doc))
		})
	}
}

// report writes all of a document but its HTML.
func report(doc Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nwords: %d\n", doc.Title, doc.Words)
	for _, h := range doc.Headings {
		fmt.Fprintf(&b, "heading: %d %s %s\n", h.Level, h.ID, h.Text)
	}
	for _, r := range doc.References {
		fmt.Fprintf(&b, "reference: line %d %s %s\n", r.Line, r.Kind, r.Destination)
	}
	for _, f := range doc.Findings {
		fmt.Fprintf(&b, "finding: line %d %s %s", f.Line, [...]string{"note", "warning", "error"}[f.Severity], f.Code)
		var names []string
		for name := range f.Values {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			fmt.Fprintf(&b, " %s=%q", name, f.Values[name])
		}
		b.WriteString("\n")
	}
	return b.String() + "text:\n" + doc.Text + "\n"
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", golden, got, want)
	}
}
