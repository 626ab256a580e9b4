package accounts

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"

	"aula/accounts/taxcode"
	"aula/internal/tables"
)

// The heads by which columns of a list of people are known, whatever the letters, accents and signs.
var peopleHeads = map[string][]string{
	fieldFamily:  {"cognome", "family name", "last name", "surname", "nachname", "familienname", "nom", "nom de famille", "priimek"},
	fieldGiven:   {"nome", "given name", "first name", "vorname", "prénom", "ime"},
	"email":      {"e-mail", "email", "mail", "posta elettronica", "indirizzo e-mail", "casella", "courriel", "e-pošta"},
	fieldOffice:  {"ufficio", "servizio", "settore", "office", "amt", "service", "urad"},
	fieldRole:    {"ruolo", "role", "rolle", "rôle", "vloga"},
	fieldTaxCode: {"codice fiscale", "cod. fiscale", "c.f.", "cf", "tax code", "fiscal code", "steuernummer", "code fiscal", "davčna številka"},
}

// Codes of what is wrong with a row, beside those of forms and of tables.
const (
	missingColumn = "column"       // there is none of this kind
	headsOnly     = "heads_only"   // nobody is in it
	twoColumns    = "column_twice" // there are two of this kind
	twiceInList   = "twice"        // the person stands in another row
	sharedInList  = "shared"       // the mailbox is that of somebody else in another row
	taxTwice      = "tax_twice"    // the tax code is that of somebody else in another row
	taxTwo        = "tax_two"      // the person has another tax code in another row
	taxRefused    = "tax_refused"  // the tax code and the mailbox are not those of one account
	roleRefused   = "refused"      // whoever imports may not give this role
)

// RowProblem is what is wrong with a row of a list. Line counts as a text editor does; 0: the list as a whole. Field is the column's kind, or
// empty. Value is what stands there, of a tax code the end alone. Other is the line of the row that stands against it, Place the number of the
// character that is wrong.
type RowProblem struct {
	Line, Column int
	Field, Code  string
	Value        string
	Other, Place int
}

// newcomerAt is a row of a list.
type newcomerAt struct {
	Newcomer
	code   taxcode.Code // zero: the organisation does not say
	line   int
	faulty bool
}

// fault notes what is wrong with a row, which is left out.
func (l *PeopleList) fault(row *newcomerAt, p RowProblem) {
	row.faulty = true
	p.Line, p.Column = row.line, l.columns[p.Field]+1
	if p.Value == "" && p.Field == "email" {
		p.Value = row.Email
	}
	if p.Value == "" && p.Field == fieldTaxCode {
		p.Value = endOf(row.code.Full())
	}
	l.Problems = append(l.Problems, p)
}

// endOf is what may be said of a tax code, or of what stands in its place.
func endOf(text string) string {
	if r := []rune(text); len(r) > 4 {
		return "…" + string(r[len(r)-4:])
	}
	return "…"
}

// PeopleList is a list of people as it was read, with what is wrong with its rows.
type PeopleList struct {
	rows     []newcomerAt
	columns  map[string]int // by field, from 0
	Problems []RowProblem
	Rows     int // in all
}

// MostPeople is how many rows a list may have.
const MostPeople = 20_000

// ReadPeople reads a list with heads. roles says which role a word means; an empty cell is an employee. What is wrong with the list as a whole
// is an *tables.Error, or stands among its problems with line 0.
func ReadPeople(r io.Reader, roles map[string]MembershipRole) (*PeopleList, error) {
	t, err := tables.Open(r, tables.Limits{Rows: MostPeople})
	if err != nil {
		return nil, err
	}
	l := &PeopleList{columns: map[string]int{}}
	l.readHeads(t)
	if len(l.Problems) > 0 {
		return l, nil
	}
	for {
		row, err := t.Next()
		var fault *tables.Error
		switch {
		case errors.Is(err, io.EOF):
			if l.Rows == 0 {
				l.Problems = append(l.Problems, RowProblem{Code: headsOnly})
			}
			l.compare()
			l.sort()
			return l, nil
		case errors.As(err, &fault):
			l.Rows++
			l.Problems = append(l.Problems, RowProblem{Line: fault.Line, Column: fault.Column, Code: "table_" + fault.Code})
		case err != nil:
			return nil, err
		default:
			l.Rows++
			l.take(row, roles)
		}
	}
}

// readHeads finds the columns. Of two with the same head neither is guessed to be meant.
func (l *PeopleList) readHeads(t *tables.Table) {
	for _, field := range []string{fieldFamily, fieldGiven, "email", fieldOffice, fieldRole, fieldTaxCode} {
		at := t.Find(peopleHeads[field]...)
		l.columns[field] = at
		needed := field != fieldOffice && field != fieldRole && field != fieldTaxCode
		if again := t.Again(at); again >= 0 {
			l.Problems = append(l.Problems, RowProblem{Column: again + 1, Field: field, Code: twoColumns, Value: t.Head()[again]})
		} else if at < 0 && needed {
			l.Problems = append(l.Problems, RowProblem{Field: field, Code: missingColumn})
		}
	}
}

// HasTaxCodes tells whether the list has a column of tax codes.
func (l *PeopleList) HasTaxCodes() bool { return l.columns[fieldTaxCode] >= 0 }

// codes is how many tax codes would be looked for.
func (l *PeopleList) codes() (n int) {
	for _, r := range l.rows {
		if !r.code.IsZero() {
			n++
		}
	}
	return n
}

// sort puts problems in the order in which whoever mends the list goes through it.
func (l *PeopleList) sort() {
	slices.SortStableFunc(l.Problems, func(a, b RowProblem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// take judges one row by itself.
func (l *PeopleList) take(row tables.Row, roles map[string]MembershipRole) {
	cell := func(field string) string { return row.At(l.columns[field]) }
	n := newcomerAt{Newcomer: Newcomer{Given: cell(fieldGiven), Family: cell(fieldFamily), Email: cell("email"), Office: cell(fieldOffice)}, line: row.Line}
	word := strings.ToLower(NormaliseName(cell(fieldRole)))
	n.Role = roles[word]
	unknown := word != "" && n.Role == ""
	n.Normalise()
	for _, p := range n.Check() {
		l.fault(&n, RowProblem{Field: p.Field, Code: p.Code, Value: cell(p.Field)})
	}
	if unknown {
		l.fault(&n, RowProblem{Field: fieldRole, Code: "membership_role", Value: cell(fieldRole)})
	}
	if text := cell(fieldTaxCode); text != "" {
		var err error
		if n.code, err = taxcode.Parse(text); err != nil {
			code, place := TaxCodeProblem(err)
			l.fault(&n, RowProblem{Field: fieldTaxCode, Code: code, Value: endOf(text), Place: place})
		}
	}
	l.rows = append(l.rows, n)
}
