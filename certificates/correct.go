package certificates

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
)

const (
	longestName   = 200 // characters of a given or a family name
	longestReason = 1000
)

// Revoke ends a certificate that is in force, for a reason that staff can read and the public cannot.
// It returns ErrNotInForce or ErrNoReason.
func Revoke(app core.App, id, reason string) (*Certificate, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > longestReason {
		return nil, ErrNoReason
	}
	var revoked *Certificate
	err := app.RunInTransaction(func(tx core.App) error {
		c, err := FindByID(tx, id)
		if err != nil {
			return err
		}
		revoked = c
		return end(tx, c, Revoked, reason, types.NowDateTime())
	})
	if err != nil {
		return nil, fmt.Errorf("revoke certificate %s: %w", id, err)
	}
	return revoked, nil
}

// end takes a certificate out of force.
func end(tx core.App, c *Certificate, state State, reason string, at types.DateTime) error {
	if !c.Holds() {
		return ErrNotInForce
	}
	c.Set(fieldState, string(state))
	c.Set(fieldReason, reason)
	c.Set(fieldEnded, at)
	return tx.Save(c)
}

// Rename issues a certificate with a corrected name, which says which one it replaces; that one is no longer
// in force. All other facts stay as they were. It returns ErrNotInForce or ErrName.
func Rename(app core.App, id, given, family string) (*Certificate, error) {
	given, family = accounts.NormaliseName(given), accounts.NormaliseName(family)
	if given == "" || utf8.RuneCountInString(given) > longestName || utf8.RuneCountInString(family) > longestName ||
		!utf8.ValidString(given+family) {
		return nil, ErrName
	}
	var renamed *Certificate
	err := app.RunInTransaction(func(tx core.App) error {
		old, err := FindByID(tx, id)
		if err != nil {
			return err
		}
		facts := old.Facts()
		facts.name(given, family)
		renamed, err = replace(tx, old, facts)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rename certificate %s: %w", id, err)
	}
	return renamed, nil
}

// Reissue makes a certificate in force out of one that was revoked by mistake, with the same facts. It says
// which one it replaces; that one stays revoked. It returns ErrNotInForce if there is nothing to make good.
func Reissue(app core.App, id string) (*Certificate, error) {
	var issued *Certificate
	err := app.RunInTransaction(func(tx core.App) error {
		old, err := FindByID(tx, id)
		if err != nil {
			return err
		}
		if old.State() != Revoked || old.ReplacedBy() != "" {
			return ErrNotInForce
		}
		issued, err = replace(tx, old, old.Facts())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reissue certificate %s: %w", id, err)
	}
	return issued, nil
}

func replace(tx core.App, old *Certificate, facts Facts) (*Certificate, error) {
	if old.State() != Revoked {
		if err := end(tx, old, Replaced, "", types.NowDateTime()); err != nil {
			return nil, err
		}
	}
	from := origin{enrolment: old.Enrolment(), user: old.User(), locale: old.Locale(), replaces: old.Id}
	fresh, err := insert(tx, facts, from)
	if err != nil {
		return nil, err
	}
	old.Set(fieldReplacedBy, fresh.Id)
	return fresh, tx.Save(old)
}
