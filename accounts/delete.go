package accounts

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// farewellMail names the mail that says that an account has gone.
const farewellMail = "deleted"

// Delete removes the person's account with all that is about them alone. What others rely on stays without them:
// certificates keep the facts that they state, enrolments and attempts count but name nobody. A last mail says
// so. It returns ErrLastAdministrator where the academy would be left without one, or ErrNoPerson for who has gone already.
func Delete(app core.App, p *Person) error {
	err := app.RunInTransaction(func(tx core.App) error {
		if _, err := Find(tx, p.Id); err != nil {
			return err
		}
		farewell := Mail{Name: farewellMail, To: p.Email(), Locale: p.Locale(), Values: map[string]string{"name": p.Name()}}
		if err := QueueMail(tx, "", farewell); err != nil {
			return err
		}
		if err := audit.Write(tx, audit.AccountDeleted.On(audit.Person, p.Id).DoneBy(p.Id)); err != nil {
			return err
		}
		return tx.Delete(p.Record)
	})
	if err != nil {
		return fmt.Errorf("delete account %s: %w", p.Id, err)
	}
	return nil
}

// EraseAgain removes the account of somebody who had deleted it already and came back with a backup. They were told
// then, so no mail goes out, and not even the last administrator is kept: the next start leads a new one in. It
// returns ErrNoPerson.
func EraseAgain(ctx context.Context, app core.App, id string) error {
	p, err := Find(app, id)
	if err != nil {
		return err
	}
	if err := app.DeleteWithContext(context.WithValue(ctx, again{}, true), p.Record); err != nil {
		return fmt.Errorf("erase %s again: %w", id, err)
	}
	return nil
}

type again struct{}

// ErasedBefore tells whether a deletion repeats one that somebody has decided before.
func ErasedBefore(ctx context.Context) bool { return ctx.Value(again{}) != nil }
