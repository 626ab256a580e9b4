package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/backups"
	"aula/internal/jobs"
	"aula/quizzes"
)

type manageHomeView struct {
	manageFrame
	Name    string
	Areas   []areaView
	Courses []courses.Managed // changed last
}

// areaView is one part of the area, with what waits there.
type areaView struct {
	Key, Title, Text, Address string
	Waiting                   string // empty if nothing does
}

// showManage shows what this person can do here, and what waits for them.
func (s *site) showManage(e *core.RequestEvent) error {
	l := s.locale(e)
	view := manageHomeView{manageFrame: s.newManageFrame(e, l.T("manage.title"), "/manage")}
	view.Crumbs = view.Crumbs[:1]
	view.Crumbs[0].Address = ""
	view.Name = view.Person.Name
	waiting, err := s.waiting(e)
	if err != nil {
		return err
	}
	for _, t := range manageTabs[1:] {
		if !accounts.Allowed(e.Auth, t.act) {
			continue
		}
		a := areaView{Title: l.T(t.key), Text: l.T(t.key + "_about"), Address: t.address, Key: t.key}
		if n := waiting[t.key]; n > 0 {
			a.Waiting = l.T(t.key+"_waiting", "count", n)
		}
		view.Areas = append(view.Areas, a)
	}
	list, _, err := courses.ListManaged(e.App, courses.ManagedFilter{Owner: ownOnly(e), Sort: "-updated"})
	if err != nil {
		return err
	}
	view.Courses = list[:min(5, len(list))]
	return s.render(e, http.StatusOK, "manage_home", &view)
}

// waiting counts what waits for this person, by the key of its part.
func (s *site) waiting(e *core.RequestEvent) (map[string]int, error) {
	_, questions, err := courses.ListQuestions(e.App, courses.QuestionFilter{Owner: ownOnly(e), Page: 1})
	if err != nil {
		return nil, err
	}
	counts := map[string]int{"manage.questions": questions}
	filter, err := markingFilter(e)
	if err != nil {
		return nil, err
	}
	if counts["manage.marking"], err = quizzes.CountPapers(e.App, filter, time.Now()); err != nil {
		return nil, err
	}
	if accounts.Allowed(e.Auth, accounts.SeeJobs) {
		if _, counts["manage.jobs"], err = jobs.List(e.App, jobs.Filter{State: jobs.Failed}, 1); err != nil {
			return nil, err
		}
	}
	if accounts.Allowed(e.Auth, accounts.ManageBackups) {
		if counts["manage.backups"], err = failedBackups(e.App); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// failedBackups is 1 where the last backup failed.
func failedBackups(app core.App) (int, error) {
	runs, err := backups.Runs(app, 1)
	if err != nil || len(runs) == 0 || runs[0].State() != backups.Failed {
		return 0, err
	}
	return 1, nil
}
