// Package metrics keeps the few figures that tell how the academy does, as Prometheus reads them. It knows nothing of
// the academy: hooks says what is counted. No figure names a person, and labels take few values that code chose.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is one program's figures.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	mails    *prometheus.CounterVec
	jobs     *prometheus.CounterVec
}

// New returns figures that are all zero.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aula_requests_total", Help: "Requests answered, by class of address, method and status.",
		}, []string{"class", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aula_request_duration_seconds", Help: "Time until a request was answered, by class of address.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"class"}),
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aula_mails_total", Help: "Mails handed to the mail server, by outcome: sent, away, refused, failed.",
		}, []string{"outcome"}),
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aula_jobs_ended_total", Help: "Tries of jobs, by kind and what became of them: done, waiting (again), failed.",
		}, []string{"kind", "outcome"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "aula_build_info", Help: "The program that runs.", ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.duration, m.mails, m.jobs, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request counts one answer.
func (m *Metrics) Request(class, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(class, known(method), strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(class).Observe(took.Seconds())
}

// Mail counts one mail by its outcome.
func (m *Metrics) Mail(outcome string) { m.mails.WithLabelValues(outcome).Inc() }

// Job counts one try of a job.
func (m *Metrics) Job(kind, outcome string) { m.jobs.WithLabelValues(kind, outcome).Inc() }

// Handler answers with all figures.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, ErrorHandling: promhttp.ContinueOnError})
}

// known keeps methods that somebody made up out of the labels.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}
