package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/accounts"
	"aula/internal/jobs"
	"aula/notifications"
	"aula/organisations"
	"aula/privacy"
)

// beforePocketBase is a priority that comes before PocketBase's own.
const beforePocketBase = -200

// bindPrivacy lets each package's word decide what becomes of what is about somebody who goes, whoever deletes them, and makes the copies that
// people ask for of everything about them.
func bindPrivacy(app core.App, queue *jobs.Queue, o Options) {
	app.OnRecordDelete(accounts.Collection).BindFunc(tellEmployers)
	app.Cron().MustAdd("aulaRetention", "53 3 * * *", func() {
		if _, err := privacy.Expire(app, time.Now()); err != nil {
			app.Logger().Error("data stay longer than the rules of retention say", "error", err)
		}
	})
	bindCopies(app, queue, privacy.Maker{Vault: o.Vault, Words: o.CopyWords})
	app.OnRecordDeleteExecute(accounts.Collection).Bind(&hook.Handler[*core.RecordEvent]{
		Id: "aulaErase", Priority: beforePocketBase,
		Func: func(e *core.RecordEvent) error {
			outer := e.App
			defer func() { e.App = outer }()
			return outer.RunInTransaction(func(tx core.App) error {
				e.App = tx
				if err := accounts.DropMails(tx, e.Record); err != nil {
					return err
				}
				return privacy.Erase(tx, e.Record)
			})
		},
	})
}

// tellEmployers tells those who answer for the organisations of who erases the account that somebody has: their lists have one name less. Who
// it was is not theirs to be told.
func tellEmployers(e *core.RecordEvent) error {
	outer, now := e.App, time.Now()
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		defer func() { e.App = outer }()
		belongs, err := accounts.MembershipsOf(tx, e.Record.Id)
		if err != nil {
			return err
		}
		told := map[string]bool{}
		for _, m := range belongs {
			if !m.Holds(now) || told[m.Organisation()] || accounts.ErasedBefore(e.Context) {
				continue
			}
			told[m.Organisation()] = true
			if err := tellErased(tx, m.Organisation(), e.Record.Id, now); err != nil {
				return err
			}
		}
		return e.Next()
	})
}

func tellErased(tx core.App, organisation, person string, now time.Time) error {
	o, err := organisations.Find(tx, organisation)
	if err != nil {
		return err
	}
	people, err := accounts.ReferentsOf(tx, o.Id, now)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(id string) bool { return id == person })
	return notifications.TellAll(tx, people, notifications.Notice{
		Kind: notifications.PersonErased, Key: o.Id + ":" + person, About: aboutOrganisation + o.Id, Link: "/organisations/" + o.IPA() + "/people",
		Values: map[string]string{"organisation": o.Name(), "on_date": now.UTC().Format(time.RFC3339Nano)},
	})
}

func bindCopies(app core.App, queue *jobs.Queue, maker privacy.Maker) {
	queue.Register(privacy.CopyJob, func(ctx context.Context, app core.App, payload json.RawMessage) error {
		var order privacy.CopyOrder
		if err := json.Unmarshal(payload, &order); err != nil {
			return fmt.Errorf("read order of a copy: %w: %w", err, jobs.ErrGiveUp)
		}
		return maker.Make(ctx, app, order)
	})
	app.OnRecordUpdate("jobs").BindFunc(func(e *core.RecordEvent) error {
		before := e.Record.Original()
		if err := e.Next(); err != nil {
			return err
		}
		state := jobs.State(e.Record.GetString("state"))
		if e.Record.GetString("kind") != privacy.CopyJob || state != jobs.Failed && state != jobs.Discarded {
			return nil
		}
		var order privacy.CopyOrder
		if err := before.UnmarshalJSONField("payload", &order); err != nil {
			return fmt.Errorf("read order of a copy: %w", err)
		}
		return privacy.CopyFailed(e.App, order)
	})
	app.OnRecordAfterDeleteSuccess(privacy.Copies).BindFunc(func(e *core.RecordEvent) error {
		if err := privacy.DropCopy(e.App, e.Record); err != nil {
			e.App.Logger().Error("copy of who has gone stays until tonight", "error", err)
		}
		return e.Next()
	})
	app.Cron().MustAdd("aulaCopiesEnd", "29 * * * *", func() {
		if err := privacy.EndCopies(app, time.Now()); err != nil {
			app.Logger().Error("copies stay beyond their days", "error", err)
		}
	})
}
