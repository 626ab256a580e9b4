package pages

import (
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
	"aula/locales"
)

type jobsView struct {
	manageFrame
	Jobs   []jobView
	State  jobs.State
	Kind   string
	Kinds  []filterView
	Table  tableView
	Failed int        // those on all pages, where failed ones are shown
	Acts   bool       // there is something to do with these jobs
	Away   *jobs.Away // the mail server answers nobody
}

// jobView is a job with its kind in words.
type jobView struct {
	jobs.Job
	Name string
}

var jobStateKeys = map[jobs.State]string{
	jobs.Failed: "manage.jobs_failed", jobs.Waiting: "manage.jobs_waiting_state", jobs.Running: "manage.jobs_running",
	jobs.Done: "manage.jobs_done", jobs.Discarded: "jobs.discarded",
}

// listJobs shows what waits, what failed and why. What is in a mail is not shown.
func (s *site) listJobs(e *core.RequestEvent) error {
	l := s.locale(e)
	q := listing{"/manage/jobs", e.Request.URL.Query()}
	kinds, err := jobs.Kinds(e.App)
	if err != nil {
		return err
	}
	filter := jobs.Filter{State: jobs.State(q.query.Get("state")), Kind: q.query.Get("kind")}
	if !slices.Contains(jobs.States, filter.State) {
		filter.State = jobs.Failed
	}
	list, total, err := jobs.List(e.App, filter, q.page())
	if err != nil {
		return err
	}
	view := jobsView{
		manageFrame: s.newManageFrame(e, l.T("manage.jobs"), "/manage/jobs", Crumb{Title: l.T("manage.jobs")}),
		State:       filter.State, Kind: filter.Kind,
		Acts: filter.State == jobs.Failed || filter.State == jobs.Waiting,
	}
	view.Table = q.table(l, total, nil, "", "manage.jobs_")
	view.Table.turn(q, total, jobs.Page)
	view.narrow(l, q, kinds)
	for _, job := range list {
		view.Jobs = append(view.Jobs, jobView{Job: job, Name: jobName(l, job.Kind)})
	}
	if filter.State == jobs.Failed {
		view.Failed = total
	}
	for _, kind := range kinds {
		if away, ok := jobs.AwayOf(e.App, kind); ok { // only mails have another side
			view.Away = &away
		}
	}
	return s.render(e, http.StatusOK, "manage_job_list", &view)
}

// narrow offers the states, and the kinds where there are several.
func (v *jobsView) narrow(l *locales.Locale, q listing, kinds []string) {
	for _, known := range jobs.States {
		v.Table.Filters = append(v.Table.Filters, filterView{l.T(jobStateKeys[known]), q.with("state", string(known)), known == v.State})
	}
	if len(kinds) < 2 {
		return
	}
	v.Kinds = append(v.Kinds, filterView{l.T("jobs.every_kind"), q.with("kind", ""), v.Kind == ""})
	for _, kind := range kinds {
		v.Kinds = append(v.Kinds, filterView{jobName(l, kind), q.with("kind", kind), kind == v.Kind})
	}
}

func jobName(l *locales.Locale, kind string) string {
	if key := "manage.job_" + kind; l.Has(key) {
		return l.T(key)
	}
	return kind
}

// retryJobs lets one job begin anew, or all that failed.
func (s *site) retryJobs(e *core.RequestEvent) error {
	id := e.Request.PostFormValue("id")
	if id == "" {
		if _, err := jobs.RetryAll(e.App, e.Request.PostFormValue("kind")); err != nil {
			return err
		}
		return back(e, withSaid("/manage/jobs?state=waiting", "jobs_retried"))
	}
	err := jobs.Retry(e.App, id)
	if errors.Is(err, jobs.ErrEnded) {
		return back(e, withSaid("/manage/jobs", "job_ended"))
	}
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/jobs", "jobs_retried"))
}
