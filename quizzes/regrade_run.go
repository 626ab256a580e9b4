package quizzes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/jobs"
)

// RegradeKind is the kind of the jobs that count and commit regrades; their payload is a RegradeJob.
const RegradeKind = "quiz_regrade"

// RegradeJob names the regrade to go on with.
type RegradeJob struct {
	Regrade string `json:"regrade"`
}

// regradeBatch is how many attempts one transaction changes: others write in between.
const regradeBatch = 200

// ProposeRegrade begins to count what marking the quiz's attempts again would change. It returns ErrRegrading while another one of the
// quiz counts or commits; one that was proposed and not decided is dropped for the new one.
func ProposeRegrade(app core.App, quiz, by string) (*Regrade, error) {
	var g *Regrade
	err := app.RunInTransaction(func(tx core.App) error {
		if err := dropProposed(tx, quiz); err != nil {
			return err
		}
		collection, err := tx.FindCachedCollectionByNameOrId("regrades")
		if err != nil {
			return err
		}
		g = newRegrade(core.NewRecord(collection))
		g.Set("quiz", quiz)
		g.Set("by", by)
		g.Set("state", RegradeCounting)
		g.Set("summary", types.JSONRaw("{}"))
		if err := tx.Save(g); err != nil {
			return fmt.Errorf("propose regrade of quiz %s: %w", quiz, err)
		}
		return jobs.Add(tx, RegradeKind, g.Id+":count", RegradeJob{g.Id})
	})
	return g, err
}

// dropProposed makes room for another regrade, or returns ErrRegrading.
func dropProposed(tx core.App, quiz string) error {
	latest, err := LatestRegrade(tx, quiz)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch latest.State() {
	case RegradeCounting, RegradeCommitting:
		return fmt.Errorf("regrade of quiz %s: %w", quiz, ErrRegrading)
	case RegradeProposed:
		latest.Set("state", RegradeDropped)
		return tx.Save(latest)
	}
	return nil
}

// FindRegrade returns a regrade of the quiz, or ErrNotFound.
func FindRegrade(app core.App, quiz, id string) (*Regrade, error) {
	r, err := app.FindRecordById("regrades", id)
	if err == nil && r.GetString("quiz") != quiz {
		err = ErrNotFound
	}
	if err != nil {
		return nil, absent(err, "regrade %s of quiz %s", id, quiz)
	}
	return newRegrade(r), nil
}

// LatestRegrade returns the quiz's newest regrade that was not dropped, or ErrNotFound.
func LatestRegrade(app core.App, quiz string) (*Regrade, error) {
	r := &core.Record{}
	err := app.RecordQuery("regrades").AndWhere(dbx.HashExp{"quiz": quiz}).AndWhere(dbx.NewExp("[[state]] != 'dropped'")).
		OrderBy("created DESC", "rowid DESC").Limit(1).One(r)
	if err != nil {
		return nil, absent(err, "regrade of quiz %s", quiz)
	}
	return newRegrade(r), nil
}

// DecideRegrade commits a proposed regrade, or drops it. It returns ErrNotProposed once that was decided.
func DecideRegrade(app core.App, quiz, id string, commit bool) error {
	return app.RunInTransaction(func(tx core.App) error {
		g, err := FindRegrade(tx, quiz, id)
		if err != nil {
			return err
		}
		if g.State() != RegradeProposed {
			return fmt.Errorf("regrade %s: %w", id, ErrNotProposed)
		}
		if !commit {
			g.Set("state", RegradeDropped)
			return tx.Save(g)
		}
		g.Set("state", RegradeCommitting)
		g.Set("done", 0)
		if err := tx.Save(g); err != nil {
			return err
		}
		return jobs.Add(tx, RegradeKind, g.Id+":commit", RegradeJob{g.Id})
	})
}

// AbandonRegrade ends a regrade that nobody goes on with, so that another one may begin. Attempts that it has marked again stay so.
// It returns ErrNotFound.
func AbandonRegrade(tx core.App, id string) error {
	r, err := tx.FindRecordById("regrades", id)
	if err != nil {
		return absent(err, "regrade %s", id)
	}
	g := newRegrade(r)
	if s := g.State(); s != RegradeCounting && s != RegradeCommitting {
		return nil
	}
	g.Set("state", RegradeDropped)
	if err := tx.Save(g); err != nil {
		return fmt.Errorf("abandon regrade %s: %w", id, err)
	}
	return nil
}

