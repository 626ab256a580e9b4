package demo

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// password is that of everybody in the demo. It protects nothing: the demo listens on loopback only.
const password = "impariamo-insieme-2026"

// everything is more lessons than a course has.
const everything = 1000

type part struct {
	role, email, given, family string
	shown                      bool // has a place in demo.json
	done                       int  // lessons of the course that are done; -1: not enrolled, everything: the quizzes too
}

// cast are the people of the demo, the administrator first: by that account a demo is recognised.
var cast = []part{
	{"administrator", "amministratrice@aula.example", "Caterina", "Ferri", true, -1},
	{"learner", "allievo@aula.example", "Paolo", "Marini", true, -1},
	{"author", "autrice@aula.example", "Elena", "Bassi", true, -1},
	{"staff", "centro@aula.example", "Davide", "Longo", true, -1},
	{"referent", "referente@aula.example", "Laura", "Neri", true, -1},
	{"facilitator", "facilitatrice@aula.example", "Marta", "Zanin", true, -1},
	{"learner", "giulia.conti@aula.example", "Giulia", "Conti", false, everything},
	{"learner", "ahmed.benali@aula.example", "Ahmed", "Benali", false, 3},
	{"learner", "rosa.villa@aula.example", "Rosa", "Villa", false, 1},
	{"learner", "marko.kovac@aula.example", "Marko", "Kovač", false, 0},
}

// centreRole is the role in the centre: who answers for an organisation, or holds its classes, learns there as others do.
func (p part) centreRole() accounts.Role {
	if r := accounts.Role(p.role); slices.Contains(accounts.Roles, r) {
		return r
	}
	return accounts.Learner
}

func accountsToShow() []Account {
	var list []Account
	for _, p := range cast {
		if p.shown {
			list = append(list, Account{Role: p.role, Email: p.email, Password: password})
		}
	}
	return list
}

// mailboxes are those of the cast.
func mailboxes() (list []string) {
	for _, p := range cast {
		list = append(list, p.email)
	}
	return list
}

// addPeople makes the accounts and returns them by mailbox.
func addPeople(tx core.App) (map[string]*core.Record, error) {
	collection, err := tx.FindCollectionByNameOrId("users")
	if err != nil {
		return nil, err
	}
	people := map[string]*core.Record{}
	for _, p := range cast {
		r := core.NewRecord(collection)
		r.Load(map[string]any{
			"email": p.email, "password": password, "verified": true,
			"given_name": p.given, "family_name": p.family, "role": string(p.centreRole()),
		})
		if err := tx.Save(r); err != nil {
			return nil, fmt.Errorf("add %s: %w", p.email, err)
		}
		people[p.email] = r
	}
	return people, nil
}
