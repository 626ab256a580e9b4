package jobs

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

const collection = "jobs"

// State is where a job stands.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"    // given up, until somebody looks at it
	Discarded State = "discarded" // somebody looked, and wants it no more
)

// States are all states, those that need somebody's eyes first.
var States = []State{Failed, Waiting, Running, Done, Discarded}

// Written without PocketBase's checks and hooks: every field is ours, and queueing a mail is part of what hundreds do at once.
const insertJob = `INSERT INTO jobs (id, kind, key, payload, state, run_at, created, updated)
	VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?)
	ON CONFLICT (kind, key) WHERE key != '' DO NOTHING`

// Add writes a job with the transaction's app, and wakes the queue that runs when it is committed. A second job of the same kind and
// non-empty key is not added.
func Add(tx core.App, kind, key string, payload any) error {
	content, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("add %s job: %w", kind, err)
	}
	now := types.NowDateTime().String()
	_, err = database.Execute(tx.NonconcurrentDB(), insertJob, database.NextID(), kind, key, string(content), now, now, now)
	if err != nil {
		return fmt.Errorf("add %s job: %w", kind, err)
	}
	wakeAfter(tx, kind)
	return nil
}

// Drop wants those jobs of a kind no more that wait or were given up and of whose payload an SQL condition is true, and forgets what they hold.
func Drop(tx core.App, kind, condition string, values dbx.Params) error {
	all := dbx.Params{"kind": kind, "now": types.NowDateTime().String()}
	maps.Copy(all, values)
	_, err := tx.NonconcurrentDB().NewQuery("UPDATE jobs SET state = 'discarded', payload = 'null', error = '', updated = {:now}" +
		" WHERE state IN ('waiting', 'failed') AND kind = {:kind} AND (" + condition + ")").Bind(all).Execute()
	if err != nil {
		return fmt.Errorf("drop %s jobs: %w", kind, err)
	}
	return nil
}

// Purge forgets the jobs that were done or discarded before a moment. Failed ones stay until somebody has looked at them.
func Purge(app core.App, before time.Time) error {
	moment, err := types.ParseDateTime(before)
	if err != nil {
		return err
	}
	_, err = app.DB().Delete(collection, dbx.NewExp("[[state]] IN ('done', 'discarded') AND [[updated]] < {:before}",
		dbx.Params{"before": moment.String()})).Execute()
	if err != nil {
		return fmt.Errorf("purge jobs: %w", err)
	}
	return nil
}

func stateOf(job *core.Record) State { return State(job.GetString("state")) }

// forget drops what a job holds: what was sent to whom is not kept.
func forget(job *core.Record) { job.Set("payload", types.JSONRaw("null")) }
