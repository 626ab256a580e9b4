package accounts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"aula/internal/sheets"
	"aula/internal/testapp"
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

// sixteen is a text in UTF-16 with its mark.
func sixteen(text string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// good counts the rows that may be brought in.
func good(l *PeopleList) (n int) {
	for _, r := range l.rows {
		if !r.faulty {
			n++
		}
	}
	return n
}

func TestWhatIsWrongWithAListOfPeople(t *testing.T) {
	const heads = "Cognome;Nome;E-mail;Ufficio;Ruolo\n"
	coded := "Cognome;Nome;E-mail;Codice Fiscale\n"
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
			[]string{"2:1:family_name:required", "2:2:given_name:name_signs", "2:3:email:email", "2:5:role:membership_role"}},
		{"a mailbox shared by two", heads + "Sala;Bruno;ufficio@comune.example;;\nRe;Eva;UFFICIO@comune.example;;\nSala;Ugo;ugo@comune.example;;\n", 1,
			[]string{"2:3:email:shared", "3:3:email:shared"}},
		{"the same person twice", heads + "Sala;Nicolò;n@comune.example;;\nsala;nicolo;N@comune.example;;\n", 1, []string{"3:3:email:twice"}},
		{"the same person in two roles", heads + "Sala;Bruno;n@comune.example;;\nSala;Bruno;n@comune.example;;Facilitatore\n", 2, nil},
		{"tax codes", coded + "Sala;Bruno;a@comune.example;MRTMTT25D09F205Z\nSala;Bruno;b@comune.example;mll snt 82p65 z404u\nSala;Bruno;c@comune.example;94012340272\nSala;Bruno;d@comune.example;\n", 4, nil},
		{"tax codes that are none", coded + "Sala;Bruno;a@comune.example;MRTMTT25D09F205A\nSala;Bruno;b@comune.example;MRTMTT25D09F\nSala;Bruno;c@comune.example;MRTMTT25D0?F205Z\nSala;Bruno;d@comune.example;MRTMTT25D39F205Z\n", 0,
			[]string{"2:4:tax_code:tax_check", "3:4:tax_code:tax_length", "4:4:tax_code:tax_character", "5:4:tax_code:tax_date"}},
		{"a tax code of two", coded + "Sala;Bruno;a@comune.example;MRTMTT25D09F205Z\nSala;Bruno;b@comune.example;\nSala;Bruno;c@comune.example;MRTMTT25D09F205Z\n", 1, []string{"2:4:tax_code:tax_twice", "4:4:tax_code:tax_twice"}},
		{"two tax codes of one", coded + "Sala;Bruno;a@comune.example;MRTMTT25D09F205Z\nSala;Bruno;a@comune.example;MLLSNT82P65Z404U\n", 0, []string{"2:4:tax_code:tax_two", "3:4:tax_code:tax_two"}},
		{"a column twice", "Cognome;Nome;E-mail;e mail\nSala;Bruno;b@comune.example;c@comune.example\n", 0, []string{"0:4:email:column_twice"}},
		{"a faulty row costs no other", heads + "Sala;Bruno;bruno@comune.example;;;;di troppo\nRe;Eva;eva@comune.example;;\n", 1, []string{"2:7::table_columns"}},
		{"heads alone", heads, 0, []string{"0:0::heads_only"}},
		{"tabs in sixteen bits, as spreadsheets write Unicode text", sixteen("Cognome\tNome\tE-mail\nSalà\tNicolò\tn@comune.example\n"), 1, nil},
		{"a quote that is never closed", heads + "\"Sala;Bruno;b@comune.example;;\nRe;Eva;eva@comune.example;;\n", 1, []string{"2:1::table_quote"}},
		{"quotes within a name", heads + "Sala;Bruno \"Nino\";b@comune.example;;\nRe;Eva;eva@comune.example;;\n", 2, nil},
		{"more rows than a list may have", manyPeople(MostPeople + 2), MostPeople, []string{fmt.Sprintf("%d:0::table_rows", MostPeople+2)}},
		{"what an export made harmless", heads + "Sala;Bruno;b@comune.example;'=Anagrafe;Dipendente\n", 1, nil},
	} {
		l := readPeople(t, row.list)
		var got []string
		for _, p := range l.Problems {
			got = append(got, fmt.Sprintf("%d:%d:%s:%s", p.Line, p.Column, p.Field, p.Code))
		}
		if n := good(l); !slices.Equal(got, row.want) || n != row.good {
			t.Errorf("%s: %d good, %v", row.says, n, got)
		}
	}
}

