package accounts

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// Delete removes the person's account with all that is about them alone. What others rely on stays without them:
// certificates keep the facts that they state, enrolments and attempts count but name nobody. A last mail says
// so. It returns ErrLastAdministrator where the academy would be left without one.
func Delete(app core.App, p *Person) error {
	err := app.RunInTransaction(func(tx core.App) error {
		farewell := Mail{Name: "deleted", To: p.Email(), Locale: p.Locale(), Values: map[string]string{"name": p.Name()}}
		if err := QueueMail(tx, "", farewell); err != nil {
			return err
		}
		return tx.Delete(p.Record)
	})
	if err != nil {
		return fmt.Errorf("delete account %s: %w", p.Id, err)
	}
	return nil
}
