package backups

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Keeper makes the backups that the plan and people ask for, one after the other, and removes those that are no
// longer kept. It does not stand in the queue of jobs: mails must not wait until a large academy is copied.
type Keeper struct {
	app    core.App
	plan   Plan
	wake   chan struct{}
	shared types.DateTime // who was forgotten until then stands beside the backups
}

// look is how often the keeper looks by itself.
const look = 30 * time.Second

// NewKeeper returns the keeper of an app that serves.
func NewKeeper(app core.App, plan Plan) *Keeper {
	return &Keeper{app: app, plan: plan, wake: make(chan struct{}, 1)}
}

// Wake lets the keeper look now. It never blocks.
func (k *Keeper) Wake() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends. A backup that is under way then leaves nothing behind.
func (k *Keeper) Run(ctx context.Context) {
	if err := k.recover(ctx); err != nil {
		k.app.Logger().Error("backups: look back", "error", err)
	}
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for {
		if err := k.Look(ctx); err != nil && ctx.Err() == nil {
			k.app.Logger().Error("backup", "error", err, "code", Code(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-k.wake:
		case <-ticker.C:
		}
	}
}

// Look does what is due now.
func (k *Keeper) Look(ctx context.Context) error {
	if k.plan.To == "" {
		return nil
	}
	r, err := k.next()
	if err == nil && r != nil {
		err = k.make(ctx, r)
	}
	return errors.Join(err, k.share(ctx))
}

// recover closes the runs that the end of the program cut off, and learns what lies at the destination: a restored
// academy does not know of the backups that were made after its own.
func (k *Keeper) recover(ctx context.Context) error {
	cut, err := runs(k.app, 100, dbx.HashExp{fieldState: string(Running)})
	if err != nil {
		return err
	}
	for _, r := range cut {
		r.end(Made{}, ErrInterrupted)
		if err := k.app.Save(r); err != nil {
			return err
		}
	}
	if k.plan.To == "" {
		return nil
	}
	store, err := k.store()
	if err != nil {
		return err
	}
	return reconcile(ctx, k.app, store)
}

func (k *Keeper) store() (Store, error) {
	return OpenStore(k.plan.To, Spool(k.app.DataDir()), k.plan.Getenv)
}

// next is the run that is to begin now, or nil.
func (k *Keeper) next() (*Run, error) {
	waiting, err := findWaiting(k.app)
	if err != nil || waiting != nil {
		return waiting, err
	}
	if k.plan.Every == 0 {
		return nil, nil
	}
	at, err := Due(k.app, k.plan.Every)
	if err != nil || time.Now().Before(at) {
		return nil, err
	}
	return newRun(k.app, k.plan.To, Waiting)
}

// Due is when the next backup begins by itself.
func Due(app core.App, every time.Duration) (time.Time, error) {
	list, err := runs(app, 50, dbx.HashExp{fieldState: []any{string(Done), string(Failed)}})
	if err != nil {
		return time.Time{}, err
	}
	var h history
	for _, r := range list {
		if r.Began().After(h.tried) {
			h.tried = r.Began()
		}
		if r.State() == Done {
			h.good = r.Began()
			break
		}
		h.failures++
	}
	return due(every, h, time.Now()), nil
}

// make makes one backup, and removes those that nobody needs any more.
func (k *Keeper) make(ctx context.Context, r *Run) error {
	store, err := k.store()
	if err != nil {
		r.begin()
		r.end(Made{}, err)
		return errors.Join(err, k.app.Save(r))
	}
	if k.plan.Every > 0 {
		r.Set(fieldNext, types.NowDateTime().Add(k.plan.Every))
	}
	o := Order{Dir: k.app.DataDir(), Program: k.plan.Program, Store: store, Key: k.plan.Key}
	if k.plan.Films != nil {
		if o.Films, o.FilmsLeft, err = k.plan.Films(k.app); err != nil {
			k.app.Logger().Error("a backup goes without films", "error", err)
			o.Films, o.FilmsLeft = nil, max(1, o.FilmsLeft)
		}
	}
	m, err := perform(ctx, k.app, r, o)
	if err != nil {
		return err
	}
	if _, err := Sweep(ctx, k.app, store, m.Academy, k.plan.Keep); err != nil {
		return err
	}
	return reconcile(ctx, k.app, store)
}

// share brings beside the backups who was forgotten, as soon as the destination is there.
func (k *Keeper) share(ctx context.Context) error {
	now := types.NowDateTime()
	fresh, err := anyForgottenSince(k.app, k.shared)
	if err != nil || !fresh {
		return err
	}
	store, err := k.store()
	if err != nil {
		return err
	}
	people, err := Forgotten(k.app)
	if err != nil {
		return err
	}
	if err := ShareErasures(ctx, store, people); err != nil {
		return err
	}
	k.shared = now.Add(-time.Second) // twice is no harm, once too few is
	return nil
}

// Sweep removes an academy's backups that the policy does not keep, and returns their names.
func Sweep(ctx context.Context, app core.App, s Store, academy string, p Policy) (removed []string, err error) {
	list, err := List(ctx, s, academy)
	if err != nil {
		return nil, err
	}
	failed, err := runs(app, 10_000, dbx.HashExp{fieldPlace: s.Place(), fieldDrill: "failed"})
	if err != nil {
		return nil, err
	}
	bad := map[string]bool{}
	for _, r := range failed {
		bad[r.File()] = true
	}
	for _, b := range p.Surplus(list, func(b Stored) bool { return bad[b.File] }) {
		if err := s.Delete(ctx, b.File); err != nil {
			return removed, fmt.Errorf("remove %s: %w", b.File, err)
		}
		removed = append(removed, b.File)
	}
	return removed, nil
}
