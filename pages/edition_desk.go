package pages

import (
	"net/http"
	"net/url"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/organisations"
)

// editionDesk is where editions are run: below a course, by those who run it; or below an organisation, by its referents and
// facilitators, who run its own.
type editionDesk struct {
	course *courses.Course             // nil: of any course
	body   *organisations.Organisation // nil: the centre's
	base   string                      // address
}

// editionFrame is the frame of a desk's pages.
type editionFrame struct {
	Frame
	Tabs  []manageTab
	Body  string // the organisation's name; empty: the centre's desk
	Other bool   // the reader may act for another organisation, too
	Base  string // address of the desk
}

func (s *site) bindEditionDesks(root *router.RouterGroup[*core.RequestEvent]) {
	centre := root.Group("/manage/courses/{slug}/editions")
	centre.BindFunc(s.managersOnly)
	s.bindDesk(centre)
	body := root.Group("/organisations/{ipa}/classes")
	body.BindFunc(askActing)
	s.bindDesk(body)
	body.GET("/{edition}/bring", s.showBring)
	body.POST("/{edition}/bring", s.bringMembers)
}

func (s *site) bindDesk(at *router.RouterGroup[*core.RequestEvent]) {
	at.GET("", s.listEditions)
	at.GET("/new", s.newEdition)
	at.POST("/new", s.planEdition)
	at.GET("/{edition}", s.showRoll)
	at.POST("/{edition}", s.addPeople)
	at.POST("/{edition}/seats/{seat}", s.changeSeat)
	at.GET("/{edition}/seats/{seat}", s.askRemoveSeat)
	at.GET("/{edition}/edit", s.editEdition)
	at.POST("/{edition}/edit", s.changeEdition)
	at.POST("/{edition}/news", s.announceEdition)
	at.GET("/{edition}/sessions/{session}/door", s.showDoor)
	at.GET("/{edition}/sessions/{session}/door/code", s.sendDoorFace)
	s.bindRegister(at)
	at.GET("/{edition}/cancel", s.askCancelEdition)
	at.POST("/{edition}/cancel", s.cancelEdition)
}

func courseDesk(c *courses.Course) editionDesk {
	return editionDesk{course: c, base: managedAddress(c) + "/editions"}
}

func bodyDesk(o *organisations.Organisation) editionDesk {
	return editionDesk{body: o, base: organisationAddress(o) + "/classes"}
}

// desk is the desk of the address, for those who may plan editions there.
func desk(e *core.RequestEvent) (editionDesk, error) {
	if e.Request.PathValue("ipa") != "" {
		o, err := theirs(e, accounts.ManageEditions)
		if err != nil {
			return editionDesk{}, err
		}
		return bodyDesk(o), nil
	}
	c, err := managed(e)
	if err != nil {
		return editionDesk{}, err
	}
	return courseDesk(c), nil
}

// deskOf is the desk of the address and the edition at it, for those who may plan it; those who only hold it are let in if holders is true.
func deskOf(e *core.RequestEvent, holders bool) (d editionDesk, x *classes.Edition, err error) {
	if d, err = desk(e); err != nil && holders && e.Request.PathValue("slug") != "" {
		d, err = holdersDesk(e)
	}
	if err != nil {
		return d, nil, err
	}
	x, err = classes.Find(e.App, e.Request.PathValue("edition"))
	if err != nil {
		return d, nil, err
	}
	if d.body != nil && x.Organisation() != d.body.Id || d.course != nil && x.Course() != d.course.Id {
		return d, nil, classes.ErrNotFound
	}
	if d.course == nil {
		d.course, err = courses.FindByID(e.App, x.Course())
	}
	return d, x, err
}

// holdersDesk is the desk of a course for who holds the edition of the address, without running the course.
func holdersDesk(e *core.RequestEvent) (editionDesk, error) {
	c, err := courses.FindBySlug(e.App, e.Request.PathValue("slug"))
	if err != nil {
		return editionDesk{}, err
	}
	x, err := classes.Find(e.App, e.Request.PathValue("edition"))
	if err != nil {
		return editionDesk{}, err
	}
	if !x.MayHold(actor(e), c.Owner()) {
		return editionDesk{}, courses.ErrNotFound
	}
	return courseDesk(c), nil
}

