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
