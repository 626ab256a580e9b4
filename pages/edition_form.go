package pages

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/calendar"
	"aula/locales"
)

// editionForm shows a plan as it is typed.
func editionForm(p classes.Plan, revision int) (f *form, rows int) {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	f = filled("title", p.Title, "from", calendar.FormatDay(p.From), "until", calendar.FormatDay(p.Until), "seats", number(p.Seats),
		"facilitators", strings.Join(p.Facilitators, ", "), "percent", number(p.Percent), "revision", strconv.Itoa(revision))
	for name, is := range map[string]bool{"approval": p.Approval, "waiting": p.Waiting, "counts": p.Counts, "assisted": p.Assisted} {
		if is {
			f.values[name] = "yes"
		}
	}
	for _, way := range p.Ways {
		f.values["way_"+string(way)] = "yes"
	}
	for n, s := range p.Sessions {
		at := fmt.Sprintf("session_%d_", n)
		for name, value := range map[string]string{
			"id": s.ID, "day": calendar.FormatDay(s.From), "from": calendar.FormatHour(s.From), "until": calendar.FormatHour(s.Until),
			"kind": string(s.Kind), "place": s.Place, "webinar": s.Webinar,
		} {
			f.values[at+name] = value
		}
	}
	return f, len(p.Sessions) + rowsToBegin
}

// typedEdition reads the posted form, as it was typed.
func typedEdition(e *core.RequestEvent) (f *form, rows int) {
	f = typed(e, editionFields...)
	rows, _ = strconv.Atoi(e.Request.PostFormValue("rows")) // none is none of ours
	rows = min(max(rows, 0), mostRows)
	for n := range rows {
		for _, name := range sessionFields {
			at := fmt.Sprintf("session_%d_%s", n, name)
			f.values[at] = strings.TrimSpace(e.Request.PostFormValue(at))
		}
	}
	return f, rows
}

// readEdition reads the plan of a form. at says which row each of its sessions stands in. What is no hour of a day is said in the form.
func readEdition(l *locales.Locale, f *form, rows int) (p classes.Plan, at []int) {
	p = classes.Plan{
		Title: f.Value("title"), Seats: f.count("seats"), Percent: f.count("percent"), Approval: f.Is("approval", "yes"), Waiting: f.Is("waiting", "yes"),
		Counts: f.Is("counts", "yes"), Assisted: f.Is("assisted", "yes"), Facilitators: mailboxes(f.Value("facilitators")),
	}
	p.From, _ = calendar.ParseDay(f.Value("from")) // the rule says what a day that is none lacks
	p.Until, _ = calendar.ParseDay(f.Value("until"))
	for _, way := range classes.Ways {
		if f.Is("way_"+string(way), "yes") {
			p.Ways = append(p.Ways, way)
		}
	}
	for n := range rows {
		name := fmt.Sprintf("session_%d_", n)
		value := func(field string) string { return f.Value(name + field) }
		if value("drop") == "yes" || value("id") == "" && value("day")+value("from")+value("until")+value("place")+value("webinar") == "" {
			continue
		}
		s := classes.SessionPlan{ID: value("id"), Kind: classes.Kind(value("kind")), Place: value("place"), Webinar: value("webinar")}
		s.From = f.hour(l, name, "from")
		s.Until = f.hour(l, name, "until")
		p.Sessions, at = append(p.Sessions, s), append(at, n)
	}
	return p, at
}

// hour reads when a session begins or ends; why it is no moment is said at its field.
func (f *form) hour(l *locales.Locale, row, field string) time.Time {
	t, err := calendar.ParseHour(f.Value(row+"day"), f.Value(row+field))
	switch {
	case errors.Is(err, calendar.ErrSkipped):
		f.say(l, row+field, l.T("edition.problem.hour_skipped"))
	case errors.Is(err, calendar.ErrDoubled):
		f.say(l, row+field, l.T("edition.problem.hour_doubled"))
	}
	return t
}

// count is a number that may be left out; -1 for what is none.
func (f *form) count(name string) int {
	text := strings.TrimSpace(f.Value(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// blameEdition writes what the rule objects to into the form. The rule numbers the sessions that there are, the form its rows.
func (f *form) blameEdition(l *locales.Locale, problems accounts.Problems, at []int) {
	f.named = map[string]string{"title": "edition.name", "from": "edition.from", "until": "edition.until", "percent": "edition.percent",
		"seats": "edition.seats", "facilitators": "edition.facilitators", "counts": "edition.counts", "reason": "edition.reason", "news": "edition.news"}
	for _, p := range problems {
		field := p.Field
		if rest, is := strings.CutPrefix(field, "session_"); is {
			number, name, _ := strings.Cut(rest, "_")
			if n, err := strconv.Atoi(number); err == nil && n < len(at) {
				field = fmt.Sprintf("session_%d_%s", at[n], name)
			}
		}
		if f.Problem(field) == "" { // why an hour is none was said
			f.say(l, field, l.T("edition.problem."+p.Code))
		}
	}
}
