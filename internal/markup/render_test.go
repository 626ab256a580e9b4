package markup

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

func render(t *testing.T, source string, o Options) Document {
	t.Helper()
	doc, err := Render([]byte(source), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems(doc.HTML) {
		t.Errorf("%s\nin %q", problem, doc.HTML)
	}
	return doc
}

func TestTextThatIsNotUTF8IsRefusedWithItsLine(t *testing.T) {
	for _, row := range []struct {
		what, source string
		first, line  int
	}{
		{"on the first line", "caf\xe9", 0, 1},
		{"on the third", "uno\ndue\nperch\xe8\n", 0, 3},
		{"below front matter", "uno\ndue \xff", 10, 11},
		{"with other line ends", "uno\r\ndue\r\xc3", 0, 3},
		{"a sequence cut short", "a\nb\nc \xe2\x82", 0, 3},
		{"UTF-16", "\xff\xfea\x00", 0, 1},
	} {
		_, err := Render([]byte(row.source), Options{FirstLine: row.first})
		var where *EncodingError
		if !errors.Is(err, ErrNotUTF8) || !errors.As(err, &where) || where.Line != row.line {
			t.Errorf("%s: %v", row.what, err)
		}
	}
}

func TestByteOrderMarksLineEndsAndControlsDoNotMatter(t *testing.T) {
	want := render(t, "# T\n\nuno\ndue\n", Options{}).HTML
	for _, source := range []string{"\ufeff# T\n\nuno\ndue\n", "# T\r\n\r\nuno\r\ndue\r\n", "# T\r\runo\rdue\r"} {
		if got := render(t, source, Options{}).HTML; got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
	if got := render(t, "a\x00b\x1bc\u0085d", Options{}).HTML; got != "<p>a\ufffdb\ufffdc\ufffdd</p>\n" {
		t.Errorf("%q", got)
	}
}

func TestReferencesAndFindingsBearTheirLines(t *testing.T) {
	source := strings.Join([]string{
		"Testo [uno](a.md)", "segue ![due](b.png) <script>x</script>", "", // 1 2 3
		"> - citato [tre](c.md)", ">   e <img src=d.png>", "", // 4 5 6
		"<div>", "<a href=\"e.md\">quattro</a>", "<img", "src=f.png onerror=x>", "</div>", "", // 7 to 12
		"| a |", "|---|", "| [cinque](g.md) |", "", // 13 to 16
		":::video h.mp4", "[sei](i.md)", ":::", "", // 17 to 20
		"$\\frac$ [^n]", "", "[^n]: [sette](l.md)", // 21 22 23
	}, "\n")
	for _, first := range []int{0, 1, 40} {
		doc := render(t, source, Options{FirstLine: first})
		offset := max(first, 1) - 1
		var got []string
		for _, r := range doc.References {
			got = append(got, fmt.Sprint(r.Destination, " ", r.Line-offset))
		}
		want := []string{"a.md 1", "b.png 2", "c.md 4", "d.png 5", "e.md 8", "f.png 9", "g.md 15", "h.mp4 17", "i.md 18", "l.md 23"}
		if !slices.Equal(got, want) {
			t.Errorf("from line %d:\n%v\nwant\n%v", first, got, want)
		}
		got = nil
		for _, f := range doc.Findings {
			got = append(got, fmt.Sprint(f.Code, " ", f.Line-offset))
		}
		want = []string{"markup.script_dropped 2", "markup.alt_missing 5", "markup.handler_dropped 9", "markup.alt_missing 9",
			"markup.captions_missing 17", "markup.formula_invalid 21"}
		if !slices.Equal(got, want) {
			t.Errorf("from line %d:\n%v\nwant\n%v", first, got, want)
		}
	}
}

func TestResolveDecidesOverEveryAddress(t *testing.T) {
	const source = "[a](a.md#sezione-uno) ![b](b.png) <a href='c.md'>c</a> <img src='d.png' alt='d'> https://e.example\n\n" +
		"[f](<f g.md>) <video src=h.mp4 poster=i.png><source src=j.webm><track src=k.vtt></video> [m](mailto:x@y.it) [n](#n) [o](javascript:o)\n\n" +
		":::download p.pdf\n:::quiz q\n"
	var asked []string
	doc := render(t, source, Options{Resolve: func(r Reference) (string, bool) {
		asked = append(asked, r.Kind+" "+r.Destination)
		return "/x/" + r.Destination, true
	}})
	want := []string{"link a.md#sezione-uno", "image b.png", "link c.md", "image d.png", "link https://e.example", "link f g.md", "video h.mp4",
		"poster i.png", "video j.webm", "captions k.vtt", "download p.pdf", "quiz q"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	for _, address := range []string{"/x/a.md#s-sezione-uno", "/x/b.png", "/x/c.md", "/x/d.png", "/x/f%20g.md", "/x/h.mp4", "/x/p.pdf", "/x/q"} {
		if !strings.Contains(doc.HTML, `"`+address+`"`) {
			t.Errorf("no %s in %s", address, doc.HTML)
		}
	}
	none := render(t, source, Options{Resolve: func(Reference) (string, bool) { return "", false }})
	for _, address := range []string{"/x/", ".png", ".md", ".mp4", ".pdf", "<img", "<source", "<track"} {
		if strings.Contains(none.HTML, address) && !strings.Contains(none.Text, address) {
			t.Errorf("%s survives in %s", address, none.HTML)
		}
	}
	if len(none.References) != len(doc.References) {
		t.Errorf("dropped references are not reported: %v", none.References)
	}
	evil := render(t, "[a](b) ![c](d)", Options{Resolve: func(Reference) (string, bool) { return "javascript:alert(1)", true }})
	if evil.HTML != "<p>a c</p>\n" || len(evil.Findings) != 2 {
		t.Errorf("%+v", evil)
	}
}

func TestTheFirstTitleLeavesTheTextUnlessKept(t *testing.T) {
	for _, row := range []struct{ what, source, title, html, kept string }{
		{"at the top", "# Uno\n\ntesto", "Uno", "<p>testo</p>\n", "<h1 id=\"s-uno\">Uno</h1>\n<p>testo</p>\n"},
		{"below a text", "testo\n\nUno\n===", "Uno", "<p>testo</p>\n", "<p>testo</p>\n<h1 id=\"s-uno\">Uno</h1>\n"},
		{"second one", "# Uno\n# Due", "Uno", "<h2 id=\"s-due\">Due</h2>\n", "<h1 id=\"s-uno\">Uno</h1>\n<h2 id=\"s-due\">Due</h2>\n"},
		{"the same twice", "# Uno\n# Uno", "Uno", "<h2 id=\"s-uno\">Uno</h2>\n", "<h1 id=\"s-uno\">Uno</h1>\n<h2 id=\"s-uno-1\">Uno</h2>\n"},
		{"none", "## Uno", "", "<h2 id=\"s-uno\">Uno</h2>\n", "<h2 id=\"s-uno\">Uno</h2>\n"},
		{"in a quotation", "> # Uno", "", "<blockquote>\n<h2 id=\"s-uno\">Uno</h2>\n</blockquote>\n", "<blockquote>\n<h2 id=\"s-uno\">Uno</h2>\n</blockquote>\n"},
		{"empty", "#\n\n# Uno", "Uno", "", "<h1 id=\"s-uno\">Uno</h1>\n"},
		{"in HTML", "<h1>U<b>n</b>o</h1>", "Uno", "", "<h1 id=\"s-uno\">U<b>n</b>o</h1>"},
		{"with marks", "# *Uno* `due` [tre](x) &amp; 4", "Uno due tre & 4", "", "<h1 id=\"s-uno-due-tre--4\"><em>Uno</em> <code>due</code> <a href=\"x\">tre</a> &amp; 4</h1>\n"},
	} {
		doc := render(t, row.source, Options{})
		if doc.Title != row.title || doc.HTML != row.html {
			t.Errorf("%s: title %q, %q, want %q, %q", row.what, doc.Title, doc.HTML, row.title, row.html)
		}
		if kept := render(t, row.source, Options{KeepTitle: true}); kept.Title != row.title || kept.HTML != row.kept {
			t.Errorf("%s, kept: title %q, %q, want %q, %q", row.what, kept.Title, kept.HTML, row.title, row.kept)
		}
	}
}

func TestHeadingsMakeAnOutlineWithoutGaps(t *testing.T) {
	for _, row := range []struct{ written, shown string }{
		{"2 3 4 2", "2 3 4 2"},
		{"3 4 3", "2 3 2"},
		{"4 2 4 6 3", "2 2 3 4 3"},
		{"2 1 2 3", "2 1 2 3"}, // the title does not count
		{"1 1 2 1 3", "1 2 3 2 3"},
		{"2 3 4 5 6", "2 3 4 5 6"},
		{"6 5 4", "2 2 2"},
	} {
		var source, shown []string
		for i, level := range strings.Fields(row.written) {
			source = append(source, strings.Repeat("#", int(level[0]-'0'))+fmt.Sprintf(" T%d\n", i))
		}
		for _, h := range render(t, strings.Join(source, "\n"), Options{KeepTitle: true}).Headings {
			shown = append(shown, fmt.Sprint(h.Level))
		}
		if strings.Join(shown, " ") != row.shown {
			t.Errorf("%s: %v, want %s", row.written, shown, row.shown)
		}
	}
}

func TestEveryWordOfOursHasALabelAndEveryIdAPrefix(t *testing.T) {
	const source = "> [!NOTE]\n> a[^1]\n\n## T\n\n[t](#t)\n\n| a |\n|-|\n| b |\n\n- [x] c\n- [ ] d\n\n```\ne\n```\n\n$$f$$\n\n:::quiz g\n\n:::video h.mp4 captions=i.vtt\nl\n:::\n\n[^1]: m\n"
	var keys []string
	doc := render(t, source, Options{Prefix: "q7-", Language: "sl", Label: func(key string) string {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		return "<" + strings.ToUpper(key) + ">"
	}})
	for _, key := range keys {
		if Labels[key] == "" || !strings.Contains(doc.HTML, "&lt;"+strings.ToUpper(key)+"&gt;") {
			t.Errorf("label %s is unknown or not shown in %s", key, doc.HTML)
		}
	}
	for _, id := range strings.Split(doc.HTML, ` id="`)[1:] {
		if !strings.HasPrefix(id, "q7-") {
			t.Errorf("id %.20s", id)
		}
	}
	for _, want := range []string{`href="#q7-s-t"`, `href="#q7-fn-1"`, `href="#q7-fnref-1"`, `srclang="sl" label="Slovenščina"`} {
		if !strings.Contains(doc.HTML, want) {
			t.Errorf("no %s in %s", want, doc.HTML)
		}
	}
	if silent := render(t, source, Options{Label: func(string) string { return "" }}); !strings.Contains(silent.HTML, "Mettiti alla prova") {
		t.Error("an unknown label is not Italian")
	}
}

func TestPricesAreNoFormulas(t *testing.T) {
	for _, row := range []struct {
		source string
		math   int
	}{
		{"5 $ e 10 $", 0}, {"$5 e $10", 0}, {"5$ e 10$", 0}, {"costa $5, cioè 5$ in più", 0}, {"tra $5-$10", 0}, {"5$/mese e 10$/anno", 0},
		{"US$5 e US$6", 0}, {"A$AP e Ke$ha", 0}, {`\$x\$`, 0}, {"`$x$`", 0}, {"$ x $", 0}, {"$$", 0}, {"$x", 0}, {"$x$y", 0}, {"${HOME}/x:$PATH", 0},
		{"$x$", 1}, {"($x$)", 1}, {"$x$, $y$.", 2}, {"$2x$", 1}, {"$a + b$", 1}, {"$a +\nb$", 1}, {"**$x$**", 1}, {"$x\\$y$", 1}, {"| $x$ |\n|-|", 1},
		{"$$x$$", 1}, {"a $$x$$ b", 1}, {"$$\nx\n$$", 1}, {"$$ x\n y $$", 1}, {"> $$\n> x\n> $$", 1}, {"- $$\n  x\n  $$", 1}, {"```math\nx\n```", 1},
		{"testo\n$$\nx\n$$\nsegue", 1}, {"[$x$](y)", 1}, {"# $x$", 0}, // a title leaves
	} {
		doc := render(t, row.source, Options{})
		if got := strings.Count(doc.HTML, "<math"); got != row.math {
			t.Errorf("%q: %d formulas in %s", row.source, got, doc.HTML)
		}
	}
}

func TestSlugsAreStableAndWithoutAccents(t *testing.T) {
	for _, row := range []struct{ words, slug string }{
		{"Perché usarlo?", "perche-usarlo"}, {"perch%C3%A9-usarlo", "perchc3a9-usarlo"}, {"L’identità", "lidentita"}, {"L'identità", "lidentita"},
		{"SPID & CIE", "spid--cie"}, {"Straße", "strasse"}, {"Čezmejno učenje", "cezmejno-ucenje"}, {"Œuvre", "oeuvre"}, {"1.2 Uno", "12-uno"}, {"  ", ""}, {"日本", ""},
	} {
		if got := slug(row.words); got != row.slug {
			t.Errorf("%q: %q, want %q", row.words, got, row.slug)
		}
	}
	if Anchor("Perché usarlo?") != "s-perche-usarlo" {
		t.Error(Anchor("Perché usarlo?"))
	}
}

func TestManyRenderAtOnce(t *testing.T) {
	files := corpora()["mixed"][:8]
	var want []Document
	for _, file := range files {
		want = append(want, render(t, string(file), Options{}))
	}
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			doc, err := Render(files[i%len(files)], Options{})
			if err != nil || uncoloured(doc.HTML) != uncoloured(want[i%len(files)].HTML) || doc.Text != want[i%len(files)].Text {
				t.Errorf("rendering %d differs: %v", i, err)
			}
		})
	}
	all.Wait()
}

// uncoloured takes the colours off code. A lexer's pattern gives up after a quarter of a second by the clock on the wall: on a machine
// that is very busy a word loses its colour, and nothing else.
func uncoloured(html string) string { return colours.ReplaceAllString(html, "") }

var colours = regexp.MustCompile(`<span class="chroma-[a-z]+">|</span>`)
