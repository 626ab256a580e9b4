package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/notifications"
	"aula/organisations"
)

// bindMembers makes one act follow from another, in its transaction: who leaves an organisation is asked for nothing more by it, and who is
// asked to finish a course is told.
func bindMembers(app core.App) {
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
	c, err := courses.FindByID(e.App, now.GetString("course"))
	if err != nil {
		return err
	}
	o, err := organisations.Find(e.App, now.GetString("organisation"))
	if err != nil {
		return err
	}
	notice := notifications.Notice{
		Person: now.GetString("user"), Kind: notifications.CourseAssigned, Key: now.Id + ":" + due.String(), Link: courses.Address(c.Slug()),
		About: aboutAssignment + now.Id, Values: map[string]string{"course": c.Title(), "organisation": o.Name()},
	}
	if !due.IsZero() {
		notice.Kind, notice.Values["due_date"] = notifications.CourseAssignedUntil, due.Time().UTC().Format(time.RFC3339Nano)
	}
	return notifications.Tell(e.App, notice)
}
