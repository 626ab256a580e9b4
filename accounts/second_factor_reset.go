package accounts

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// ErrOwnFactor says that somebody wants to reset their own second factors, which they change on the page of their account.
var ErrOwnFactor = errors.New("own second factors")

// ResetReasons are why somebody's second factors are taken away, in words below "factor.reason_".
var ResetReasons = []string{"lost", "replaced", "broken"}

// ResetFactors takes all second factors of a person away who has lost them, ends their sessions and tells them why. by is who
// does it, as the audit log names them. It returns ErrOwnFactor, ErrNoFactor, or Problems with the reason.
func ResetFactors(app core.App, by string, p *Person, reason string) error {
	if !slices.Contains(ResetReasons, reason) {
		return Problems{{"reason", "choice"}}
	}
	if by == p.Id {
		return ErrOwnFactor
	}
	err := app.RunInTransaction(func(tx core.App) error {
		if has, err := HasFactor(tx, p.Id); err != nil || !has {
			return errors.Join(err, ErrNoFactor)
		}
		if err := deleteFactors(tx, p.Id); err != nil {
			return err
		}
		if err := EndAll(tx, p.Id); err != nil {
			return err
		}
		err := audit.Write(tx, audit.FactorReset.On(audit.Person, p.Id, "reason", reason).DoneBy(by))
		if err != nil {
			return err
		}
		return QueueMail(tx, "", Mail{Name: "factor_reset", Person: p.Id, Link: "/sign-in", Values: map[string]string{"reason_key": "factor.reason_" + reason}})
	})
	if err != nil {
		return fmt.Errorf("reset second factors of %s: %w", p.Id, err)
	}
	return nil
}
