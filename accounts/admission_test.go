package accounts

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

func mails(t *testing.T, app core.App, name string) int {
	t.Helper()
	n, err := app.CountRecords("jobs", dbx.HashExp{"kind": MailKind}, dbx.NewExp("instr([[payload]], {:name}) > 0", dbx.Params{"name": `"name":"` + name + `"`}))
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func TestAnOrganisationTakesSomebodyAmongItsPeople(t *testing.T) {
	app, a, _, ada := two(t)
	good := Newcomer{Given: " Bruno ", Family: "Sala", Email: "Bruno.Sala@Comune.example", Office: "Anagrafe"}
	known := Newcomer{Given: "A.", Family: "Bianchi", Email: ada.Email()}
	rows := []struct {
		says string
		n    Newcomer
		what Admission
		err  error
		code string // of the problem
	}{
		{"somebody new", good, Admitted, nil, ""},
		{"the same again", good, "", ErrMember, ""},
		{"the same as referent", Newcomer{Given: "Bruno", Family: "Sala", Email: good.Email, Role: Referent}, Asked, nil, ""},
		{"who has an account", known, Asked, nil, ""},
		{"who was asked already", known, "", ErrMember, ""},
		{"without a name", Newcomer{Family: "Sala", Email: "x@example.it"}, "", nil, "required"},
		{"with an address for a name", Newcomer{Given: "www.example.it", Family: "Sala", Email: "x@example.it"}, "", nil, "name_signs"},
		{"with no mailbox", Newcomer{Given: "Eva", Family: "Sala", Email: "eva"}, "", nil, "email"},
		{"in no role", Newcomer{Given: "Eva", Family: "Sala", Email: "e@example.it", Role: "king"}, "", nil, "membership_role"},
	}
	for _, row := range rows {
		what, _, err := Admit(app, "chief", a, "Comune di A", row.n)
		var problems Problems
		if row.code != "" {
			if !errors.As(err, &problems) || problems[0].Code != row.code {
				t.Errorf("%s: %v, want %s", row.says, err, row.code)
			}
			continue
		}
		if what != row.what || !errors.Is(err, row.err) {
			t.Errorf("%s: %q, %v", row.says, what, err)
		}
	}
	if n, m := mails(t, app, "admitted"), mails(t, app, "membership"); n != 1 || m != 2 {
		t.Errorf("%d and %d mails", n, m)
	}
}

func TestWhoHadAnAccountIsShownToNobodyBeforeTheyAccept(t *testing.T) {
	app, a, _, ada := two(t)
	if _, _, err := Admit(app, "chief", a, "Comune di A", Newcomer{Given: "Sconosciuta", Family: "Persona", Email: ada.Email()}); err != nil {
		t.Fatal(err)
	}
	found := func(words string) []Member {
		t.Helper()
		list, _, err := Members(app, MemberFilter{Organisation: a, Words: words})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := found("sconosciuta"); len(list) != 1 || !list[0].Waits() || list[0].Name() != "Persona Sconosciuta" || len(found("bianchi")) != 0 {
		t.Fatalf("before: %+v", list)
	}
	m := found("")[0]
	if got, err := EmployersAt(app, ada.Id, time.Now()); err != nil || len(got) != 0 {
		t.Errorf("is employed before accepting: %v, %v", got, err)
	}
	if err := Accept(app, member(t, app, "eva@example.it", Learner).Id, m.Id); !errors.Is(err, ErrNoMembership) {
		t.Errorf("somebody else accepts: %v", err)
	}
	if err := Accept(app, ada.Id, m.Id); err != nil {
		t.Fatal(err)
	}
	if err := Decline(app, ada.Id, m.Id); !errors.Is(err, ErrMember) {
		t.Errorf("declines what was accepted: %v", err)
	}
	if list := found("bianchi"); len(list) != 1 || list[0].Waits() || len(found("sconosciuta")) != 0 {
		t.Errorf("after: %+v", list)
	}
}

func TestWhoDeclinesBelongsNowhere(t *testing.T) {
	app, a, _, ada := two(t)
	if _, _, err := Admit(app, "chief", a, "Comune di A", Newcomer{Given: "Ada", Family: "Bianchi", Email: ada.Email()}); err != nil {
		t.Fatal(err)
	}
	list, _, err := Members(app, MemberFilter{Organisation: a})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := Decline(app, ada.Id, list[0].Id); err != nil {
		t.Fatal(err)
	}
	if all, err := MembershipsOf(app, ada.Id); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestAnExpectedPersonKeepsTheNameThatTheOrganisationGaveAndIsNotPurged(t *testing.T) {
	app, a, _, _ := two(t)
	if _, _, err := Admit(app, "chief", a, "Comune di A", Newcomer{Given: "Bruno", Family: "Sala", Email: "bruno@example.it"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Register(app, SignUp{Given: "Un", Family: "Altro", Email: "bruno@example.it", Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	p, err := FindByEmail(app, "bruno@example.it")
	if err != nil || p.Name() != "Bruno Sala" {
		t.Fatalf("%v, %v", p, err)
	}
	_, err = app.DB().Update(Collection, dbx.Params{"updated": stamp(time.Now().AddDate(0, -2, 0))}, dbx.HashExp{"id": p.Id}).Execute()
	if err == nil {
		err = PurgeUnconfirmed(app)
	}
	if _, again := Find(app, p.Id); err != nil || again != nil {
		t.Errorf("%v, %v", err, again)
	}
}

func TestWhoHasNotConfirmedTheMailboxAnswersNothing(t *testing.T) {
	app, v, proof := vouched(t)
	a, b := testapp.Organisation(t, app, "c_a001").Id, testapp.Organisation(t, app, "c_b002").Id
	expectedHere, _, err := Admit(app, "chief", a, "Comune di A", Newcomer{Given: "Ada", Family: "Bianchi", Email: "ada@comune.example"})
	if err != nil || expectedHere != Admitted {
		t.Fatal(expectedHere, err)
	}
	ada, err := FindByEmail(app, "ada@comune.example")
	if err == nil {
		err = SetTaxCode(app, v, ada, proof.TaxCode)
	}
	if err == nil {
		err = tie(t, app, v, ada, proof) // and comes in by SPID, without opening the mailbox
	}
	if err != nil {
		t.Fatal(err)
	}
	what, m, err := Admit(app, "chief", b, "Comune di B", Newcomer{Given: "Ada", Family: "Bianchi", Email: "ada@comune.example"})
	if err != nil || what != Asked {
		t.Fatal(what, err)
	}
	for says, answer := range map[string]func(core.App, string, string) error{"accepts": Accept, "declines": Decline} {
		if err := answer(app, ada.Id, m.Id); !errors.Is(err, ErrUnconfirmed) {
			t.Errorf("%s: %v", says, err)
		}
	}
	if kept, err := FindMembership(app, m.Id); err != nil || !kept.Waits() {
		t.Errorf("the question no longer waits: %v", err)
	}
	again, err := Find(app, ada.Id)
	if err == nil {
		again.SetVerified(true)
		err = app.Save(again.Record)
	}
	if err == nil {
		err = Accept(app, ada.Id, m.Id)
	}
	if err != nil {
		t.Errorf("after confirming: %v", err)
	}
}
