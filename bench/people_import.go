package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

const importedPeople = 10_000

// peopleImport compares bringing in a list of people, read and judged row by row, with inserting the same rows and doing nothing else.
func peopleImport(l *lab) (figures []figure, err error) {
	err = within(filepath.Join(l.dir, "people"), func(app core.App) error {
		turn := 0
		ours := func() (float64, error) {
			turn++
			body, err := save(app, "organisations", map[string]any{"ipa": fmt.Sprintf("c_%d", turn), "name": "Comune", "kind": "comune"})
			if err != nil {
				return 0, err
			}
			list := listOfPeople(turn)
			return each(1, func(int) error {
				read, err := accounts.ReadPeople(strings.NewReader(list), map[string]accounts.MembershipRole{"dipendente": accounts.Employee})
				if err != nil {
					return err
				}
				done, err := accounts.ImportPeople(app, "bench", body.Id, "Comune", "it", read, func(accounts.MembershipRole) bool { return true }, false)
				if err == nil && done.Admitted != importedPeople {
					err = fmt.Errorf("%d of %d came in: %v", done.Admitted, importedPeople, read.Problems)
				}
				return err
			})
		}
		bare := func() (float64, error) {
			turn++
			body, err := save(app, "organisations", map[string]any{"ipa": fmt.Sprintf("c_%d", turn), "name": "Comune", "kind": "comune"})
			if err != nil {
				return 0, err
			}
			return each(1, func(int) error { return insertPeople(app, body.Id, turn, importedPeople) })
		}
		p, err := watched(func() (pairs, error) { return inTurn(ours, bare) })
		figures = ratio("people_import", "ms", p)
		return err
	})
	return figures, err
}

func listOfPeople(turn int) string {
	var b strings.Builder
	b.WriteString("Cognome;Nome;E-mail;Ufficio;Ruolo\n")
	for i := range importedPeople {
		fmt.Fprintf(&b, "Sala;Bruno;p%d.%d@comune.example;Ufficio %d;Dipendente\n", turn, i, i%20)
	}
	return b.String()
}
