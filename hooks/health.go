package hooks

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/backups"
	"aula/internal/health"
	"aula/internal/jobs"
	"aula/notifications"
)

// mailKinds are the kinds of jobs that need the mail server.
var mailKinds = []string{accounts.MailKind, notifications.LetterKind}

// watchOver looks at what the academy needs to do its work.
func watchOver(app core.App, queue *jobs.Queue, plan backups.Plan) *health.Watch {
	pen := health.NewPen(app)
	return &health.Watch{Look: func(ctx context.Context) health.Report {
		report := health.Report{
			{Check: health.Disk, Err: health.LookAtDisk(app.DataDir())},
			{Check: health.Database, Err: pen.Write(ctx)},
			{Check: health.Mail, Err: health.LookAtMail(app, time.Now(), mailKinds...)},
			{Check: health.Queue, Err: health.LookAtQueue(queue)},
		}
		if plan.To != "" {
			report = append(report, health.Finding{Check: health.Backup, Err: lookAtBackups(app, time.Now()), Mild: true})
		}
		for _, f := range report {
			switch {
			case f.Err != nil && f.Mild:
				app.Logger().Warn("somebody should look", "check", f.Check, "error", f.Err)
			case f.Err != nil:
				app.Logger().Error("academy is not well", "check", f.Check, "error", f.Err)
			}
		}
		return report
	}}
}

// lookAtBackups fails if the newest backup is older than its plan allows.
func lookAtBackups(app core.App, now time.Time) error {
	s, err := backups.StandingOf(app)
	switch {
	case err != nil:
		return err
	case !s.Overdue(now):
		return nil
	case s.Good == nil:
		return errors.New("no backup has succeeded yet")
	}
	return fmt.Errorf("last backup is of %s", s.Good.Began().UTC().Format(time.RFC3339))
}

// healthAnswer is what everybody may know, and the checks for those who run the machine.
type healthAnswer struct {
	State  string        `json:"state"` // well | ill
	Checks []healthCheck `json:"checks,omitempty"`
}

type healthCheck struct {
	Check string `json:"check"`
	State string `json:"state"` // well | warning | ill
	Error string `json:"error,omitempty"`
}

func bindHealth(api *router.RouterGroup[*core.RequestEvent], o Options, watch *health.Watch) {
	api.GET("/health", func(e *core.RequestEvent) error {
		report := watch.Report(e.Request.Context())
		answer := healthAnswer{State: wellOrIll(report.Well())}
		if o.isOperator(e) {
			for _, f := range report {
				c := healthCheck{Check: f.Check, State: wellOrIll(f.Err == nil)}
				if f.Err != nil {
					c.Error = f.Err.Error()
				}
				if f.Err != nil && f.Mild {
					c.State = "warning"
				}
				answer.Checks = append(answer.Checks, c)
			}
		}
		status := http.StatusOK
		if !report.Well() {
			status = http.StatusServiceUnavailable
		}
		return e.JSON(status, answer)
	})
}

func wellOrIll(well bool) string {
	if well {
		return "well"
	}
	return "ill"
}
