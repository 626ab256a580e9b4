package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

func TestEachSheetWasPrintedFromItsPresentSource(t *testing.T) {
	pages, err := filepath.Glob("../*/assets/src/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages to print: %v", err)
	}
	for _, page := range pages {
		name := filepath.Base(page)
		pdf, err := os.ReadFile(filepath.Join(filepath.Dir(page), "..", name[:len(name)-len(".html")]+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		digest, err := sourceDigest(page)
		if err != nil {
			t.Fatal(err)
		}
		if sealed(pdf) != digest {
			t.Errorf("%s changed after it was printed: run go generate ./courses/content", page)
		}
	}
}

// onePage is one page of a PDF, not the list of them.
var onePage = regexp.MustCompile(`/Type /Page\n`)

func TestEachSheetHasTheTwoPagesThatItsCoursePromises(t *testing.T) {
	sheets, err := filepath.Glob("../*/assets/scheda.pdf")
	if err != nil || len(sheets) == 0 {
		t.Fatalf("no sheets: %v", err)
	}
	for _, sheet := range sheets {
		pdf, err := os.ReadFile(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(onePage.FindAll(pdf, -1)); got != 2 {
			t.Errorf("%s has %d pages, want 2: one sheet of paper", sheet, got)
		}
	}
}

func TestAPrintTellsNothingOfItsMoment(t *testing.T) {
	at := func(moment string) []byte {
		return []byte("%PDF-1.4\n<</CreationDate (D:" + moment + "+00'00')\n/ModDate (D:" + moment + "+00'00')>>\n%%EOF\n")
	}
	first, err := seal(at("20261122120729"), "aa")
	if err != nil {
		t.Fatal(err)
	}
	second, err := seal(at("20270101093000"), "aa")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Errorf("two prints differ:\n%s\n%s", first, second)
	}
	if got := sealed(first); got != "aa" {
		t.Errorf("digest %q, want aa", got)
	}
}

func TestAPDFWithoutDatesIsRefused(t *testing.T) {
	if _, err := seal([]byte("%PDF-1.4\n%%EOF\n"), "aa"); !errors.Is(err, errNotDated) {
		t.Errorf("error %v, want %v", err, errNotDated)
	}
}
