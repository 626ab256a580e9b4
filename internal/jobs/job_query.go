package jobs

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Page is how many jobs List returns at most.
const Page = 50

// awayKey and a kind name what the app's store knows of its other side.
const awayKey = "aula:jobs:away:"

// Job is one piece of work as staff see it. What it holds is not shown: mails are private.
type Job struct {
	ID    string         `db:"id"`
	Kind  string         `db:"kind"`
	State State          `db:"state"`
	Tries int            `db:"tries"`
	Error string         `db:"error"`
	Due   types.DateTime `db:"run_at"`
	Made  types.DateTime `db:"created"`
}

// Next is when the job is tried next.
func (j Job) Next() time.Time { return j.Due.Time() }

// Created is when the job was written.
func (j Job) Created() time.Time { return j.Made.Time() }

// Late tells whether the job could run and only waits for its turn.
func (j Job) Late() bool { return j.State == Waiting && !j.Next().After(time.Now()) }

// Unended tells whether the job may still be discarded.
func (j Job) Unended() bool { return j.State == Waiting || j.State == Failed }

// Filter says which jobs are wanted. What is empty does not narrow.
type Filter struct {
	State State
	Kind  string
}

// where is nil where nothing narrows: an empty list of conditions would not be SQL.
func (f Filter) where() dbx.Expression {
	where := dbx.HashExp{}
	if f.State != "" {
		where["state"] = f.State
	}
	if f.Kind != "" {
		where["kind"] = f.Kind
	}
	if len(where) == 0 {
		return nil
	}
	return where
}

// List returns a page of jobs, the newest first, and how many there are in all.
func List(app core.App, f Filter, page int) ([]Job, int, error) {
	total, err := app.CountRecords(collection, f.where())
	if err != nil {
		return nil, 0, fmt.Errorf("count jobs: %w", err)
	}
	var list []Job
	err = selectJobs(app).Where(f.where()).OrderBy("run_at DESC", "id").
		Limit(Page).Offset(int64(max(page, 1)-1) * Page).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list jobs: %w", err)
	}
	return list, int(total), nil
}

// Find returns one job. It returns ErrNotFound if there is none.
func Find(app core.App, id string) (Job, error) {
	var j Job
	if err := selectJobs(app).Where(dbx.HashExp{"id": id}).One(&j); err != nil {
		return Job{}, fmt.Errorf("job %s: %w: %w", id, ErrNotFound, err)
	}
	return j, nil
}

func selectJobs(app core.App) *dbx.SelectQuery {
	return app.DB().Select("id", "kind", "state", "tries", "error", "run_at", "created").From(collection)
}

// Kinds names the kinds of which there are jobs.
func Kinds(app core.App) (kinds []string, err error) {
	err = app.DB().Select("kind").Distinct(true).From(collection).OrderBy("kind").Column(&kinds)
	if err != nil {
		return nil, fmt.Errorf("kinds of jobs: %w", err)
	}
	return kinds, nil
}

// Backlog is how much work of one kind is not done.
type Backlog struct {
	Kind   string `db:"kind"`
	State  State  `db:"state"`
	Number int    `db:"number"`
	Oldest string `db:"oldest"` // since when the first of them could run
}

// Age is for how long the oldest could have run by now. A clock that went back makes it zero, never less.
func (b Backlog) Age(now time.Time) time.Duration {
	oldest, err := types.ParseDateTime(b.Oldest)
	if err != nil || oldest.IsZero() {
		return 0
	}
	return max(0, now.Sub(oldest.Time()))
}

// Backlogs counts what waits, runs or failed, by kind and state.
func Backlogs(app core.App) ([]Backlog, error) {
	var list []Backlog
	err := app.DB().Select("kind", "state", "count(*) AS number", "min(run_at) AS oldest").From(collection).
		Where(dbx.In("state", Waiting, Running, Failed)).GroupBy("kind", "state").All(&list)
	if err != nil {
		return nil, fmt.Errorf("count backlogs: %w", err)
	}
	return list, nil
}

// FailedSince counts the jobs of some kinds that were given up since a moment.
func FailedSince(app core.App, since time.Time, kinds ...string) (int, error) {
	of := make([]any, len(kinds))
	for i, kind := range kinds {
		of[i] = kind
	}
	n, err := app.CountRecords(collection, dbx.HashExp{"state": Failed}, dbx.In("kind", of...),
		dbx.NewExp("[[updated]] >= {:since}", dbx.Params{"since": moment(since)}))
	if err != nil {
		return 0, fmt.Errorf("count failed jobs: %w", err)
	}
	return int(n), nil
}

// AwayOf tells whether the other side of a kind is away, as the queue that runs in this process knows it.
func AwayOf(app core.App, kind string) (Away, bool) {
	away, ok := app.Store().Get(awayKey + kind).(Away)
	return away, ok
}
