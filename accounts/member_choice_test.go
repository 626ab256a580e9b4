package accounts

import (
	"fmt"
	"slices"
	"testing"
)

func TestMailboxesAreFoundInWhatPeoplePaste(t *testing.T) {
	for _, row := range []struct {
		says, text string
		want       []string
	}{
		{"one a line", "a@x.example\nB@x.example\r\n\n", []string{"a@x.example", "b@x.example"}},
		{"as mail programs write them", `"Sala, Bruno" <bruno@x.example>; Eva Re <eva@x.example>`, []string{"bruno@x.example", "eva@x.example"}},
		{"in a sentence", "Scrivi a bruno@x.example, eva@x.example. Grazie (mailto:ugo@x.example)", []string{"bruno@x.example", "eva@x.example", "ugo@x.example"}},
		{"twice", "a@x.example A@X.example", []string{"a@x.example"}},
		{"none", "Bruno, Eva @ ufficio", nil},
	} {
		if got := Mailboxes(row.text); !slices.Equal(got, row.want) {
			t.Errorf("%s: %q", row.says, got)
		}
	}
}

func TestWhoIsMeantByAChoice(t *testing.T) {
	app, a, b, ada := two(t)
	joins(t, app, Joining{User: ada.Id, Organisation: a, Role: Employee, Office: "Anagrafe"})
	joins(t, app, Joining{User: ada.Id, Organisation: a, Role: Facilitator})
	bruno := member(t, app, "bruno@example.it", Learner)
	joins(t, app, Joining{User: bruno.Id, Organisation: a, Role: Employee, Office: "Tributi", Waits: true, Family: "Sala", Given: "Bruno"})
	eva := member(t, app, "eva@example.it", Learner)
	joins(t, app, Joining{User: eva.Id, Organisation: b, Role: Employee, Office: "Anagrafe"})
	var many []string
	for i := range 1200 {
		many = append(many, fmt.Sprintf("p%d@example.it", i))
	}
	many = append(many, ada.Email(), eva.Email(), bruno.Email())
	for _, row := range []struct {
		says   string
		c      MemberChoice
		others int
	}{
		{"all", MemberChoice{All: true}, 0},
		{"an office", MemberChoice{Office: "Anagrafe"}, 0},
		{"people", MemberChoice{Users: []string{ada.Id, bruno.Id, eva.Id}}, 0},
		{"mailboxes, more than one statement names", MemberChoice{Mailboxes: many}, 1202},
	} {
		row.c.Organisation = a
		ids, others, err := row.c.Choose(app)
		if err != nil || !slices.Equal(ids, []string{ada.Id}) || len(others) != row.others {
			t.Errorf("%s: %v, %d others, %v", row.says, ids, len(others), err)
		}
	}
	if ids, _, err := (MemberChoice{Organisation: a}).Choose(app); err != nil || len(ids) != 0 {
		t.Errorf("nobody is meant: %v, %v", ids, err)
	}
	if offices, err := Offices(app, a); err != nil || !slices.Equal(offices, []string{"Anagrafe"}) {
		t.Errorf("offices %v, %v", offices, err)
	}
}
