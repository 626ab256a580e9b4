package sheets

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

var when = time.Date(2026, 11, 26, 9, 30, 0, 0, time.UTC)

func rows(w Writer) error {
	for _, row := range [][]Cell{
		{Text("Nome"), Text("Punti")},
		{Text("=HYPERLINK(\"x\")"), Number(2.5)},
		{Text("due\nrighe; e  spazi\te tab"), Percent(0.8333333)},
		{Text("<b>&\x01"), Moment(when)},
		{Text(""), Moment(time.Time{})},
	} {
		if err := w.Row(row...); err != nil {
			return err
		}
	}
	return w.Close()
}

func TestCSVIsWhatEuropeanSpreadsheetsRead(t *testing.T) {
	var b bytes.Buffer
	w, err := NewCSV(&b, ",")
	if err != nil {
		t.Fatal(err)
	}
	if err := rows(w); err != nil {
		t.Fatal(err)
	}
	want := "\xef\xbb\xbfNome;Punti\n\"'=HYPERLINK(\"\"x\"\")\";2,5\n\"due\nrighe; e  spazi\te tab\";83,3333\n<b>&\x01;2026-11-26 09:30\n;\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

func TestNoTextIsRun(t *testing.T) {
	for text, want := range map[string]string{"=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\t=1": "'\t=1", "a=1": "a=1", "": ""} {
		if got := Defused(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// opened reads the parts of an ODS.
func opened(t *testing.T, content []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if first := archive.File[0]; first.Name != "mimetype" || first.Method != zip.Store || len(first.Extra) > 0 || first.Flags&8 != 0 {
		t.Errorf("the first entry is %+v", first.FileHeader)
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

func TestODSKeepsTypesAndTexts(t *testing.T) {
	var b bytes.Buffer
	w, err := NewODS(&b, "Quiz: fine/1")
	if err != nil {
		t.Fatal(err)
	}
	if err := rows(w); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes()[30:], []byte("mimetype"+odsType)) {
		t.Error("what it is cannot be told from the first bytes")
	}
	parts := opened(t, b.Bytes())
	for name, text := range parts {
		if strings.HasSuffix(name, ".xml") {
			if err := xml.Unmarshal([]byte(text), new(struct{})); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, want := range []string{
		`table:name="Quiz  fine 1"`, `table:number-columns-repeated="2"`, `table:style-name="head" office:value-type="string"><text:p>Nome</text:p>`,
		`office:value-type="string"><text:p>=HYPERLINK(&#34;x&#34;)</text:p>`, `office:value-type="float" office:value="2.5"`,
		`<text:p>due</text:p><text:p>righe; e<text:s/><text:s/>spazi<text:tab/>e tab</text:p>`,
		`office:value-type="percentage" office:value="0.8333333"`, `office:date-value="2026-11-26T09:30:00"`, "&lt;b&gt;&amp;\uFFFD",
		`<table:table-row><table:table-cell/><table:table-cell/></table:table-row>`,
	} {
		if !strings.Contains(parts["content.xml"], want) {
			t.Errorf("lacks %s in %s", want, parts["content.xml"])
		}
	}
	if strings.Contains(parts["content.xml"], "table:formula") {
		t.Error("there is a formula")
	}
}

func TestAnEmptyODSIsWholeToo(t *testing.T) {
	var b bytes.Buffer
	w, err := NewODS(&b, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if text := opened(t, b.Bytes())["content.xml"]; xml.Unmarshal([]byte(text), new(struct{})) != nil || !strings.Contains(text, `table:name="1"`) {
		t.Error(text)
	}
}

// narrow takes so many bytes and then fails.
type narrow struct{ left int }

var errFull = errors.New("full")

func (n *narrow) Write(p []byte) (int, error) {
	if n.left -= len(p); n.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAReaderThatGoesAwayIsNoticed(t *testing.T) {
	for name, begin := range map[string]func(io.Writer) (Writer, error){
		"CSV": func(w io.Writer) (Writer, error) { return NewCSV(w, ",") },
		"ODS": func(w io.Writer) (Writer, error) { return NewODS(w, "x") },
	} {
		w, err := begin(&narrow{left: 600})
		for i := 0; err == nil && i < 1_000_000; i++ {
			err = w.Row(Text(time.Unix(int64(i)*7919, 0).String()))
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s goes on writing: %v", name, err)
		}
	}
}
