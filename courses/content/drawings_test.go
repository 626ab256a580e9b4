package content_test

import (
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"aula/courses/content"
)

func TestEveryDrawingIsDescribedAndHarmless(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		drawings, err := fs.Glob(content.FS, c.folder+"/assets/*.svg")
		if err != nil || len(drawings) == 0 {
			t.Fatalf("no drawings: %v", err)
		}
		for _, drawing := range drawings {
			body, err := fs.ReadFile(content.FS, drawing)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range faults(string(body)) {
				t.Errorf("%s: %s", drawing, fault)
			}
		}
	})
}

// faults tells what keeps an SVG from being shown to everybody: what it lacks and what it must not hold. Style sheets
// are refused because the files are served with a policy that lets none apply.
func faults(svg string) []string {
	var found []string
	held := map[string]string{}
	decoder, inside := xml.NewDecoder(strings.NewReader(svg)), ""
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return append(found, err.Error())
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = token.Name.Local
			if slices.Contains([]string{"script", "style", "foreignObject", "image", "text", "a", "use"}, inside) {
				found = append(found, "holds <"+inside+">")
			}
			for _, a := range token.Attr {
				if name := strings.ToLower(a.Name.Local); name == "style" || name == "href" || strings.HasPrefix(name, "on") {
					found = append(found, "holds "+name)
				}
			}
		case xml.CharData:
			held[inside] += strings.TrimSpace(string(token))
		}
	}
	for _, name := range []string{"title", "desc"} {
		if held[name] == "" {
			found = append(found, "has no <"+name+">")
		}
	}
	return found
}

func TestAHarmfulDrawingIsSeen(t *testing.T) {
	rows := []struct {
		name, svg string
		faults    int
	}{
		{"described and plain", `<svg><title>A</title><desc>B</desc><path d="M0 0"/></svg>`, 0},
		{"without a description", `<svg><title>A</title></svg>`, 1},
		{"with a script", `<svg><title>A</title><desc>B</desc><script>1</script></svg>`, 1},
		{"with a handler", `<svg onload="x()"><title>A</title><desc>B</desc></svg>`, 1},
		{"with words to translate", `<svg><title>A</title><desc>B</desc><text>Ciao</text></svg>`, 1},
		{"broken", `<svg><title>A</title>`, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := faults(row.svg); len(got) != row.faults {
				t.Errorf("faults %q, want %d", got, row.faults)
			}
		})
	}
}
