package documents

import (
	"strconv"
	"time"

	"aula/locales"
)

// Sheet is the paper that people sign in the room of a class. It holds finished facts; their wording comes from the locale.
type Sheet struct {
	Body            string // who holds the class
	Course, Edition string
	When, Place     string
	People          []string // names, in order
	Made            time.Time
}

// sheetSpare is how many lines are left for people who are not on the list.
const sheetSpare = 4

// sheetRow is the height of a line in millimetres: a hand needs some room.
const sheetRow = 11.0

// DrawSheet draws s in one of the academy's languages, Italian if it is none.
func DrawSheet(language string, s Sheet) ([]byte, error) {
	l := locales.For(language)
	people := Table{Least: sheetRow, Boxed: true, Columns: []Column{
		{l.T("register.number"), 12, Right}, {l.T("webinar.name"), 95, Left}, {l.T("sheet.in"), 80, Left}, {l.T("sheet.out"), 80, Left},
	}}
	for i := range len(s.People) + sheetSpare {
		name := " " // to be written by hand
		if i < len(s.People) {
			name = s.People[i]
		}
		people.Rows = append(people.Rows, []string{strconv.Itoa(i + 1), name, " ", " "})
	}
	facts := [][2]string{{l.T("sheet.edition"), s.Edition}, {l.T("webinar.when"), s.When}, {l.T("sheet.organisation"), s.Body}}
	if s.Place != "" {
		facts = append(facts, [2]string{l.T("edition.place"), s.Place})
	}
	return DrawReport(language, Report{
		Body: s.Body, Title: l.T("sheet.title"), About: s.Course, Made: s.Made, Facts: facts, Parts: []Part{{Table: people}}, Nature: l.T("sheet.facilitator"),
	})
}
