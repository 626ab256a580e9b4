package accounts

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// Decisions of giving and taking roles.
var (
	// ErrLastAdministrator says that nobody would be left to run the academy.
	ErrLastAdministrator = errors.New("last administrator")
	// ErrRole says that there is no such role, or that the mailbox is not confirmed and so may get none.
	ErrRole = errors.New("role cannot be given")
)

// SetRole says what the person is from now on, tells them by mail and keeps in the audit log who did it. It returns
// ErrLastAdministrator or ErrRole.
func SetRole(app core.App, by, person *core.Record, role Role) error {
	if !slices.Contains(Roles, role) || role != Learner && !person.Verified() {
		return ErrRole
	}
	before := RoleOf(person)
	if before == role {
		return nil
	}
	p := PersonOf(person)
	p.Set(fieldRole, string(role))
	entry := audit.RoleChanged.On(audit.Person, person.Id, "from", string(before), "to", string(role)).DoneBy(audit.By(by))
	err := audit.Do(app, entry, func(tx core.App) error {
		return store(tx, p, Mail{Name: "role", Link: "/me", Values: map[string]string{"role_key": "role." + string(role)}})
	})
	if err != nil {
		return fmt.Errorf("make %s %s: %w", person.Id, role, err)
	}
	return nil
}

// KeepAnAdministrator returns ErrLastAdministrator if the person is the only administrator with a confirmed mailbox. It
// belongs in the transaction that takes the role away or deletes the person.
func KeepAnAdministrator(tx core.App, person *core.Record) error {
	others, err := tx.CountRecords(Collection, administrators(), dbx.Not(dbx.HashExp{"id": person.Id}))
	if err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if others == 0 {
		return ErrLastAdministrator
	}
	return nil
}

func administrators() dbx.Expression {
	return dbx.HashExp{fieldRole: string(Administrator), "verified": true}
}
