package tables_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"aula/internal/sheets"
	"aula/internal/tables"
)

// told is a whole table in one line a row: its cells, or what is wrong with it.
func told(t *testing.T, content string, l tables.Limits) string {
	t.Helper()
	table, err := tables.Open(strings.NewReader(content), l)
	var wrong *tables.Error
	if errors.As(err, &wrong) {
		return "! " + wrong.Error()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{strings.Join(table.Head(), "|")}
	for {
		row, err := table.Next()
		switch {
		case err == io.EOF:
			return strings.Join(lines, "\n")
		case errors.As(err, &wrong):
			lines = append(lines, "! "+wrong.Error())
		case err != nil:
			t.Fatal(err)
		default:
			lines = append(lines, fmt.Sprintf("%d: %s", row.Line, strings.ReplaceAll(strings.Join(row.Cells, "|"), "\n", "¶")))
		}
	}
}

func utf16le(s string) string {
	var out bytes.Buffer
	out.WriteString("\xff\xfe")
	for _, u := range utf16.Encode([]rune(s)) {
		_ = binary.Write(&out, binary.LittleEndian, u)
	}
	return out.String()
}

func TestTablesAreReadAsTheyAreSent(t *testing.T) {
	rows := []struct{ name, content, want string }{
		{"semicolons", "a;b\n1;2\n", "a|b\n2: 1|2"},
		{"commas", "a,b\n1,2\n", "a|b\n2: 1|2"},
		{"tabs", "a\tb\n1\t2\n", "a|b\n2: 1|2"},
		{"a separator that is said", "sep=,\na,b;c\n1,2;3\n", "a|b;c\n3: 1|2;3"},
		{"names with commas in a table with semicolons", "mail;name\na@b.it;Rossi, Ada\nc@d.it;Bianchi, Eva\n", "mail|name\n2: a@b.it|Rossi, Ada\n3: c@d.it|Bianchi, Eva"},
		{"one column only", "mail\na@b.it\n", "mail\n2: a@b.it"},
		{"a title above the heads", "People by age, sex and state\na;b\n1;2\n", "a|b\n3: 1|2"},
		{"lines of Windows, of old machines, and none at the end", "a;b\r\n1;2\r3;4", "a|b\n2: 1|2\n3: 3|4"},
		{"empty lines are no rows", "\n;\na;b\n\n;;\n1;2\n\n", "a|b\n6: 1|2"},
		{"a byte-order mark", "\xef\xbb\xbfa;b\n1;2\n", "a|b\n2: 1|2"},
		{"Latin-1", "a;citt\xe0\n1;Forl\xec\n", "a|città\n2: 1|Forlì"},
		{"both encodings in one file", "a;città\n1;Forl\xec\n", "a|città\n2: 1|Forlì"},
		{"sixteen bits", utf16le("a\tcittà\n1\tForlì\n"), "a|città\n2: 1|Forlì"},
		{"quoted cells", "a;b\n\"1;2\";\"say \"\"yes\"\"\"\n", "a|b\n2: 1;2|say \"yes\""},
		{"a cell of two lines", "a;b\n\"1\n2\";3\n4;5\n", "a|b\n2: 1¶2|3\n4: 4|5"},
		{"a quote in the middle is a sign like others", "a;b\nl'\"Unione\" di;2\n", "a|b\n2: l'\"Unione\" di|2"},
		{"a quote that should be doubled", "a;b\n\"the \"old\" one\";2\n", "a|b\n2: the \"old\" one|2"},
		{"tabs are mostly written without quotes", "a\tb\n\"Giovanni XXIII\" di Mira\t2\n\"3\"\t4\n", "a|b\n2: \"Giovanni XXIII\" di Mira|2\n3: 3|4"},
		{"a quote that is never closed spoils its row", "a;b\n\"1;2\n3;4\n", "a|b\n! line 2, column 1: quote\n3: 3|4"},
		{"more cells than heads", "a;b\n1;2;3\n4;5;;\n", "a|b\n! line 2, column 3: columns\n3: 4|5||"},
		{"fewer cells than heads", "a;b\n1\n", "a|b\n2: 1"},
		{"spaces around", " a ; b\n 1 ;\t2 \n", "a|b\n2: 1|2"},
		{"what an export has defused", "a;b\n'=1+1;'quoted\n", "a|b\n2: =1+1|'quoted"},
		{"nothing", "", "! line 0, column 0: empty"},
		{"nothing but lines", "\n\n", "! line 0, column 0: empty"},
		{"a spreadsheet's own file", "PK\x03\x04abc", "! line 0, column 0: binary"},
		{"a picture", "\x89PNG\x00\x00", "! line 0, column 0: binary"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := told(t, row.content, tables.Limits{}); got != row.want {
				t.Errorf("got\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func TestATableIsBounded(t *testing.T) {
	rows := []struct {
		name, content string
		l             tables.Limits
		want          string
	}{
		{"bytes", "a;b\n1;2\n", tables.Limits{Bytes: 7}, "! line 0, column 0: large"},
		{"rows", "a;b\n1;2\n3;4\n", tables.Limits{Rows: 1}, "a|b\n2: 1|2\n! line 3, column 0: rows"},
		{"a cell", "a;b\n1;23456\n3;4\n", tables.Limits{Cell: 4}, "a|b\n! line 2, column 2: long\n3: 3|4"},
		{"a cell that goes on and on", "a;b\n\"1\n" + strings.Repeat("2\n", 200), tables.Limits{Rows: 2},
			"a|b\n! line 2, column 1: quote\n3: 2\n4: 2\n! line 5, column 0: rows"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := told(t, row.content, row.l); got != row.want {
				t.Errorf("got\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func TestHeadsAreFoundHoweverTheyAreWritten(t *testing.T) {
	table, err := tables.Open(strings.NewReader("Codice_IPA;Denominazione (Italiana);CITTÀ;mail;PEC\n"), tables.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		names []string
		want  int
	}{
		{[]string{"codice ipa"}, 0}, {[]string{"denominazione italiana"}, 1}, {[]string{"citta"}, 2},
		{[]string{"pec", "mail"}, 4}, {[]string{"email"}, -1},
	}
	for _, row := range rows {
		if got := table.Find(row.names...); got != row.want {
			t.Errorf("%v in column %d, want %d", row.names, got, row.want)
		}
	}
}

func TestWhatTheAcademyWritesIsReadAgainAsItWas(t *testing.T) {
	cells := []string{"=1+1", "-", "@x", "+39 041", "say \"yes\"; or not", "two\nlines", "città", "'quoted"}
	var out bytes.Buffer
	w, err := sheets.NewCSV(&out, ",")
	if err != nil {
		t.Fatal(err)
	}
	var row []sheets.Cell
	for _, c := range cells {
		row = append(row, sheets.Text(c))
	}
	if err := errors.Join(w.Row(row...), w.Row(row...), w.Close()); err != nil {
		t.Fatal(err)
	}
	table, err := tables.Open(&out, tables.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.Next()
	if err != nil || strings.Join(got.Cells, "|") != strings.Join(cells, "|") {
		t.Errorf("%q, %v", got.Cells, err)
	}
}

func FuzzTable(f *testing.F) {
	for _, seed := range []string{"a;b\n1;2\n", "a,b\n\"1\n2\",3", "sep=;\na;b", "\xff\xfea\x00;\x00", "a\t\"b\"\n\"\"\"\t", "citt\xe0;b\r\n'=1;2"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := tables.Open(bytes.NewReader(content), tables.Limits{Bytes: 1 << 16, Rows: 100, Cell: 200})
		if err != nil {
			return
		}
		before := 0
		for range len(content) + 2 {
			row, err := table.Next()
			if err == io.EOF {
				return
			}
			if row.Line <= before {
				t.Fatalf("line %d after line %d", row.Line, before)
			}
			before = row.Line
			for _, c := range row.Cells {
				if len(c) > 200 {
					t.Fatalf("a cell of %d bytes", len(c))
				}
			}
		}
		t.Fatal("no end")
	})
}
