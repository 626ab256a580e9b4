package database_test

import (
	"regexp"
	"testing"

	"aula/internal/database"
)

func TestIdsGrowAndNoneIsGivenTwice(t *testing.T) {
	form, given, last := regexp.MustCompile(`^[a-z0-9]{15}$`), map[string]bool{}, ""
	for range 2000 {
		id := database.NextID()
		if !form.MatchString(id) || given[id] || id[:8] < last {
			t.Fatalf("%s after %s", id, last)
		}
		given[id], last = true, id[:8]
	}
}

func TestAnIdOfValuesIsThatOfNoOthers(t *testing.T) {
	form, of := regexp.MustCompile(`^[a-z0-9]{15}$`), map[string][]string{}
	for _, values := range [][]string{{"ada", "seat", "1"}, {"ada", "seat", "2"}, {"ada", "seat1", ""}, {"adaseat", "", "1"}, {"", "ada", "seat1"}} {
		id := database.IDOf(values...)
		if !form.MatchString(id) || of[id] != nil || id != database.IDOf(values...) {
			t.Errorf("%q: %s, as of %q", values, id, of[id])
		}
		of[id] = values
	}
}
