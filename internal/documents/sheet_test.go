package documents

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"aula/locales"
)

func TestASheetHasALineForEachPersonAndSomeToSpare(t *testing.T) {
	s := Sheet{Body: "Unione dei Comuni della Valle", Course: "SPID e CIE", Edition: "Primavera", When: "30 novembre 2026, 9:00–11:00", Place: "Sala Rossa",
		Made: time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)}
	for n := range 40 {
		s.People = append(s.People, fmt.Sprintf("Žagar-Müller Ångström%02d", n))
	}
	for _, lang := range locales.Languages {
		file, err := DrawSheet(lang, s)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(file, []byte("/S /TR ")); n != 1+40+sheetSpare {
			t.Errorf("%s: %d lines", lang, n)
		}
		if n := bytes.Count(file, []byte("/Type /Page\n")); n != 4 {
			t.Errorf("%s: %d pages, want 4", lang, n)
		}
	}
}
