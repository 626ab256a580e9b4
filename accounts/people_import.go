package accounts

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/vault"
)

// Importing is who brings a list in, and for whom.
type Importing struct {
	By, Organisation, Called string                    // who decides it; the organisation's id and name
	Locale                   string                    // of the mails to who has no account yet
	May                      func(MembershipRole) bool // which roles they may give
	Dry                      bool                      // nothing changes; what would become of the list is counted
}

// Imported counts what became of a list.
type Imported struct {
	Admitted int // accounts were made for them
	Asked    int // they had an account and are asked to confirm
	Changed  int // belong to the organisation; their office is another now, or their tax code is known now
	Same     int // belong to the organisation as the list says
}

// errDry ends the transaction of an import that is to change nothing.
var errDry = errors.New("nothing is to change")

// ImportPeople takes the people of a list among an organisation's people, all in one transaction, and writes to those who are new. Rows with
// problems are left out, as are those with a role that may not be given, but for who has it already, and those with a tax code that cannot be
// theirs: these are added to the problems. Nobody is removed, and the same list again changes nothing.
func ImportPeople(app core.App, v *vault.Vault, l *PeopleList, a Importing) (done Imported, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		w, err := newAdmitting(tx, v, a)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(l.rows, idsAtOnce) {
			if err := w.meet(some); err != nil {
				return err
			}
			for i := range some {
				if err := w.bring(l, &some[i]); err != nil {
					return fmt.Errorf("row of line %d: %w", some[i].line, err)
				}
			}
		}
		if done = w.done; a.Dry {
			return errDry
		}
		return nil
	})
	l.sort()
	if err != nil && !errors.Is(err, errDry) {
		return Imported{}, fmt.Errorf("import people of %s: %w", a.Organisation, err)
	}
	return done, nil
}

// idsAtOnce bounds what one statement names.
const idsAtOnce = 500

// place is a membership as an import needs it.
type place struct {
	ID     string `db:"id"`
	User   string `db:"user"`
	Role   string `db:"role"`
	Office string `db:"office"`
}

func openMemberships(tx core.App, organisation string) (map[string]place, error) {
	var list []place
	err := tx.DB().Select("id", "user", "role", "office").From(memberships).
		Where(dbx.HashExp{fieldOrganisation: organisation, fieldUntil: ""}).All(&list)
	if err != nil {
		return nil, fmt.Errorf("people of %s: %w", organisation, err)
	}
	here := make(map[string]place, len(list))
	for _, p := range list {
		here[p.User+p.Role] = p
	}
	return here, nil
}

// account is one that there is already, as an import needs it.
type account struct {
	ID    string `db:"id"`
	Email string `db:"email"`
	Mark  string `db:"tax_mark"`
	Ours  bool   `db:"ours"` // nobody has opened it yet, and it belongs to the organisation alone
}

// accountsByMailbox are those that the mailboxes of these rows have.
func accountsByMailbox(tx core.App, organisation string, rows []newcomerAt) (map[string]account, error) {
	boxes := make([]any, len(rows))
	for i, r := range rows {
		boxes[i] = r.Email
	}
	const ours = "verified = 0 AND tax_proven = '' AND role IN ('', 'learner')" +
		" AND EXISTS (SELECT 1 FROM memberships m WHERE m.user = users.id AND m.organisation = {:here} AND m.[[until]] = '' AND m.accepted != '')" +
		" AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user = users.id AND m.organisation != {:here} AND m.[[until]] = '')"
	var found []account
	err := tx.DB().Select("id", "email", fieldTaxMark, "("+ours+") AS ours").From(Collection).
		Where(dbx.In("email", boxes...)).AndBind(dbx.Params{"here": organisation}).All(&found)
	if err != nil {
		return nil, fmt.Errorf("find accounts by mailbox: %w", err)
	}
	known := make(map[string]account, len(found))
	for _, f := range found {
		known[f.Email] = f
	}
	return known, nil
}
