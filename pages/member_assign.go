package pages

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/locales"
	"aula/organisations"
)

// assignView is the form that asks people to finish a course, and then what would become of it.
type assignView struct {
	memberFrame
	Form    *form
	Courses []courseChoice
	Offices []string
	Chosen  map[string]bool
	People  []accounts.Member
	More    bool // people whom the form does not name
	Today   string

	Counted bool // what follows is to be confirmed
	Course  string
	Day     time.Time
	Would   courses.Assigned
	Users   []string // as they were chosen
	Others  []string // mailboxes of nobody in the organisation
	Unsaid  int      // those of them that are not shown
}

const (
	peopleToAsk = 500 // how many people a form names; beyond them there are offices, lists, and all
	othersShown = 20
)

func (s *site) newAssignment(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.AssignCourses)
	if err != nil {
		return err
	}
	return s.renderAssign(e, http.StatusOK, o, filled("course", e.Request.URL.Query().Get("course"), "who", "all"), nil)
}

func (s *site) newAssign(e *core.RequestEvent, o *organisations.Organisation, f *form) *assignView {
	l := s.locale(e)
	return &assignView{memberFrame: s.newMemberFrame(e, o, l.T("members.assign"), "/assignments",
		Crumb{l.T("members.assignments"), organisationAddress(o) + "/assignments"}, Crumb{Title: l.T("members.assign")}), Form: f}
}

func (s *site) renderAssign(e *core.RequestEvent, status int, o *organisations.Organisation, f *form, chosen []string) error {
	v := s.newAssign(e, o, f)
	v.Today, v.Chosen = calendar.FormatDay(time.Now()), map[string]bool{}
	for _, id := range chosen {
		v.Chosen[id] = true
	}
	list, err := courses.All(e.App, courses.Published)
	if err != nil {
		return err
	}
	for _, c := range list {
		v.Courses = append(v.Courses, courseChoice{c.Id, c.Title()})
	}
	if v.Offices, err = accounts.Offices(e.App, o.Id); err != nil {
		return err
	}
	if v.People, err = accounts.PeopleToAsk(e.App, o.Id, peopleToAsk+1); err != nil {
		return err
	}
	if v.More = len(v.People) > peopleToAsk; v.More {
		v.People = v.People[:peopleToAsk]
	}
	return s.render(e, status, "member_assign", v)
}

// assignCourse says what a form would ask of whom; once that is confirmed, it asks.
func (s *site) assignCourse(e *core.RequestEvent) error {
	o, err := theirs(e, accounts.AssignCourses)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "course", "day", "who", "office", "list")
	chosen := e.Request.PostForm["person"]
	if e.Request.PostFormValue("act") == "edit" {
		return s.renderAssign(e, http.StatusOK, o, f, chosen)
	}
	a, others, err := readAssign(e, l, o, f, chosen)
	if err != nil {
		return err
	}
	var would courses.Assigned
	if !f.Wrong() {
		would, err = courses.CountAssign(e.App, a)
		if err := blameAssign(l, f, err); err != nil {
			return err
		}
	}
	switch {
	case f.Wrong():
		return s.renderAssign(e, http.StatusUnprocessableEntity, o, f, chosen)
	case e.Request.PostFormValue("act") != "assign" || would.Asked() == 0:
		return s.confirmAssign(e, o, f, a, would, others, chosen)
	}
	entry := audit.CourseAssigned.On(audit.Course, a.Course, "organisation", o.Id, "people", strconv.Itoa(would.Asked()), "until", calendar.FormatDay(a.Day))
	err = accounts.Audited(e, entry, func() error {
		_, done, err := courses.Assign(e.App, a)
		entry.Details["people"] = strconv.Itoa(done.Asked())
		return err
	})
	if err != nil {
		return err
	}
	return back(e, withSaid(organisationAddress(o)+"/assignments", "course_assigned"))
}

// readAssign reads the form, and returns the mailboxes of it that are of nobody in the organisation.
func readAssign(e *core.RequestEvent, l *locales.Locale, o *organisations.Organisation, f *form, chosen []string) (a courses.Assigning, others []string, err error) {
	c := accounts.MemberChoice{Organisation: o.Id}
	switch f.Value("who") {
	case "all", "never":
		c.All = true
	case "office":
		c.Office = f.Value("office")
	case "some":
		c.Users = chosen
	case "list":
		c.Mailboxes = accounts.Mailboxes(f.Value("list"))
	}
	a = courses.Assigning{Organisation: o.Id, Course: f.Value("course"), By: e.Auth.Id, Never: f.Is("who", "never")}
	if a.Users, others, err = c.Choose(e.App); err != nil {
		return a, nil, err
	}
	if a.Course == "" {
		f.say(l, "course", l.T("members.course_missing"))
	}
	if f.Value("day") != "" {
		if a.Day, err = calendar.ParseDay(f.Value("day")); err != nil {
			f.say(l, "day", l.T("deadline.day_missing"))
		}
	}
	if len(a.Users) == 0 {
		f.say(l, "who", l.T("members.nobody_chosen"))
	}
	a.Lapsed, err = certificates.Lapsed(e.App, a.Course, a.Users)
	return a, others, err
}

// blameAssign says in the form what cannot be assigned; what is not about the form comes back.
func blameAssign(l *locales.Locale, f *form, err error) error {
	switch {
	case errors.Is(err, courses.ErrDeadlinePast):
		f.say(l, "day", l.T("deadline.day_past"))
	case errors.Is(err, courses.ErrNotPublished), errors.Is(err, courses.ErrNotFound):
		f.say(l, "course", l.T("members.course_missing"))
	default:
		return err
	}
	return nil
}

// confirmAssign shows what would be asked of how many.
func (s *site) confirmAssign(e *core.RequestEvent, o *organisations.Organisation, f *form, a courses.Assigning, would courses.Assigned, others, chosen []string) error {
	c, err := courses.FindByID(e.App, a.Course)
	if err != nil {
		return err
	}
	v := s.newAssign(e, o, f)
	v.Counted, v.Course, v.Day, v.Would = true, c.Title(), a.Day, would
	f.values["list"] = strings.Join(strings.Fields(f.Value("list")), " ") // a hidden field has one line
	v.Users = slices.Clone(chosen)
	v.Others = others[:min(len(others), othersShown)]
	v.Unsaid = len(others) - len(v.Others)
	return s.render(e, http.StatusOK, "member_assign", v)
}
