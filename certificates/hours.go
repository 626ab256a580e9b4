package certificates

import (
	"cmp"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/hours"
	"aula/internal/calendar"
)

// What people are chosen by.
const (
	HoursReached = "reached" // the yearly hours
	HoursBelow   = "below"
	HoursNone    = "none"
)

// PersonHours is what the ledger has of somebody in a year in an organisation's employ: no answers, no marks.
type PersonHours struct {
	accounts.Employed
	Hours float64
	Done  int // courses finished
	Open  int // courses that the organisation asked for, and that are not finished
}

// HoursFilter chooses an organisation's people for the year that begins at one moment and ends before another.
type HoursFilter struct {
	Organisation string
	From, To     time.Time
	Words        string
	State        string // reached, below or none; else everybody
	Sort         string // "-name", "hours" or "-hours"; else by name
	Page         int    // of accounts.MembersPage people, from 1; 0: all of them
}

// HoursOf returns people with their hours, and how many the filter lets through.
func HoursOf(app core.App, f HoursFilter) (list []PersonHours, total int, err error) {
	who := accounts.EmployedFilter{Organisation: f.Organisation, From: f.From, To: f.To, Words: f.Words, Page: f.Page}
	if !f.byName() {
		who.Page = 0
	}
	people, total, err := accounts.EmployedBetween(app, who)
	if err != nil {
		return nil, 0, err
	}
	list, err = withHours(app, f, people, who.Page > 0)
	if err != nil || f.byName() {
		return list, total, err
	}
	list = f.choose(list)
	total = len(list)
	if f.Page > 0 {
		from := min((f.Page-1)*accounts.MembersPage, total)
		list = list[from:min(from+accounts.MembersPage, total)]
	}
	return list, total, nil
}

// byName tells whether the order of the people is all that is asked for: then the hours of one page suffice.
func (f HoursFilter) byName() bool {
	return !slices.Contains([]string{HoursReached, HoursBelow, HoursNone}, f.State) && !slices.Contains([]string{"-name", "hours", "-hours"}, f.Sort)
}

func withHours(app core.App, f HoursFilter, people []accounts.Employed, few bool) ([]PersonHours, error) {
	var users []string
	if few {
		users = []string{}
		for _, p := range people {
			users = append(users, p.User)
		}
	}
	minutes, err := hours.MinutesOf(app, hours.TotalsFilter{Organisation: f.Organisation, Year: f.From.In(calendar.Zone).Year(), People: users})
	if err != nil {
		return nil, err
	}
	finished, err := Finished(app, CompletionFilter{Organisation: f.Organisation, From: f.From, To: f.To}, users)
	if err != nil {
		return nil, err
	}
	open, err := courses.Unfinished(app, f.Organisation, users)
	if err != nil {
		return nil, err
	}
	list := make([]PersonHours, len(people))
	for i, p := range people {
		list[i] = PersonHours{p, hours.InHours(minutes[p.User]), finished[p.User], open[p.User]}
	}
	return list, nil
}

// choose keeps and sorts people who came by name.
func (f HoursFilter) choose(list []PersonHours) []PersonHours {
	list = slices.DeleteFunc(list, func(p PersonHours) bool {
		switch f.State {
		case HoursReached:
			return p.Hours < hours.Yearly
		case HoursBelow:
			return p.Hours >= hours.Yearly
		case HoursNone:
			return p.Hours > 0
		}
		return false
	})
	switch f.Sort {
	case "-name":
		slices.Reverse(list)
	case "hours":
		slices.SortStableFunc(list, func(a, b PersonHours) int { return cmp.Compare(a.Hours, b.Hours) })
	case "-hours":
		slices.SortStableFunc(list, func(a, b PersonHours) int { return cmp.Compare(b.Hours, a.Hours) })
	}
	return list
}