// deskAddress is where the reader runs the edition; empty: nowhere.
func deskAddress(e *core.RequestEvent, x *classes.Edition, c *courses.Course) (string, error) {
	u := person(e)
	if u == nil {
		return "", nil
	}
	a := actor(e)
	switch {
	case !x.MayHold(a, c.Owner()):
		return "", nil
	case accounts.MayManageCourse(u, c.Owner()) || x.IsFacilitator(u.Id) && a.May(accounts.HoldClasses):
		return courseDesk(c).of(x), nil
	}
	o, err := organisations.Find(e.App, x.Organisation())
	if err != nil {
		return "", err
	}
	return bodyDesk(o).of(x), nil
}

// of is the address of an edition at the desk.
func (d editionDesk) of(x *classes.Edition) string { return d.base + "/" + url.PathEscape(x.Id) }

// organisation is whose editions are planned at the desk; empty: the centre's.
func (d editionDesk) organisation() string {
	if d.body == nil {
		return ""
	}
	return d.body.Id
}

func (s *site) newEditionFrame(e *core.RequestEvent, d editionDesk, title string, crumbs ...Crumb) editionFrame {
	l := s.locale(e)
	if d.body != nil {
		f := s.newMemberFrame(e, d.body, title, "/classes", append([]Crumb{{l.T("edition.classes"), d.base}}, crumbs...)...)
		return editionFrame{f.Frame, f.Tabs, f.Body, f.Other, d.base}
	}
	f := s.newManageFrame(e, title, "/manage/courses", append([]Crumb{{l.T("manage.courses"), "/manage/courses"}, {d.course.Title(), managedAddress(d.course)},
		{l.T("edition.title"), d.base}}, crumbs...)...)
	return editionFrame{Frame: f.Frame, Tabs: f.Tabs, Base: d.base}
}

// editionListView is the editions of a desk.
type editionListView struct {
	editionFrame
	Course   string // title; empty: of several
	Editions []editionItem
	Open     []editionItem // others', to which the organisation's referents bring its people
	Page     int
	Pages    int
	Plans    bool // a new one can be planned
}

// Before is the number of the page before this one.
func (v *editionListView) Before() int { return v.Page - 1 }

// After is the number of the next page.
func (v *editionListView) After() int { return v.Page + 1 }

func (s *site) listEditions(e *core.RequestEvent) error {
	d, err := desk(e)
	if err != nil {
		return err
	}
	l, now := s.locale(e), time.Now()
	view := editionListView{Page: listing{d.base, e.Request.URL.Query()}.page(), Plans: true}
	f := classes.Filter{Organisation: d.organisation(), Page: view.Page}
	title := l.T("edition.classes")
	if d.course != nil {
		f.Course, view.Course, view.Plans = d.course.Id, d.course.Title(), d.course.State() == courses.Published
		title = l.T("edition.of_course", "title", d.course.Title())
	}
	view.editionFrame = s.newEditionFrame(e, d, title)
	view.Crumbs[len(view.Crumbs)-1].Address = ""
	list, total, err := classes.List(e.App, f, now)
	if err != nil {
		return err
	}
	view.Pages = (total + classes.Page - 1) / classes.Page
	if view.Editions, err = s.deskItems(e, d, list, now); err != nil {
		return err
	}
	if d.body != nil {
		if view.Open, err = s.openToReferents(e, d, now); err != nil {
			return err
		}
	}
	return s.render(e, http.StatusOK, "edition_list", &view)
}

// deskItems are editions with their addresses at the desk.
func (s *site) deskItems(e *core.RequestEvent, d editionDesk, list []*classes.Edition, now time.Time) (items []editionItem, err error) {
	for _, x := range list {
		c := d.course
		if c == nil {
			if c, err = courses.FindByID(e.App, x.Course()); err != nil {
				return nil, err
			}
		}
		i, err := s.newEditionItem(e, x, c, now)
		if err != nil {
			return nil, err
		}
		i.Address = d.of(x)
		items = append(items, i)
	}
	return items, nil
}

// openToReferents are the editions of others to which the reader may bring the organisation's people.
func (s *site) openToReferents(e *core.RequestEvent, d editionDesk, now time.Time) ([]editionItem, error) {
	if !actor(e).MayIn(accounts.AssignCourses, d.body.Id) {
		return nil, nil
	}
	list, _, err := classes.List(e.App, classes.Filter{Coming: true, Way: classes.ByReferent}, now)
	if err != nil {
		return nil, err
	}
	var others []*classes.Edition
	for _, x := range list {
		if x.Organisation() != d.body.Id {
			others = append(others, x)
		}
	}
	items, err := s.deskItems(e, d, others, now)
	for i := range items {
		items[i].Address += "/bring"
	}
	return items, err
}
