package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
)

// sureView asks before something that cannot be taken back lightly, and says what it means.
type sureView struct {
	manageFrame
	Lead    string
	Means   []string // what follows
	Act     string   // address of the post
	Button  string
	Danger  bool
	Back    string
	Blocked bool // it cannot be done; Lead says why
}

func (s *site) publishCourse(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	err = accounts.Audited(e, audit.CoursePublished.On(audit.Course, c.Id), func() error { return courses.Publish(e.App, c.Id) })
	if err != nil {
		return err
	}
	return back(e, withSaid(managedAddress(c), "course_published"))
}

// askWithdraw says whom withdrawing the course touches.
func (s *site) askWithdraw(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	if c.State() != courses.Published {
		return back(e, managedAddress(c))
	}
	open, finished, err := courses.CountLearners(e.App, c.Id)
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := s.newSureView(e, c, "manage.withdraw_title")
	view.Lead = l.T("manage.withdraw_lead")
	view.Means = []string{l.T("manage.withdraw_hidden")}
	if open > 0 {
		view.Means = append(view.Means, l.T("manage.withdraw_open", "count", open))
	}
	if finished > 0 {
		view.Means = append(view.Means, l.T("manage.withdraw_finished", "count", finished))
	}
	view.Means = append(view.Means, l.T("manage.withdraw_back"))
	view.Act, view.Button = managedAddress(c)+"/withdraw", l.T("manage.withdraw")
	return s.render(e, http.StatusOK, "manage_course_sure", view)
}

func (s *site) newSureView(e *core.RequestEvent, c *courses.Course, key string) *sureView {
	l := s.locale(e)
	title := l.T(key, "title", c.Title())
	return &sureView{
		manageFrame: s.newManageFrame(e, title, "/manage/courses", Crumb{l.T("manage.courses"), "/manage/courses"},
			Crumb{c.Title(), managedAddress(c)}, Crumb{Title: title}),
		Back: managedAddress(c),
	}
}

func (s *site) withdrawCourse(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	err = accounts.Audited(e, audit.CourseWithdrawn.On(audit.Course, c.Id), func() error { return courses.Withdraw(e.App, c.Id) })
	if err != nil {
		return err
	}
	return back(e, withSaid(managedAddress(c), "course_withdrawn"))
}

func (s *site) askDelete(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := s.newSureView(e, c, "manage.delete_title")
	view.Lead, view.Means = l.T("manage.delete_lead"), []string{l.T("manage.delete_files"), l.T("manage.delete_export")}
	view.Act, view.Button, view.Danger = managedAddress(c)+"/delete", l.T("manage.delete"), true
	return s.render(e, http.StatusOK, "manage_course_sure", view)
}

func (s *site) deleteCourse(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	err = accounts.Audited(e, audit.CourseDeleted.On(audit.Course, c.Id, "slug", c.Slug()), func() error { return courses.Delete(e.App, c.Id) })
	if errors.Is(err, courses.ErrPublished) || errors.Is(err, courses.ErrHasLearners) {
		view := s.newSureView(e, c, "manage.delete_title")
		view.Lead, view.Blocked = s.locale(e).T("manage.delete_blocked"), true
		return s.render(e, http.StatusConflict, "manage_course_sure", view)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/courses", "course_deleted"))
}
