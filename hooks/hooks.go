// Package hooks binds what happens in PocketBase (model events, requests, cron) and the JSON routes to the
// rules of the domain packages. It decides nothing itself: a handler reads, calls one rule and answers.
package hooks

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/backups"
	"aula/internal/body"
	"aula/internal/health"
	"aula/internal/jobs"
	"aula/internal/vault"
	"aula/privacy"
	"aula/recordings"
	"aula/webrtc"
	"aula/webrtc/livekit"
)

// Options is what main tells the hooks.
type Options struct {
	MailDir        string       // where mails are written instead of being sent; empty: they are sent
	URL            string       // public address as given; empty: what the centre says counts
	Own            string       // address that the server listens on, for links while the centre names none
	TrustedProxies []string     // headers of the reverse proxy in front that name the reader's address
	Version        string       // of the program
	OperatorToken  string       // lets a machine elsewhere read /metrics; empty: only this machine may
	Log            *slog.Logger // the operator's terminal; nil: none

	Media   *webrtc.Config  // where media flows; nil: rooms have none
	Seats   int             // people with everybody's sound and pictures in one room; 0: the standard
	LiveKit *livekit.Server // carries the media of rooms that choose it; nil: there is none

	Recording *recordings.Limits // of one recording; nil: the standard ones

	LastBackup func(core.App) (time.Time, error) // zero: there is none; nil: nobody knows
	Backups    backups.Plan

	Vault *vault.Vault // seals personal data

	CopyWords privacy.Words // writes the pages of copies that people ask for; nil: they have none

	opened func(*rooms) // is told of the rooms; tests tick them
}

// Bind ties everything to the app. Call it once, before the app serves.
func Bind(app core.App, o Options) {
	bindLogs(app, o.Log)
	bindAudit(app, o.Log)
	queue := jobs.New(app)
	bindQueue(app, queue)
	bindCompletion(app)
	bindHours(app, queue)
	bindMembers(app, queue)
	bindCertificates(app, queue)
	bindCertificateRounds(app)
	bindQuizzes(app)
	bindRegrades(app, queue)
	bindRecordingLessons(app, queue)
	bindAccounts(app)
	bindSealed(app)
	bindPrivacy(app, queue, o)
	bindOrganisations(app)
	bindSessions(app)
	bindSecondFactors(app)
	bindFederation(app)
	bindLooking(app)
	bindCards(app)
	bindLimits(app)
	bindBodyLimit(app)
	bindFullDisk(app)
	bindSecurity(app, o)
	bindMediaOrigins(app)
	bindMails(app, queue, o)
	bindNotices(app, queue)
	bindMarking(app)
	bindOutside(app)
	bindEditions(app)
	rs := bindRooms(app, o.Media, o.LiveKit, o.limits())
	rs.seats = cmp.Or(o.Seats, standardSeats)
	if o.opened != nil {
		o.opened(rs)
	}
	bindRecordings(app, queue, o.limits())
	bindRoomRegistrations(app, rs)
	bindWebinarCourses(app) // before the registers: what a guest has earned is credited before the guest becomes a person
	bindRegisters(app)
	bindWebinarNotices(app, queue)
	watch := watchOver(app, queue, o.Backups)
	bindMetrics(app, o, queue, watch, rs)
	bindBackups(app, o.Backups)
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		api := se.Router.Group("/api/aula")
		api.BindFunc(answerProblems)
		api.Bind(body.Limit(body.Most))
		api.Any("/{path...}", noRoute)
		se.Router.Any("/api/{path...}", noRoute) // where scripts ask, no page answers
		bindDescription(api)
		bindHealth(api, o, watch)
		bindCourses(api)
		bindCertificateRoutes(api)
		bindQuizRoutes(api)
		bindRoomRoutes(api, rs)
		bindMediaRoutes(api, rs)
		bindMediaTokenRoutes(api)
		bindRegisterRoutes(api)
		bindDeckRoutes(api, rs)
		bindRecordingRoutes(api)
		bindWebinarRoutes(api)
		bindRecordRoutes(api)
		bindRecordingLessonRoutes(api)
		return se.Next()
	})
}

// limits are those of recordings.
func (o Options) limits() recordings.Limits {
	l := recordings.Standard
	if o.Recording != nil {
		l = *o.Recording
	}
	if l.Free == nil {
		l.Free = health.FreeSpace
	}
	return l
}

// noRoute answers an address that no route has.
func noRoute(e *core.RequestEvent) error { return e.NotFoundError("", nil) }

// doneJobsStay is how long staff can see what was done.
const doneJobsStay = 14 * 24 * time.Hour

// jobGrace is how long a job that has begun may take once the program is told to end.
const jobGrace = 20 * time.Second

// bindQueue runs the queue as long as the app serves, and lets it try again at once what somebody wants tried.
func bindQueue(app core.App, queue *jobs.Queue) {
	app.OnRecordAfterUpdateSuccess("jobs").BindFunc(func(e *core.RecordEvent) error {
		before, now := e.Record.Original().GetString("state"), e.Record.GetString("state")
		if now == "waiting" && before != "running" { // somebody wants it tried again, not the queue itself
			queue.Resume(e.Record.GetString("kind"))
		}
		return e.Next()
	})
	app.Cron().MustAdd("aulaJobsPurge", "23 3 * * *", func() {
		if err := jobs.Purge(app, time.Now().Add(-doneJobsStay)); err != nil {
			app.Logger().Error("done jobs stay", "error", err)
		}
	})
	var running sync.WaitGroup
	ctx, stop := context.WithCancel(context.Background())
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		running.Go(func() {
			if err := queue.Run(ctx); err != nil {
				app.Logger().Error("job queue ended", "error", err)
			}
		})
		return se.Next()
	})
	app.OnTerminate().BindFunc(func(te *core.TerminateEvent) error {
		stop()
		ended := make(chan struct{})
		go func() { running.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(jobGrace):
			app.Logger().Warn("a job was cut", "after", jobGrace) // the next start takes it up again
		}
		return te.Next()
	})
}
