package backups

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection holds the runs: what was asked for, what was made, what failed and why.
const Collection = "backups"

// State is how far a run is.
type State string

// The states of a run.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

const (
	fieldPlace   = "place"
	fieldFile    = "file"
	fieldState   = "state"
	fieldBegan   = "began"
	fieldEnded   = "ended"
	fieldDone    = "done"
	fieldTotal   = "total"
	fieldSize    = "size"
	fieldSchema  = "schema"
	fieldSealed  = "sealed"
	fieldRows    = "rows"
	fieldFiles   = "files"
	fieldGone    = "gone"
	fieldProblem = "problem"
	fieldDetail  = "detail"
	fieldNext    = "next"
	fieldDrill   = "drill"
	fieldDrilled = "drilled"
)

// Run is one backup, wanted, under way, made or failed.
type Run struct{ core.BaseRecordProxy }

var _ core.RecordProxy = (*Run)(nil)

// State is how far it is.
func (r *Run) State() State { return State(r.GetString(fieldState)) }

// Place is the destination.
func (r *Run) Place() string { return r.GetString(fieldPlace) }

// File is the backup's name at the destination; empty until it is made.
func (r *Run) File() string { return r.GetString(fieldFile) }

// Began is when the copying began.
func (r *Run) Began() time.Time { return r.GetDateTime(fieldBegan).Time() }

// Ended is when it was made or given up.
func (r *Run) Ended() time.Time { return r.GetDateTime(fieldEnded).Time() }

// Percent is how far the copying is, from 0 to 100.
func (r *Run) Percent() int {
	total := r.GetFloat(fieldTotal)
	if total <= 0 {
		return 0
	}
	return int(min(100, 100*r.GetFloat(fieldDone)/total))
}

// Size is how large the backup is, in bytes.
func (r *Run) Size() int64 { return int64(r.GetFloat(fieldSize)) }

// Megabytes is the size to a tenth.
func (r *Run) Megabytes() float64 { return float64(r.Size()/100_000) / 10 }

// Schema is the number of the schema's newest step.
func (r *Run) Schema() int64 { return int64(r.GetFloat(fieldSchema)) }

// Sealed tells whether a key is needed to read it.
func (r *Run) Sealed() bool { return r.GetBool(fieldSealed) }

// Gone is how many files were deleted while it was made.
func (r *Run) Gone() int { return r.GetInt(fieldGone) }

// Problem is the code of what went wrong; Detail is what the system said.
func (r *Run) Problem() string { return r.GetString(fieldProblem) }

// Detail is what the system said of a problem.
func (r *Run) Detail() string { return r.GetString(fieldDetail) }

// Next is when the next one was due, as it was planned then; zero without a plan.
func (r *Run) Next() time.Time { return r.GetDateTime(fieldNext).Time() }

// Drill is "passed", "failed", or empty where nobody has tried to bring it back.
func (r *Run) Drill() string { return r.GetString(fieldDrill) }

// Drilled is when it was tried.
func (r *Run) Drilled() time.Time { return r.GetDateTime(fieldDrilled).Time() }

func newRun(app core.App, place string, state State) (*Run, error) {
	c, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	r := &Run{}
	r.SetProxyRecord(core.NewRecord(c))
	r.Set(fieldPlace, place)
	r.Set(fieldState, string(state))
	return r, nil
}

// Ask writes down that somebody wants a backup now. One that waits already is enough.
func Ask(app core.App, place string) error {
	return app.RunInTransaction(func(tx core.App) error {
		waiting, err := tx.CountRecords(Collection, dbx.HashExp{fieldState: string(Waiting)})
		if err != nil || waiting > 0 {
			return err
		}
		r, err := newRun(tx, place, Waiting)
		if err != nil {
			return err
		}
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("ask for a backup: %w", err)
		}
		return nil
	})
}

// Begin writes down that copying begins.
func (r *Run) begin() {
	r.Set(fieldState, string(Running))
	r.Set(fieldBegan, types.NowDateTime())
}

// end writes down how it went.
func (r *Run) end(m Made, err error) {
	r.Set(fieldEnded, types.NowDateTime())
	if err != nil {
		r.Set(fieldState, string(Failed))
		r.Set(fieldProblem, Code(err))
		r.Set(fieldDetail, err.Error())
		return
	}
	r.Set(fieldState, string(Done))
	r.made(m.Stored)
	r.Set(fieldRows, m.Sums.Rows())
	r.Set(fieldFiles, len(m.Sums.Files))
	r.Set(fieldGone, len(m.Sums.Gone))
}

func (r *Run) made(s Stored) {
	r.Set(fieldFile, s.File)
	r.Set(fieldSize, s.Size)
	r.Set(fieldSchema, s.Schema)
	r.Set(fieldSealed, s.Sealed)
}
