package certificates

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/calendar"
	"aula/internal/database"
)

// completed is what the completions of an organisation's people are chosen and sorted by, the latest first.
type completed []completedRow

type completedRow struct {
	ID        string  `db:"id"`
	Family    string  `db:"family"` // as database.Lower, and the two below
	Given     string  `db:"given"`
	Title     string  `db:"title"`
	Completed string  `db:"completed"`
	Hours     float64 `db:"hours"`
	Ends      string  `db:"ends"`  // the last day of its certificate; empty: it ends never, or was earned anew
	Terms     string  `db:"terms"` // when the organisation employs its holder, if it ends: see accounts.TermsOf
}

var allCompleted = database.Kept[completed]{Name: "completions", Version: "(version + learning)", Read: readCompleted}

// Rows is how many completions there are.
func (all completed) Rows() int { return len(all) }

func readCompleted(app core.App, organisation string) (list completed, err error) {
	err = CompletionFilter{Organisation: organisation}.from(app, "e.id", "lower(u.family_name) AS family", "lower(u.given_name) AS given", "lower(c.title) AS title",
		"e.completed", givesHours+" AS hours", endsUnrenewed+" AS ends",
		"CASE WHEN "+endsUnrenewed+" != '' THEN coalesce("+accounts.TermsOf("e.user")+", '') ELSE '' END AS terms").OrderBy(latestFirst, "e.id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("read completions of %s: %w", organisation, err)
	}
	same := database.Same()
	for i, row := range list {
		list[i].Family, list[i].Given, list[i].Title, list[i].Ends, list[i].Terms = same(row.Family), same(row.Given), same(row.Title), same(row.Ends), same(row.Terms)
	}
	return list, nil
}

// choose returns what the filter lets through, in its order.
func (all completed) choose(f CompletionFilter) (list []*completedRow) {
	words, from, to, ends, now := strings.Fields(database.Lower(f.Words)), "", "", "", moment(time.Now())
	if !f.From.IsZero() {
		from = moment(f.From)
	}
	if !f.To.IsZero() {
		to = moment(f.To)
	}
	if !f.Ends.IsZero() {
		ends = calendar.FormatDay(f.Ends)
	}
	for i := range all {
		row := &all[i]
		if ends != "" && (row.Ends == "" || row.Ends > ends || !accounts.Employs(row.Terms, now)) {
			continue
		}
		if row.Completed >= from && (to == "" || row.Completed < to) && database.HasWords(words, row.Family, row.Given, row.Title) {
			list = append(list, row)
		}
	}
	if _, ok := completionOrders[f.Sort]; ok {
		slices.SortFunc(list, sortedBy(f.Sort))
	}
	return list
}

// sortedBy says of two completions what completionOrders says to SQLite.
func sortedBy(key string) func(a, b *completedRow) int {
	name, down := strings.CutPrefix(key, "-")
	return func(a, b *completedRow) (order int) {
		switch name {
		case "name":
			order = cmp.Or(cmp.Compare(a.Family, b.Family), cmp.Compare(a.Given, b.Given))
		case "course":
			order = cmp.Compare(a.Title, b.Title)
		case "completed":
			order = cmp.Compare(a.Completed, b.Completed)
		case "hours":
			order = cmp.Compare(a.Hours, b.Hours)
		case "ends":
			order = cmp.Compare(a.Ends, b.Ends)
		}
		if down {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.ID, b.ID))
	}
}
