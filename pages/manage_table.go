package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aula/courses"
	"aula/locales"
)

// tableView is what a table needs besides its rows: heads that sort, filters, pages. All of it lives in the address.
type tableView struct {
	Base    string // address without a query
	Words   string
	Total   int
	Heads   []headView
	Filters []filterView
	Page    int
	Pages   int
	Before  string // address of the page before, empty on the first
	After   string
}

// Narrowed tells whether words or a filter leave something out.
func (v tableView) Narrowed() bool {
	return v.Words != "" || len(v.Filters) > 0 && !v.Filters[0].Chosen
}

// headView is the head of a column. Address is empty where the column does not sort.
type headView struct {
	Title, Address string
	Sorted         string // ascending | descending | ""
	Numbers        bool
}

// filterView is one choice of what is shown.
type filterView struct {
	Title, Address string
	Chosen         bool
}

// column is a column as its page declares it. An empty sort does not sort.
type column struct {
	key, sort string
	numbers   bool
}

// listing reads what an address asks of a table.
type listing struct {
	base  string
	query url.Values
}

func (q listing) words() string { return shorten(strings.TrimSpace(q.query.Get("q")), queryAtMost) }

func (q listing) page() int {
	page, err := strconv.Atoi(q.query.Get("page"))
	if err != nil {
		return 1
	}
	return min(max(page, 1), 100_000)
}

// state is the chosen filter if it is one of those there are.
func (q listing) state(known ...string) string {
	if asked := q.query.Get("state"); slices.Contains(known, asked) {
		return asked
	}
	return ""
}

func (q listing) sort() string { return q.query.Get("sort") }

// with is the address with one thing changed, on the first page.
func (q listing) with(name, value string) string {
	changed := url.Values{}
	for _, kept := range []string{"q", "state", "kind", "sort", "course", "year"} {
		if v := q.query.Get(kept); v != "" && kept != name {
			changed.Set(kept, v)
		}
	}
	if value != "" {
		changed.Set(name, value)
	}
	if len(changed) == 0 {
		return q.base
	}
	return q.base + "?" + changed.Encode()
}

// table builds the view. usual is the order where none is asked for; states are the filters, their texts' keys below prefix.
func (q listing) table(l *locales.Locale, total int, columns []column, usual, prefix string, states ...string) tableView {
	v := tableView{Base: q.base, Words: q.words(), Total: total, Page: q.page()}
	v.turn(q, total, courses.ManagedPage)
	sorted := q.sort()
	if sorted == "" {
		sorted = usual
	}
	for _, c := range columns {
		v.Heads = append(v.Heads, q.head(l.T(c.key), c, sorted))
	}
	if len(states) > 0 {
		chosen := q.state(states...)
		v.Filters = append(v.Filters, filterView{l.T(prefix + "all"), q.with("state", ""), chosen == ""})
		for _, s := range states {
			v.Filters = append(v.Filters, filterView{l.T(prefix + s), q.with("state", s), chosen == s})
		}
	}
	return v
}

// turn finds out how many pages there are and links the ones beside this one.
func (v *tableView) turn(q listing, total, size int) {
	v.Pages = max(1, (total+size-1)/size)
	v.Before, v.After = "", ""
	if v.Page > 1 {
		v.Before = q.with("page", strconv.Itoa(min(v.Page-1, v.Pages)))
	}
	if v.Page < v.Pages {
		v.After = q.with("page", strconv.Itoa(v.Page+1))
	}
}

func (q listing) head(title string, c column, sorted string) headView {
	h := headView{Title: title, Numbers: c.numbers}
	if c.sort == "" {
		return h
	}
	h.Address = q.with("sort", c.sort)
	switch sorted {
	case c.sort:
		h.Sorted, h.Address = "ascending", q.with("sort", "-"+c.sort)
	case "-" + c.sort:
		h.Sorted = "descending"
	}
	return h
}
