package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/organisations"
)

// memberFrame is the frame of the pages about an organisation's people, for those who answer for them.
type memberFrame struct {
	Frame
	Tabs  []manageTab
	Body  string // the organisation's name
	Other bool   // the reader may act for another organisation, too
	Base  string // address of the organisation
}

func (s *site) bindMembers(root *router.RouterGroup[*core.RequestEvent]) {
	m := root.Group("/organisations/{ipa}")
	m.BindFunc(askActing)
	m.GET("/people", s.listMembers)
	m.GET("/people.csv", func(e *core.RequestEvent) error { return s.exportMembers(e, csvFile) })
	m.GET("/people.ods", func(e *core.RequestEvent) error { return s.exportMembers(e, odsFile) })
	m.GET("/people/new", s.newMember)
	m.POST("/people/new", s.admitMember)
	m.GET("/people/import", s.showMemberImport)
	m.POST("/people/import", s.importMembers)
	m.GET("/people/{membership}", s.showMember)
	m.POST("/people/{membership}", s.endMembership)
	m.POST("/people/{membership}/office", s.moveMember)
	m.POST("/people/{membership}/invitation", s.inviteAgain)
	m.GET("/assignments", s.listAssignments)
	m.GET("/assignments/new", s.newAssignment)
	m.POST("/assignments/new", s.assignCourse)
	m.POST("/assignments/{assignment}", s.withdrawAssignment)
	m.POST("/assignments/together/{batch}", s.withdrawTogether)
	m.GET("/hours", s.listHours)
	m.GET("/hours.csv", func(e *core.RequestEvent) error { return s.exportHours(e, csvFile) })
	m.GET("/hours.ods", func(e *core.RequestEvent) error { return s.exportHours(e, odsFile) })
	m.GET("/hours.pdf", s.printHours)
	s.bindOutsides(m)
	s.bindReport(m)
	m.GET("/completions", s.listCompletions)
	m.GET("/completions.csv", func(e *core.RequestEvent) error { return s.exportCompletions(e, csvFile) })
	m.GET("/completions.ods", func(e *core.RequestEvent) error { return s.exportCompletions(e, odsFile) })
}

// askActing leads who may do something once they act for the organisation to the choice.
func askActing(e *core.RequestEvent) error {
	e.Response.Header().Set("Cache-Control", "private, no-store")
	err := e.Next()
	switch first := errors.Is(err, errActFirst); {
	case first && e.Request.Method == http.MethodGet:
		return back(e, accounts.ActingPath+"?next="+escape(e.Request.URL.RequestURI()))
	case first:
		return errNotAllowed
	}
	return err
}

func peopleOf(o *organisations.Organisation) string { return organisationAddress(o) + "/people" }

func organisationAddress(o *organisations.Organisation) string {
	return "/organisations/" + url.PathEscape(o.IPA())
}

// errActFirst is answered with the choice of the organisation to act for.
var errActFirst = errors.New("may do so once they act for this organisation")

// theirs is the organisation of the address, if the reader may do act to what is its own. Where they might if they acted for it, they are
// asked to choose.
func theirs(e *core.RequestEvent, act accounts.Act) (*organisations.Organisation, error) {
	if _, err := signedIn(e); err != nil {
		return nil, err
	}
	o, err := organisations.FindByIPA(e.App, e.Request.PathValue("ipa"))
	if err != nil {
		return nil, err
	}
	a := actor(e)
	if a.MayIn(act, o.Id) {
		return o, nil
	}
	could := func(b accounts.Belonging) bool {
		return accounts.Actor{Person: a.Person, For: b}.MayIn(act, o.Id)
	}
	if slices.ContainsFunc(a.All, could) {
		return nil, errActFirst
	}
	return nil, errNotAllowed
}

// newMemberFrame builds the frame of a page below the tab at an address.
func (s *site) newMemberFrame(e *core.RequestEvent, o *organisations.Organisation, title, tab string, crumbs ...Crumb) memberFrame {
	l := s.locale(e)
	f := memberFrame{Frame: s.newFrame(e, title), Body: o.Name(), Base: organisationAddress(o), Other: len(actor(e).All) > 1}
	f.Section, f.NoIndex = "organisation", true
	f.Crumbs = append([]Crumb{{o.Name(), f.Base + "/people"}}, crumbs...)
	for _, t := range []struct{ key, address string }{
		{"members.people", "/people"}, {"members.assignments", "/assignments"}, {"edition.classes", "/classes"}, {"members.completions", "/completions"}, {"members.hours", "/hours"},
		{"outside.tab", "/outside"}, {"year_report.tab", "/report"},
	} {
		f.Tabs = append(f.Tabs, manageTab{l.T(t.key), f.Base + t.address, t.address == tab})
	}
	return f
}
