package accounts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

var roleWords = map[string]MembershipRole{"dipendente": Employee, "employee": Employee, "referente": Referent, "facilitatore": Facilitator}

func notReferents(r MembershipRole) bool { return r != Referent }

func readPeople(t testing.TB, list string) *PeopleList {
	t.Helper()
	l, err := ReadPeople(strings.NewReader(list), roleWords)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestWhatIsWrongWithAListOfPeople(t *testing.T) {
	const heads = "Cognome;Nome;E-mail;Ufficio;Ruolo\n"
	for _, row := range []struct {
		says, list string
		good       int
		want       []string // line:column:field:code
	}{
		{"all is right", heads + "Sala;Bruno;bruno@comune.example;Anagrafe;Dipendente\n", 1, nil},
		{"commas, other heads, no office and no role", "email,first name,LAST_NAME\nbruno@comune.example,Bruno,Sala\n", 1, nil},
		{"a byte-order mark", "\ufeff" + heads + "Sala;Bruno;bruno@comune.example;;\n", 1, nil},
		{"Latin-1", "Cognome;Nome;E-mail\nSal\xe0;Nicol\xf2;n@comune.example\n", 1, nil},
		{"Latin-1 and UTF-8 mixed", "Cognome;Nome;E-mail\nSal\xe0;Bruno;b@comune.example\nZèno;Eva;e@comune.example\n", 2, nil},
		{"columns missing", "Cognome;Ufficio\nSala;Anagrafe\n", 0, []string{"0:0:given_name:column", "0:0:email:column"}},
		{"several faults in a row", heads + ";www.x.it;bruno;Anagrafe;Re\n", 0,
			[]string{"2:2:given_name:name_signs", "2:1:family_name:required", "2:3:email:email", "2:5:role:membership_role"}},
		{"a mailbox shared by two", heads + "Sala;Bruno;ufficio@comune.example;;\nRe;Eva;UFFICIO@comune.example;;\nSala;Ugo;ugo@comune.example;;\n", 2,
			[]string{"3:3:email:twice"}},
		{"a faulty row costs no other", heads + "Sala;Bruno;bruno@comune.example;;;;di troppo\nRe;Eva;eva@comune.example;;\n", 1, []string{"2:7::table_columns"}},
		{"what an export made harmless", heads + "Sala;Bruno;b@comune.example;'=Anagrafe;Dipendente\n", 1, nil},
	} {
		l := readPeople(t, row.list)
		var got []string
		for _, p := range l.Problems {
			got = append(got, fmt.Sprintf("%d:%d:%s:%s", p.Line, p.Column, p.Field, p.Code))
		}
		if !slices.Equal(got, row.want) || len(l.rows) != row.good {
			t.Errorf("%s: %d good, %v", row.says, len(l.rows), got)
		}
	}
}

func TestAListOfPeopleIsImportedOnceHoweverOftenItComes(t *testing.T) {
	app, a, b, ada := two(t)
	const list = "Cognome;Nome;E-mail;Ufficio\nSala;Bruno;bruno@comune.example;Anagrafe\nBianchi;Ada;ada@example.it;Tributi\nRotta;;niente\n"
	count := func() (people, members int64) {
		t.Helper()
		for name, into := range map[string]*int64{Collection: &people, memberships: &members} {
			n, err := app.CountRecords(name)
			if err != nil {
				t.Fatal(err)
			}
			*into = n
		}
		return people, members
	}
	brings := func(says, organisation, list string, dry bool, want Imported, people, members int64) {
		t.Helper()
		done, err := ImportPeople(app, "chief", organisation, "Comune", "it", readPeople(t, list), notReferents, dry)
		if p, m := count(); err != nil || done != want || p != people || m != members {
			t.Errorf("%s: %+v, %d people, %d members, %v", says, done, p, m, err)
		}
	}
	brings("dry", a, list, true, Imported{Admitted: 1, Asked: 1}, 1, 0)
	brings("the first time", a, list, false, Imported{Admitted: 1, Asked: 1}, 2, 2)
	brings("again", a, list, false, Imported{Same: 2}, 2, 2)
	brings("with another office", a, strings.Replace(list, "Anagrafe", "Cultura", 1), false, Imported{Changed: 1, Same: 1}, 2, 2)
	brings("elsewhere", b, list, false, Imported{Asked: 2}, 2, 4)
	bruno, err := FindByEmail(app, "bruno@comune.example")
	if err != nil || bruno.Verified() || bruno.ValidatePassword("") || bruno.Name() != "Bruno Sala" {
		t.Fatalf("%v, %v", bruno, err)
	}
	if _, err := ByPassword(app, bruno.Email(), ""); err == nil {
		t.Error("an empty password opens an account without one")
	}
	if got, err := EmployerAt(app, ada.Id, DoorkeeperOf(app).now()); err != nil || got != "" {
		t.Errorf("who was asked belongs at once: %q, %v", got, err)
	}
	if n, m := mails(t, app, "admitted"), mails(t, app, "membership"); n != 1 || m != 3 {
		t.Errorf("%d and %d mails", n, m)
	}
	refused := readPeople(t, "Cognome;Nome;E-mail;Ruolo\nRe;Eva;eva@comune.example;Referente\n")
	if done, err := ImportPeople(app, "chief", a, "Comune", "it", refused, notReferents, false); err != nil || done != (Imported{}) || len(refused.Problems) != 1 || refused.Problems[0].Code != roleRefused {
		t.Errorf("a role that may not be given: %+v, %+v, %v", done, refused.Problems, err)
	}
	list1, _, err := Members(app, MemberFilter{Organisation: a, Words: "sala"})
	if err != nil || len(list1) != 1 || list1[0].Office() != "Cultura" {
		t.Errorf("%+v, %v", list1, err)
	}
	bruno.SetVerified(true)
	if err := app.Save(bruno.Record); err != nil { // PocketBase takes the row for one of its own
		t.Error(err)
	}
}

func manyPeople(n int) string {
	var b strings.Builder
	b.WriteString("Cognome;Nome;E-mail;Ufficio;Ruolo\n")
	for i := range n {
		fmt.Fprintf(&b, "Sala;Bruno;p%d@comune.example;Ufficio %d;Dipendente\n", i, i%20)
	}
	return b.String()
}

func BenchmarkImportPeople(b *testing.B) {
	list := manyPeople(10_000)
	for b.Loop() {
		b.StopTimer()
		app, a, _, _ := two(b)
		b.StartTimer()
		if _, err := ImportPeople(app, "chief", a, "Comune", "it", readPeople(b, list), notReferents, false); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzReadPeople(f *testing.F) {
	f.Add([]byte(manyPeople(3)))
	f.Add([]byte("\ufeffNome,Cognome,mail\n\"a\"\"b,c,d@e.it\n"))
	f.Fuzz(func(t *testing.T, list []byte) {
		l, err := ReadPeople(strings.NewReader(string(list)), roleWords)
		if err != nil {
			return
		}
		for _, r := range l.rows {
			if r.Newcomer.Check().Err() != nil {
				t.Errorf("line %d is taken: %+v", r.line, r.Newcomer)
			}
		}
	})
}
