package pages

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
)

// peopleView is the list of accounts.
type peopleView struct {
	accountView
	Words     string
	Role      accounts.Role
	People    []*accounts.Person
	Filters   []roleFilter
	Previous  string // addresses of the neighbouring pages, empty where there is none
	Following string
}

// roleFilter is a facet: all, or those with one role.
type roleFilter struct {
	Name, Address string
	Current       bool
}

// personView is one account, as who gives roles sees it.
type personView struct {
	accountView
	Who       *accounts.Person
	Choices   []accounts.Role
	HasFactor bool     // a second one, which may be reset
	Own       bool     // the page of who reads it
	Look      string   // address from which the reader may look as them, empty if they may not
	Reasons   []string // for resetting it
}

func (s *site) bindPeople(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/manage/people", s.listPeople)
	root.GET("/manage/people/{id}", s.showPerson)
	root.POST("/manage/people/{id}", s.setRole)
	root.POST("/manage/people/{id}/factors", s.resetFactors)
}

// managing begins a page of the management's area for those who may do act.
func (s *site) managing(e *core.RequestEvent, act accounts.Act, title string) (accountView, error) {
	user, err := signedIn(e)
	if err != nil {
		return accountView{}, err
	}
	if !accounts.Allowed(user, act) {
		return accountView{}, errNotAllowed
	}
	v := s.accountFrame(e, title)
	around := s.newManageFrame(e, v.Title, "/manage/people")
	v.Section, v.Crumbs, v.Tabs = around.Section, around.Crumbs, around.Tabs
	return v, nil
}

func (s *site) listPeople(e *core.RequestEvent) error {
	base, err := s.managing(e, accounts.SeePeople, "people.title")
	if err != nil {
		return err
	}
	q := e.Request.URL.Query()
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	v := peopleView{accountView: base, Words: q.Get("q"), Role: accounts.Role(q.Get("role"))}
	v.Crumbs = append(v.Crumbs, Crumb{Title: v.Title})
	people, more, err := accounts.List(e.App, accounts.PeopleFilter{Words: v.Words, Role: v.Role, Page: page})
	if err != nil {
		return err
	}
	v.People = people
	l := s.locale(e)
	v.Filters = []roleFilter{{l.T("people.all"), peopleAddress(v.Words, "", 1), v.Role == ""}}
	for _, role := range accounts.Roles {
		v.Filters = append(v.Filters, roleFilter{l.T("role." + string(role)), peopleAddress(v.Words, role, 1), v.Role == role})
	}
	if page > 1 {
		v.Previous = peopleAddress(v.Words, v.Role, page-1)
	}
	if more {
		v.Following = peopleAddress(v.Words, v.Role, page+1)
	}
	return s.render(e, http.StatusOK, "manage_people", &v)
}

func peopleAddress(words string, role accounts.Role, page int) string {
	q := url.Values{}
	if words != "" {
		q.Set("q", words)
	}
	if role != "" {
		q.Set("role", string(role))
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/manage/people"
	}
	return "/manage/people?" + q.Encode()
}

func (s *site) showPerson(e *core.RequestEvent) error {
	v, err := s.onePerson(e)
	if err != nil {
		return err
	}
	v.Form = filled("role", string(v.Who.Role()))
	return s.render(e, http.StatusOK, "manage_person", v)
}

func (s *site) onePerson(e *core.RequestEvent) (*personView, error) {
	base, err := s.managing(e, accounts.ManageRoles, "people.person_title")
	if err != nil {
		return nil, err
	}
	who, err := accounts.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	has, err := accounts.HasFactor(e.App, who.Id)
	if err != nil {
		return nil, err
	}
	v := &personView{accountView: base, Who: who, Choices: accounts.Roles, HasFactor: has, Own: who.Id == person(e).Id, Reasons: accounts.ResetReasons}
	if v.Look, err = lookAddress(e, who); err != nil {
		return nil, err
	}
	v.Title = who.Name()
	v.Crumbs = append(v.Crumbs, Crumb{s.locale(e).T("people.title"), "/manage/people"}, Crumb{Title: v.Title})
	return v, nil
}

func (s *site) setRole(e *core.RequestEvent) error {
	v, err := s.onePerson(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, "role")
	err = accounts.SetRole(e.App, person(e), v.Who.Record, accounts.Role(v.Form.Value("role")))
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "role")
		if err != nil {
			return err
		}
		return s.render(e, status, "manage_person", v)
	}
	return back(e, withSaid("/manage/people", "role_saved"))
}
