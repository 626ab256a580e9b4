package documents

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"aula/locales"
)

func aRegister(people int) Register {
	start := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	r := Register{
		Body: "Unione dei Comuni della Valle", Title: "App IO: che cosa cambia per il comune", Start: start, Zone: "Europe/Rome", Minutes: 90,
		Started: start, Ended: start.Add(88 * time.Minute), Needed: 80, Made: start.Add(24 * time.Hour),
	}
	for n := range people {
		r.Rows = append(r.Rows, RegisterRow{
			Name: fmt.Sprintf("Nome%03d Cognome", n), Role: "attendee", Joined: start, Left: start.Add(80 * time.Minute), Minutes: 80, Scheduled: 88, Actual: 90,
			Counts: 90, Result: "enough", Corrected: n == 1,
		})
	}
	r.Corrections = []RegisterCorrection{{Name: "Nome001 Cognome", Reason: strings.Repeat("Linea caduta, era in sala con i colleghi. ", 12), By: "Sara Neri", Minutes: 80, At: start.Add(2 * time.Hour)}}
	return r
}

func TestARegisterTakesAsManyPagesAsItNeedsInEveryLanguage(t *testing.T) {
	for _, row := range []struct{ people, pages int }{{0, 1}, {1, 1}, {10, 1}, {24, 2}, {400, 14}} {
		for _, lang := range locales.Languages {
			file, err := DrawRegister(lang, aRegister(row.people))
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(file, []byte("/Type /Page\n")); n != row.pages {
				t.Errorf("%d people in %s take %d pages, want %d", row.people, lang, n, row.pages)
			}
			if again, _ := DrawRegister(lang, aRegister(row.people)); !bytes.Equal(again, file) {
				t.Errorf("%s: the same register has other bytes", lang)
			}
		}
	}
}

func TestEveryCellOfARegisterIsTagged(t *testing.T) {
	file, err := DrawRegister("it", aRegister(60))
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[string]int{"/S /Table ": 2, "/S /TR ": 1 + 60 + 1 + 1, "/S /TH ": 9 + 5, "/S /TD ": 60*9 + 5, "/S /H1 ": 1} {
		if n := bytes.Count(file, []byte(tag)); n != want {
			t.Errorf("%s%d times, want %d", tag, n, want)
		}
	}
	for _, object := range bytes.Split(file, []byte("endobj")) {
		if bytes.Contains(object, []byte("/S /TR ")) && bytes.Count(object, []byte(" 0 R")) < 6 {
			t.Errorf("a row lacks cells: %s", object)
		}
	}
}

func TestNoStripIsPartedFromWhatItBelongsTo(t *testing.T) {
	r := Report{Parts: []Part{{Heading: "A", Table: Table{Columns: []Column{{"x", 20, Left}}}}, {Heading: "B", Table: Table{Columns: []Column{{"x", 20, Left}}, Rows: [][]string{{"y"}}}}}}
	for range 60 {
		r.Parts[0].Table.Rows = append(r.Parts[0].Table.Rows, []string{"z"})
		pages := paginate(r.strips())
		for i, page := range pages {
			y := reportTop
			for j, s := range page {
				y += s.height
				if s.part != nil && (j == 0 || page[j-1].part != s.part) {
					y += s.part.Table.headHeight()
				}
			}
			if y > reportBottom || len(page) == 0 {
				t.Fatalf("page %d of %d ends at %.1f", i+1, len(pages), y)
			}
			if last := page[len(page)-1]; last.keep > 0 {
				t.Fatalf("a heading stands alone at the end of page %d", i+1)
			}
		}
	}
}
