package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/jobs"
)

// askDiscardJob says what discarding a job means.
func (s *site) askDiscardJob(e *core.RequestEvent) error {
	job, err := jobs.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if !job.Unended() {
		return back(e, withSaid("/manage/jobs", "job_ended"))
	}
	l := s.locale(e)
	title := l.T("jobs.discard_title")
	view := sureView{
		manageFrame: s.newManageFrame(e, title, "/manage/jobs", Crumb{l.T("manage.jobs"), "/manage/jobs"}, Crumb{Title: title}),
		Lead:        l.T("jobs.discard_lead", "kind", jobName(l, job.Kind), "date", l.DateTime(job.Created())),
		Means:       []string{l.T("jobs.discard_means")},
		Act:         "/manage/jobs/" + job.ID + "/discard", Button: l.T("jobs.discard"), Danger: true, Back: "/manage/jobs",
	}
	if key := "jobs.discard_" + job.Kind; l.Has(key) {
		view.Means = append(view.Means, l.T(key))
	}
	return s.render(e, http.StatusOK, "manage_course_sure", &view)
}

func (s *site) discardJob(e *core.RequestEvent) error {
	id := e.Request.PathValue("id")
	err := accounts.Audited(e, audit.JobDiscarded.On(audit.Job, id), func() error { return jobs.Discard(e.App, id) })
	if errors.Is(err, jobs.ErrEnded) {
		return back(e, withSaid("/manage/jobs", "job_ended"))
	}
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/jobs", "job_discarded"))
}
