package hooks

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/internal/health"
	"aula/internal/jobs"
	"aula/internal/metrics"
	"aula/internal/post"
)

const metricsPath = "/metrics"

// bindMetrics counts what happens and tells it to those who run the machine.
func bindMetrics(app core.App, o Options, queue *jobs.Queue, watch *health.Watch, rs *rooms) {
	m := metrics.New(o.Version)
	m.Add(gaugesOf(app, o, watch)...)
	m.Add(mediaFigures(rs)...)
	queue.Ended = func(kind string, outcome jobs.State) { m.Job(kind, string(outcome)) }
	app.OnMailerSend().Bind(&hook.Handler[*core.MailerEvent]{Priority: -100, Func: func(e *core.MailerEvent) error {
		err := e.Next()
		m.Mail(mailOutcome(err))
		return err
	}})
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{
			Id: "aulaMetrics", Priority: apis.DefaultWWWRedirectMiddlewarePriority - 1, // outside everything, panics too
			Func: func(e *core.RequestEvent) error { return measure(m, e) },
		})
		figures := m.Handler()
		se.Router.GET(metricsPath, func(e *core.RequestEvent) error {
			if !o.isOperator(e) {
				return errForbidden
			}
			e.Response.Header().Set("Cache-Control", "no-store")
			figures.ServeHTTP(e.Response, e.Request)
			return nil
		}).BindFunc(answerProblems)
		return se.Next()
	})
}

func measure(m *metrics.Metrics, e *core.RequestEvent) error {
	begun := time.Now()
	err := e.Next()
	status := e.Status()
	if err != nil && !e.Written() {
		status = http.StatusInternalServerError
		var known *router.ApiError
		if errors.As(err, &known) {
			status = known.Status
		}
	}
	if status == 0 {
		status = http.StatusOK
	}
	m.Request(classOf(e.Request.URL.Path), e.Request.Method, status, time.Since(begun))
	return err
}

// addressClasses are the kinds of addresses, by how they begin. The first that fits counts.
var addressClasses = []struct{ prefix, class string }{
	{"/api/aula/health", "health"}, {metricsPath, "health"}, {"/api/health", "health"},
	{"/api/realtime", "stream"}, {"/api/files/", "file"}, {"/api/aula/", "api"}, {"/api/", "records"},
	{"/_/", "dashboard"}, {"/assets/", "asset"}, {"/manage", "manage"}, {"/certificates", "certificate"},
	{"/sign-", "account"}, {"/card", "account"}, {"/me", "account"}, {"/setup", "account"}, {"/courses", "course"}, {"/webinars", "webinar"},
}

// classOf is one of a handful of words, whatever was asked for.
func classOf(path string) string {
	if strings.HasPrefix(path, "/courses/") && strings.Contains(path, "/quizzes/") {
		return "quiz"
	}
	for _, c := range addressClasses {
		if strings.HasPrefix(path, c.prefix) {
			return c.class
		}
	}
	return "page"
}

func mailOutcome(err error) string {
	switch {
	case err == nil:
		return "sent"
	case errors.Is(err, post.ErrAway):
		return "away"
	case errors.Is(err, post.ErrRefused):
		return "refused"
	}
	return "failed"
}
