package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/backups"
	"aula/locales"
)

// backupsView shows what there is, what is under way, what comes next and what went wrong.
type backupsView struct {
	manageFrame
	Planned bool // somebody has said where to
	Place   string
	Sealing bool
	Every   string
	Last    *backups.Run // the last good one
	Overdue bool         // it is older than was planned
	Drilled *backups.Run // the one that was tried out last; nil: none was
	Drill   bool         // it is time to try one out
	Next    time.Time    // zero: none by itself
	Active  *backups.Run // waiting or under way
	Failed  *failedRun   // the last one, if it failed
	Made    []*backups.Run
}

// failedRun is one that failed, with what to do.
type failedRun struct {
	*backups.Run
	Problem, Remedy string
}

const runsShown = 100

func (s *site) bindBackups(root *router.RouterGroup[*core.RequestEvent]) {
	group := root.Group("/manage/backups")
	group.BindFunc(s.managersOnly, s.allowedOnly(accounts.ManageBackups))
	group.GET("", s.listBackups)
	group.POST("", s.askBackup)
}

func (s *site) listBackups(e *core.RequestEvent) error {
	l, plan := s.locale(e), s.options.Backups
	view := backupsView{
		manageFrame: s.newManageFrame(e, l.T("manage.backups"), "/manage/backups", Crumb{Title: l.T("manage.backups")}),
		Planned:     plan.To != "", Place: plan.To, Sealing: plan.Key.Seals(), Every: every(l, plan.Every),
	}
	runs, err := backups.Runs(e.App, runsShown)
	if err != nil {
		return err
	}
	view.sort(l, runs)
	standing, err := backups.StandingOf(e.App)
	if err != nil {
		return err
	}
	view.Last, view.Drilled = standing.Good, standing.Drilled
	view.Overdue, view.Drill = view.Planned && standing.Good != nil && standing.Overdue(time.Now()), standing.DrillDue(time.Now())
	if view.Planned && plan.Every > 0 && view.Active == nil {
		if view.Next, err = backups.Due(e.App, plan.Every); err != nil {
			return err
		}
	}
	return s.render(e, http.StatusOK, "manage_backup_list", &view)
}

// sort tells made ones from the active one and the last failure. The runs come newest first, what waits last.
func (v *backupsView) sort(l *locales.Locale, runs []*backups.Run) {
	ended := false
	for _, r := range runs {
		switch r.State() {
		case backups.Waiting, backups.Running:
			v.Active = r
		case backups.Done:
			v.Made, ended = append(v.Made, r), true
		case backups.Failed:
			if !ended {
				v.Failed = explainRun(l, r)
			}
			ended = true
		}
	}
}

func explainRun(l *locales.Locale, r *backups.Run) *failedRun {
	values := []any{"place", r.Place(), "file", "–", "dir", "–", "detail", ""}
	key := "backup.problem." + r.Problem()
	return &failedRun{r, l.T(key, values...), l.T(key+"_remedy", values...)}
}

func every(l *locales.Locale, d time.Duration) string {
	if d == 0 {
		return l.T("backups.on_demand")
	}
	return l.T("backups.hours", "count", d.Hours())
}

// askBackup writes down that somebody wants a backup; the keeper makes it.
func (s *site) askBackup(e *core.RequestEvent) error {
	if s.options.Backups.To == "" {
		return back(e, "/manage/backups") // the page says what is missing
	}
	err := accounts.Audited(e, audit.BackupStarted.On(audit.Backup, ""), func() error { return backups.Ask(e.App, s.options.Backups.To) })
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/backups", "backup_asked"))
}
