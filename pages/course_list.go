package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
	"aula/locales"
)

const (
	cardsAPage  = 24
	foundAtMost = 3 // lessons that a card names
	queryAtMost = 100
)

type courseListView struct {
	Frame
	Total  int
	Cards  []*cardView
	Facets []facetView
	Narrow bool   // something narrows the list
	Wide   string // address without what narrows it
	Pages  []pageView
	Before string // address of the page before, empty on the first
	After  string
}

// facetView is one row of links that narrow the list.
type facetView struct {
	Name    string
	Choices []choiceView
}

type choiceView struct {
	Name    string
	Count   int
	Address string // chosen: the address that leaves it out
	Chosen  bool
}

type pageView struct {
	Number  int
	Address string
	Current bool
}

func (s *site) bindCourses(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/courses", s.listCourses)
}

func (s *site) listCourses(e *core.RequestEvent) error {
	l := s.locale(e)
	query := e.Request.URL.Query()
	view := s.newCourseList(e, query)
	filter := courses.Filter{
		Audience: known(query.Get("audience"), courses.Residents, courses.Employees),
		Level:    shorten(query.Get("level"), 40),
		Language: known(query.Get("language"), locales.Languages...),
	}
	view.Narrow = filter != (courses.Filter{})
	catalogue, err := s.window.Look(e.App)
	if err != nil {
		return err
	}
	all := catalogue.Narrow(courses.Filter{}, l.Tag())
	found := map[string][]foundView{}
	if view.Search != "" {
		if all, found, err = s.searchCourses(e, catalogue, view.Search); err != nil {
			return err
		}
	}
	mine, err := s.learningOf(e)
	if err != nil {
		return err
	}
	cards := courses.Select(all, filter)
	view.Total = len(cards)
	view.Facets = facets(l, query, all, filter)
	page := view.turn(query, len(cards))
	for _, c := range cards[min((page-1)*cardsAPage, len(cards)):min(page*cardsAPage, len(cards))] {
		v, err := s.newCard(l, catalogue, c, mine, found[c.ID])
		if err != nil {
			return err
		}
		view.Cards = append(view.Cards, v)
	}
	return s.render(e, http.StatusOK, "course_list", &view)
}

// newCourseList is the list before any course is in it.
func (s *site) newCourseList(e *core.RequestEvent, query url.Values) courseListView {
	l := s.locale(e)
	view := courseListView{Frame: s.newFrame(e, l.T("courses.title"))}
	view.Section, view.Description = "courses", l.T("courses.lead")
	view.Crumbs = []Crumb{{Title: view.Title}}
	view.Search = shorten(strings.TrimSpace(query.Get("q")), queryAtMost)
	if view.Search != "" {
		view.Wide = "?q=" + url.QueryEscape(view.Search)
		view.NoIndex = true
	}
	return view
}

// searchCourses returns the published courses where the words stand, best first, and where in each.
func (s *site) searchCourses(e *core.RequestEvent, all *courses.Catalogue, words string) ([]*courses.Card, map[string][]foundView, error) {
	hits, err := courses.Search(e.App, words)
	if err != nil {
		return nil, nil, err
	}
	var cards []*courses.Card
	found := map[string][]foundView{}
	for _, h := range hits {
		c := all.Of(h.Course)
		if c == nil {
			continue
		}
		if _, seen := found[c.ID]; !seen {
			cards = append(cards, c)
			found[c.ID] = nil
		}
		if h.Lesson != "" && len(found[c.ID]) < foundAtMost {
			found[c.ID] = append(found[c.ID], foundView{h.Title, "/courses/" + c.Slug + "/" + h.Slug, h.Excerpt})
		}
	}
	return cards, found, nil
}

// learningOf returns the reader's own courses by id; none for guests.
func (s *site) learningOf(e *core.RequestEvent) (map[string]courses.Learning, error) {
	user := person(e)
	if user == nil {
		return nil, nil
	}
	list, err := courses.LearningOf(e.App, user.Id, mineAtMost)
	return courses.ByCourse(list), err
}

// facets are the links that narrow the list. Each row counts what the others let through.
func facets(l *locales.Locale, query url.Values, all []*courses.Card, f courses.Filter) []facetView {
	rows := []struct {
		name, chosen string
		without      courses.Filter
		values       func(*courses.Card) []string
		words        func(string) string
	}{
		{"audience", f.Audience, courses.Filter{Level: f.Level, Language: f.Language},
			(*courses.Card).Audiences, func(v string) string { return l.T("audience." + v) }},
		{"level", f.Level, courses.Filter{Audience: f.Audience, Language: f.Language},
			func(c *courses.Card) []string { return []string{c.Level} }, func(v string) string { return levelName(l, v) }},
		{"language", f.Language, courses.Filter{Audience: f.Audience, Level: f.Level},
			func(c *courses.Card) []string { return []string{c.Language} }, func(v string) string { return languageNames[v] }},
	}
	var list []facetView
	for _, r := range rows {
		choices := courses.Facet(courses.Select(all, r.without), r.values)
		if len(choices) < 2 && r.chosen == "" {
			continue
		}
		if r.chosen != "" && !slices.ContainsFunc(choices, func(c courses.Choice) bool { return c.Value == r.chosen }) {
			choices = append(choices, courses.Choice{Value: r.chosen}) // so that it can be left out
		}
		row := facetView{Name: l.T("courses.by_" + r.name)}
		for _, c := range choices {
			row.Choices = append(row.Choices, choiceView{
				Name: r.words(c.Value), Count: c.Count, Chosen: c.Value == r.chosen,
				Address: with(query, r.name, toggle(c.Value, r.chosen)),
			})
		}
		list = append(list, row)
	}
	return list
}

func toggle(value, chosen string) string {
	if value == chosen {
		return ""
	}
	return value
}

// with is the address of the list with one thing changed, on its first page.
func with(query url.Values, name, value string) string {
	q := url.Values{}
	for _, kept := range []string{"q", "audience", "level", "language"} {
		if v := query.Get(kept); v != "" && kept != name {
			q.Set(kept, v)
		}
	}
	if value != "" {
		q.Set(name, value)
	}
	return "/courses?" + q.Encode()
}

// turn finds the page that was asked for and links the others.
func (v *courseListView) turn(query url.Values, total int) int {
	last := max(1, (total+cardsAPage-1)/cardsAPage)
	page, err := strconv.Atoi(query.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	page = min(page, last)
	if last == 1 {
		return page
	}
	for n := 1; n <= last; n++ {
		v.Pages = append(v.Pages, pageView{n, with(query, "page", strconv.Itoa(n)), n == page})
	}
	if page > 1 {
		v.Before = v.Pages[page-2].Address
	}
	if page < last {
		v.After = v.Pages[page].Address
	}
	return page
}

// known passes a value on if it is one of these.
func known(value string, values ...string) string {
	if slices.Contains(values, value) {
		return value
	}
	return ""
}

// shorten cuts a text after so many characters.
func shorten(text string, characters int) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	if len(runes) <= characters {
		return string(runes)
	}
	return string(runes[:characters])
}