// Tell is what runs in the transaction in which an attempt was marked again and came out different.
type Tell func(tx core.App, g *Regrade, d Difference) error

// RunRegrade goes on with a regrade where it stands: after a crash too, since marking an attempt a second time changes nothing and tells nobody.
func RunRegrade(ctx context.Context, app core.App, id string, tell Tell) error {
	r, err := app.FindRecordById("regrades", id)
	if err != nil {
		return absent(err, "regrade %s", id)
	}
	switch g := newRegrade(r); g.State() {
	case RegradeCounting:
		return countRegrade(ctx, app, g)
	case RegradeCommitting:
		return commitRegrade(ctx, app, g, tell)
	}
	return nil
}

// countRegrade finds out what would change and writes nothing but that.
func countRegrade(ctx context.Context, app core.App, g *Regrade) error {
	again, summary := newRemarker(), RegradeSummary{Changed: []Difference{}}
	ids, err := submittedIDs(app, g.Quiz())
	if err != nil {
		return err
	}
	g.Set("attempts", len(ids))
	for batch := range slices.Chunk(ids, regradeBatch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		attempts, err := attemptsByID(app, batch)
		if err != nil {
			return err
		}
		for _, a := range attempts {
			d, changed, err := again.regrade(app, a)
			if err != nil {
				return fmt.Errorf("count regrade %s: %w", g.Id, err)
			}
			if changed {
				summary.Changed = append(summary.Changed, d)
			}
		}
		summary.Looked += len(attempts)
		g.Set("done", summary.Looked)
		if err := app.Save(g); err != nil {
			return err
		}
	}
	sortDifferences(summary.Changed)
	summary.Unfit, summary.By = again.unfit, again.by
	packed, err := json.Marshal(summary)
	if err != nil {
		return fmt.Errorf("summary of regrade %s: %w", g.Id, err)
	}
	g.Set("summary", types.JSONRaw(packed))
	g.Set("state", RegradeProposed)
	g.Set("attempts", len(summary.Changed))
	g.Set("done", 0)
	return app.Save(g)
}

// commitRegrade changes the attempts, one batch a transaction, within which it is read: no mark given meanwhile is lost.
func commitRegrade(ctx context.Context, app core.App, g *Regrade, tell Tell) error {
	ids, err := submittedIDs(app, g.Quiz())
	if err != nil {
		return err
	}
	summary, err := g.Summary()
	if err != nil {
		return err
	}
	again := summary.asProposed()
	for batch := range slices.Chunk(ids, regradeBatch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := app.RunInTransaction(func(tx core.App) error { return again.commit(tx, g, batch, tell) })
		if err != nil {
			return fmt.Errorf("commit regrade %s: %w", g.Id, err)
		}
	}
	g.Set("state", RegradeCommitted)
	g.Set("committed", types.NowDateTime())
	return app.Save(g)
}

func (r *remarker) commit(tx core.App, g *Regrade, batch []string, tell Tell) error {
	attempts, err := attemptsByID(tx, batch)
	if err != nil {
		return err
	}
	changed := 0
	for _, a := range attempts {
		d, different, err := r.regrade(tx, a)
		if err != nil {
			return err
		}
		if !different {
			continue
		}
		changed++
		if err := a.keepMarks(tx); err != nil {
			return fmt.Errorf("mark attempt %s again: %w", a.Id, err)
		}
		if err := tell(tx, g, d); err != nil {
			return err
		}
	}
	if changed == 0 {
		return nil
	}
	g.Set("done", g.Done()+changed)
	return tx.Save(g)
}

// submittedIDs are the ids of the quiz's submitted attempts, read once: reading on from the last one would sort the rest each time. Of who
// has gone the answers have, so their marks stay.
func submittedIDs(app core.App, quiz string) ([]string, error) {
	var ids []string
	err := app.DB().Select("id").From("attempts").Where(dbx.HashExp{"quiz": quiz, "state": stateSubmitted}).AndWhere(dbx.NewExp("[[user]] != ''")).OrderBy("rowid").Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("attempts of quiz %s: %w", quiz, err)
	}
	return ids, nil
}

func attemptsByID(app core.App, ids []string) ([]*Attempt, error) {
	records, err := app.FindRecordsByIds("attempts", ids)
	if err != nil {
		return nil, fmt.Errorf("attempts by id: %w", err)
	}
	attempts := make([]*Attempt, len(records))
	for i, r := range records {
		attempts[i] = newAttempt(r)
	}
	return attempts, nil
}
