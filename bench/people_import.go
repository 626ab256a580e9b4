package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/vault"
)

const importedPeople = 10_000

// peopleImport compares bringing in a list of people, read and judged row by row, with inserting the same rows and doing nothing else.
func peopleImport(l *lab) (figures []figure, err error) {
	keys, err := vault.Open(filepath.Join(l.dir, "people_keys"))
	if err != nil {
		return nil, err
	}
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
				done, err := accounts.ImportPeople(app, keys, read, accounts.Importing{By: "bench", Organisation: body.Id, Called: "Comune", Locale: "it",
					May: func(accounts.MembershipRole) bool { return true }})
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
	b.WriteString("Cognome;Nome;E-mail;Ufficio;Ruolo;Codice fiscale\n")
	for i := range importedPeople {
		fmt.Fprintf(&b, "Sala;Bruno;p%d.%d@comune.example;Ufficio %d;Dipendente;%s\n", turn, i, i%20, provisional(turn*importedPeople+i))
	}
	return b.String()
}

// provisional is the tax code of digits with this number.
func provisional(number int) string {
	text, sum := fmt.Sprintf("%010d", number+1), 0
	for i := range len(text) {
		n := int(text[i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return text + fmt.Sprint((10-sum%10)%10)
}
