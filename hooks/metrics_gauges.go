package hooks

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/internal/health"
	"aula/internal/jobs"
	"aula/internal/metrics"
	"aula/quizzes"
)

// gaugesOf are the figures that are read when somebody asks.
func gaugesOf(app core.App, o Options, watch *health.Watch) []metrics.Gauge {
	return []metrics.Gauge{
		{Name: "aula_jobs", Help: "Jobs that are not done, by kind and state.", Labels: []string{"kind", "state"},
			Read: func() ([]metrics.Value, error) {
				return backlogs(app, func(b jobs.Backlog) float64 { return float64(b.Number) })
			}},
		{Name: "aula_jobs_oldest_seconds", Help: "For how long the oldest job could have run.", Labels: []string{"kind", "state"},
			Read: func() ([]metrics.Value, error) {
				return backlogs(app, func(b jobs.Backlog) float64 { return b.Age(time.Now()).Seconds() })
			}},
		{Name: "aula_attempts", Help: "Attempts at quizzes, by state.", Labels: []string{"state"},
			Read: func() ([]metrics.Value, error) { return attempts(app) }},
		{Name: "aula_certificates", Help: "Certificates ever issued.",
			Read: func() ([]metrics.Value, error) { return number(certificates.Count(app)) }},
		{Name: "aula_sessions", Help: "Devices on which somebody is signed in.",
			Read: func() ([]metrics.Value, error) { return number(accounts.CountSessions(app)) }},
		{Name: "aula_file_bytes", Help: "Size of the database's files.", Labels: []string{"file"},
			Read: func() ([]metrics.Value, error) { return sizes(app.DataDir()) }},
		{Name: "aula_disk_free_bytes", Help: "What the disk of the data folder still takes.",
			Read: func() ([]metrics.Value, error) {
				free, known := health.FreeSpace(app.DataDir())
				if !known {
					return nil, nil
				}
				return []metrics.Value{{Number: float64(free)}}, nil
			}},
		{Name: "aula_backup_age_seconds", Help: "Time since the last backup that succeeded; absent while there is none.",
			Read: func() ([]metrics.Value, error) { return backupAge(app, o) }},
		{Name: "aula_healthy", Help: "1 where a check finds nothing, 0 where it does.", Labels: []string{"check"},
			Read: func() ([]metrics.Value, error) { return healthy(watch.Report(context.Background())), nil }},
	}
}

func number(n int, err error) ([]metrics.Value, error) {
	return []metrics.Value{{Number: float64(n)}}, err
}

func backlogs(app core.App, of func(jobs.Backlog) float64) ([]metrics.Value, error) {
	list, err := jobs.Backlogs(app)
	if err != nil {
		return nil, err
	}
	var values []metrics.Value
	for _, b := range list {
		values = append(values, metrics.Value{Labels: []string{b.Kind, string(b.State)}, Number: of(b)})
	}
	return values, nil
}

func attempts(app core.App) ([]metrics.Value, error) {
	open, ended, err := quizzes.CountAttempts(app)
	return []metrics.Value{
		{Labels: []string{"open"}, Number: float64(open)}, {Labels: []string{"submitted"}, Number: float64(ended)},
	}, err
}

// sizes are those of the database, of its journal ahead of it, and of the records of what happened.
func sizes(dir string) ([]metrics.Value, error) {
	var values []metrics.Value
	for _, name := range []string{"data.db", "data.db-wal", "auxiliary.db", "auxiliary.db-wal"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		values = append(values, metrics.Value{Labels: []string{name}, Number: float64(info.Size())})
	}
	return values, nil
}

func backupAge(app core.App, o Options) ([]metrics.Value, error) {
	if o.LastBackup == nil {
		return nil, nil
	}
	at, err := o.LastBackup(app)
	if err != nil || at.IsZero() {
		return nil, err
	}
	return []metrics.Value{{Number: time.Since(at).Seconds()}}, nil
}

func healthy(report health.Report) []metrics.Value {
	var values []metrics.Value
	for _, f := range report {
		well := 0.0
		if f.Err == nil {
			well = 1
		}
		values = append(values, metrics.Value{Labels: []string{f.Check}, Number: well})
	}
	return values
}