func TestAListOfPeopleIsImportedOnceHoweverOftenItComes(t *testing.T) {
	app, a, b, ada := two(t)
	v := testapp.Vault(t)
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
		done, err := ImportPeople(app, v, readPeople(t, list), Importing{By: "chief", Organisation: organisation, Called: "Comune", Locale: "it", May: notReferents, Dry: dry})
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
	if got, err := EmployersAt(app, ada.Id, DoorkeeperOf(app).now()); err != nil || len(got) != 0 {
		t.Errorf("who was asked belongs at once: %v, %v", got, err)
	}
	if n, m := mails(t, app, "admitted"), mails(t, app, "membership"); n != 1 || m != 3 {
		t.Errorf("%d and %d mails", n, m)
	}
	refused := readPeople(t, "Cognome;Nome;E-mail;Ruolo\nRe;Eva;eva@comune.example;Referente\n")
	if done, err := ImportPeople(app, v, refused, Importing{By: "chief", Organisation: a, Called: "Comune", Locale: "it", May: notReferents}); err != nil || done != (Imported{}) || len(refused.Problems) != 1 || refused.Problems[0].Code != roleRefused {
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
		v := testapp.Vault(b)
		b.StartTimer()
		if _, err := ImportPeople(app, v, readPeople(b, list), Importing{By: "chief", Organisation: a, Called: "Comune", Locale: "it", May: notReferents}); err != nil {
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
			if !r.faulty && r.Newcomer.Check().Err() != nil {
				t.Errorf("line %d is taken: %+v", r.line, r.Newcomer)
			}
		}
	})
}

// What a name may be comes back from an own export as it was, also where a spreadsheet would run it, and from one that was saved as Latin-1.
func FuzzAnExportOfPeopleImportsAgain(f *testing.F) {
	for _, seed := range [][3]string{
		{"Sala", "Bruno", "Anagrafe"}, {"+39", "-2", "=1+1"}, {"''-", "'+3", "'=1"}, {"-", "'", "@SUM(A1)"}, {"Sala", "Bruno", "\t=1"}, {"Sala", "Bruno", "a;b,\"c\""},
		{"Nicolò", "Müller", "Öffentlichkeit"}, {"D'Annunzio", "''", "' =1"}, {"Sala", "Bruno", "\""}, {"Žiga", "Łucja", "日本"}, {"Sala", "Bruno", "\x00\xffAnagrafe\x1b"}, {"Sala", "Bruno", "'\r=1"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, family, given, office string) {
		n := Newcomer{Family: family, Given: given, Email: "bruno@comune.example", Office: office}
		n.Normalise()
		if n.Check().Err() != nil {
			return
		}
		var out strings.Builder
		w, err := sheets.NewCSV(&out, ",")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range [][4]string{{"Cognome", "Nome", "E-mail", "Ufficio"}, {n.Family, n.Given, n.Email, n.Office}} {
			if err := w.Row(sheets.Text(row[0]), sheets.Text(row[1]), sheets.Text(row[2]), sheets.Text(row[3])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		saved := []string{out.String()}
		if latin, err := charmap.ISO8859_1.NewEncoder().String(strings.TrimPrefix(out.String(), "\ufeff")); err == nil && !utf8.ValidString(latin) {
			saved = append(saved, latin)
		}
		for _, list := range saved {
			l := readPeople(t, list)
			if len(l.Problems) > 0 || len(l.rows) != 1 {
				t.Fatalf("%q is refused: %+v", list, l.Problems)
			}
			if got := l.rows[0].Newcomer; got.Family != n.Family || got.Given != n.Given || got.Office != n.Office {
				t.Errorf("%q becomes %q", []string{n.Family, n.Given, n.Office}, []string{got.Family, got.Given, got.Office})
			}
		}
	})
}
