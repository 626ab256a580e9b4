package classes_test

import (
	"fmt"
	"testing"

	"aula/classes"
)

func TestAPaperRegisterNamesEverybodyOnce(t *testing.T) {
	roll := []classes.Member{
		{User: "a", Given: "Niccolò", Family: "D’Angelo", Email: "nico@example.org", State: classes.In},
		{User: "b", Given: "Anna", Family: "Rossi", Email: "anna@example.org", State: classes.In},
		{User: "c", Given: "Anna", Family: "Rossi", Email: "anna.rossi@example.org", State: classes.In},
		{User: "d", Given: "Ugo", Family: "Bianchi", State: classes.Waiting},
		{User: "", State: classes.In},
	}
	for _, row := range []struct {
		name  string
		lines []string
		want  string // people, twice, wrong
	}{
		{"whatever case, accents, order and spaces", []string{"  niccolo  D'ANGELO "}, "[a] [] []"},
		{"family name first, with a comma", []string{"D'Angelo, Niccolò"}, "[a] [] []"},
		{"twice is once, and is said once", []string{"Niccolò D'Angelo", "", "nico@example.org", "D'Angelo Niccolò"}, "[a] [D’Angelo Niccolò] []"},
		{"two of one name are told apart by mailbox", []string{"Rossi Anna", "anna@example.org"}, "[b] [] [{1 Rossi Anna ambiguous}]"},
		{"somebody unknown, by row", []string{"", "Zoe Verdi"}, "[] [] [{2 Zoe Verdi unknown}]"},
		{"who waits has no seat", []string{"Ugo Bianchi"}, "[] [] [{1 Ugo Bianchi unknown}]"},
		{"nothing", nil, "[] [] []"},
	} {
		s := classes.ReadSheet(roll, "facilitator", row.lines)
		ids := []string{}
		for _, m := range s.People {
			ids = append(ids, m.User)
		}
		if got := fmt.Sprint(ids, s.Twice, s.Wrong); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}
