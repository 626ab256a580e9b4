package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/jobs"
	"aula/notifications"
	"aula/organisations"
)

// bindMembers makes one act follow from another, in its transaction: who leaves an organisation is asked for nothing more by it, and who is
// asked to finish a course is told.
func bindMembers(app core.App, queue *jobs.Queue) {
	queue.Register(courses.AssignedKind, tellBatch)
	app.OnRecordUpdate("memberships").BindFunc(memberLeaves)
	app.OnRecordCreate("assignments").BindFunc(tellAssigned)
	app.OnRecordUpdate("assignments").BindFunc(tellAssigned)
}

func memberLeaves(e *core.RecordEvent) error {
	before := e.Record.Original().GetDateTime("until")
	if err := e.Next(); err != nil {
		return err
	}
	if !before.IsZero() || e.Record.GetDateTime("until").IsZero() {
		return nil
	}
	organisation, user := e.Record.GetString("organisation"), e.Record.GetString("user")
	stays, err := accounts.BelongsTo(e.App, user, organisation)
	if err != nil || stays {
		return err
	}
	return courses.UnassignAll(e.App, organisation, user)
}

// tellAssigned tells the person what an organisation asks of them: when it does, and when the day is moved.
func tellAssigned(e *core.RecordEvent) error {
	before, now := e.Record.Original(), e.Record
	if err := e.Next(); err != nil {
		return err
	}
	due := now.GetDateTime("due")
	moved := before.GetDateTime("due").String() != due.String()
	if !now.GetDateTime("withdrawn").IsZero() || before.GetString("created") != "" && !moved {
		return nil
	}
	return tellAssignments(e.App, []*courses.Assignment{courses.AssignmentOf(now)})
}

// toldAtOnce is how many people are told before others may write.
const toldAtOnce = 200

// tellBatch tells all whom an organisation asked at once.
func tellBatch(_ context.Context, app core.App, payload json.RawMessage) error {
	var b courses.Batch
	if err := json.Unmarshal(payload, &b); err != nil {
		return fmt.Errorf("read batch: %w: %w", err, jobs.ErrGiveUp)
	}
	list, err := courses.AssignedIn(app, b)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(list, toldAtOnce) {
		if err := app.RunInTransaction(func(tx core.App) error { return tellAssignments(tx, some) }); err != nil {
			return fmt.Errorf("tell whom %s asked: %w", b.Organisation, err)
		}
	}
	return nil
}

// tellAssignments tells people what one organisation asks of them, which is one course.
func tellAssignments(tx core.App, list []*courses.Assignment) error {
	c, err := courses.FindByID(tx, list[0].Course())
	if err != nil {
		return err
	}
	o, err := organisations.Find(tx, list[0].Organisation())
	if err != nil {
		return err
	}
	for _, a := range list {
		notice := notifications.Notice{
			Person: a.User(), Kind: notifications.CourseAssigned, Key: a.Id + ":" + a.GetDateTime("due").String(), Link: courses.Address(c.Slug()),
			About: aboutAssignment + a.Id, Values: map[string]string{"course": c.Title(), "organisation": o.Name()},
		}
		if due := a.Due(); !due.IsZero() {
			notice.Kind, notice.Values["due_date"] = notifications.CourseAssignedUntil, due.UTC().Format(time.RFC3339Nano)
		}
		if err := notifications.Tell(tx, notice); err != nil {
			return err
		}
	}
	return nil
}
