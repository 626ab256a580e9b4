package accounts

import (
	"errors"
	"io"
	"strings"

	"aula/internal/tables"
)

// The heads by which columns of a list of people are known, whatever the letters, accents and signs.
var peopleHeads = map[string][]string{
	fieldFamily: {"cognome", "family name", "last name", "surname", "nachname", "familienname", "nom", "nom de famille", "priimek"},
	fieldGiven:  {"nome", "given name", "first name", "vorname", "prénom", "ime"},
	"email":     {"e-mail", "email", "mail", "posta elettronica", "indirizzo e-mail", "casella", "courriel", "e-pošta"},
	fieldOffice: {"ufficio", "servizio", "settore", "office", "amt", "service", "urad"},
	fieldRole:   {"ruolo", "role", "rolle", "rôle", "vloga"},
}

// Codes of what is wrong with a row, beside those of forms and of tables.
const (
	missingColumn = "column"  // there is none of this kind
	twiceInList   = "twice"   // the mailbox stands in another row
	roleRefused   = "refused" // whoever imports may not give this role
)

// RowProblem is what is wrong with a row of a list. Line counts as a text editor does; 0: the list as a whole. Field is the column's kind, or
// empty. Other is the line of the row that stands against it.
type RowProblem struct {
	Line, Column int
	Field, Code  string
	Value        string
	Other        int
}

// refuse leaves out a row whose role whoever imports may not give.
func (l *PeopleList) refuse(row newcomerAt) {
	l.Problems = append(l.Problems, RowProblem{Line: row.line, Column: l.columns[fieldRole] + 1, Field: fieldRole, Code: roleRefused, Value: string(row.Role)})
}

// newcomerAt is a row of a list.
type newcomerAt struct {
	Newcomer
	line int
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
	for field, names := range peopleHeads {
		l.columns[field] = t.Find(names...)
	}
	for _, field := range []string{fieldFamily, fieldGiven, "email"} {
		if l.columns[field] < 0 {
			l.Problems = append(l.Problems, RowProblem{Field: field, Code: missingColumn})
		}
	}
	if len(l.Problems) > 0 {
		return l, nil
	}
	seen := map[string]int{}
	for {
		row, err := t.Next()
		var fault *tables.Error
		switch {
		case errors.Is(err, io.EOF):
			return l, nil
		case errors.As(err, &fault):
			l.Rows++
			l.Problems = append(l.Problems, RowProblem{Line: fault.Line, Column: fault.Column, Code: "table_" + fault.Code})
		case err != nil:
			return nil, err
		default:
			l.Rows++
			l.take(row, roles, seen)
		}
	}
}

// take judges one row.
func (l *PeopleList) take(row tables.Row, roles map[string]MembershipRole, seen map[string]int) {
	cell := func(field string) string { return undefused(row.At(l.columns[field])) }
	n := Newcomer{Given: cell(fieldGiven), Family: cell(fieldFamily), Email: cell("email"), Office: cell(fieldOffice)}
	word := strings.ToLower(NormaliseName(cell(fieldRole)))
	n.Role = roles[word]
	if word == "" {
		n.Role = Employee
	}
	n.Normalise()
	problems := n.Check()
	if n.Role == Employee && word != "" && roles[word] == "" {
		problems = append(problems, Problem{fieldRole, "membership_role"})
	}
	for _, p := range problems {
		l.Problems = append(l.Problems, RowProblem{Line: row.Line, Column: l.columns[p.Field] + 1, Field: p.Field, Code: p.Code, Value: cell(p.Field)})
	}
	key := n.Email + " " + string(n.Role)
	if other := seen[key]; other > 0 && n.Email != "" {
		l.Problems = append(l.Problems, RowProblem{Line: row.Line, Column: l.columns["email"] + 1, Field: "email", Code: twiceInList, Value: n.Email, Other: other})
		return
	}
	seen[key] = row.Line
	if len(problems) == 0 {
		l.rows = append(l.rows, newcomerAt{n, row.Line})
	}
}

// undefused takes away what an export puts before a text that a spreadsheet would run.
func undefused(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@", rune(text[1])) {
		return text[1:]
	}
	return text
}
