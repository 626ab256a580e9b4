package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
)

type jobsView struct {
	manageFrame
	Jobs   []jobView
	State  string
	Table  tableView
	Failed int
}

// jobView is a job with its kind in words.
type jobView struct {
	jobs.Job
	Name string
}

var jobStates = []string{"failed", "waiting", "running", "done"}

var jobStateKeys = map[string]string{
	"failed": "manage.jobs_failed", "waiting": "manage.jobs_waiting_state", "running": "manage.jobs_running", "done": "manage.jobs_done",
}

// listJobs shows what waits, what failed and why. What is in a mail is not shown.
func (s *site) listJobs(e *core.RequestEvent) error {
	l := s.locale(e)
	q := listing{"/manage/jobs", e.Request.URL.Query()}
	state := q.state(jobStates...)
	if state == "" {
		state = "failed"
	}
	list, total, err := jobs.List(e.App, state, q.page())
	if err != nil {
		return err
	}
	view := jobsView{
		manageFrame: s.newManageFrame(e, l.T("manage.jobs"), "/manage/jobs", Crumb{Title: l.T("manage.jobs")}), State: state,
	}
	view.Table = q.table(l, total, nil, "", "manage.jobs_")
	view.Table.turn(q, total, jobs.Page)
	for _, known := range jobStates {
		view.Table.Filters = append(view.Table.Filters, filterView{l.T(jobStateKeys[known]), q.with("state", known), known == state})
	}
	for _, job := range list {
		v := jobView{Job: job, Name: job.Kind}
		if key := "manage.job_" + job.Kind; l.Has(key) {
			v.Name = l.T(key)
		}
		view.Jobs = append(view.Jobs, v)
	}
	if state == "failed" {
		view.Failed = total
	}
	return s.render(e, http.StatusOK, "manage_job_list", &view)
}

// retryJobs lets one failed job begin anew, or all of them.
func (s *site) retryJobs(e *core.RequestEvent) error {
	id := e.Request.PostFormValue("id")
	if id == "" {
		if _, err := jobs.RetryAll(e.App); err != nil {
			return err
		}
		return back(e, withSaid("/manage/jobs?state=waiting", "jobs_retried"))
	}
	err := jobs.Retry(e.App, id)
	if err != nil && !errors.Is(err, jobs.ErrNotFailed) {
		return err
	}
	return back(e, withSaid("/manage/jobs", "jobs_retried"))
}
