package accounts

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
)

// Imported counts what became of a list.
type Imported struct {
	Admitted int // accounts were made for them
	Asked    int // they had an account and are asked to confirm
	Changed  int // belong to the organisation; their office is another now
	Same     int // belong to the organisation as the list says
}

// errDry ends the transaction of an import that is to change nothing.
var errDry = errors.New("nothing is to change")

// ImportPeople takes the people of a list among an organisation's people, all in one transaction, and writes to those who are new. Rows with
// problems are left out. Nobody is removed, and the same list again changes nothing. by is who decides it and called the organisation's name.
// Those with a role that whoever imports may not give are left out and added to the problems, but for who has it already. A dry run counts what would become of the list, and changes nothing.
func ImportPeople(app core.App, by, organisation, called, locale string, l *PeopleList, may func(MembershipRole) bool, dry bool) (done Imported, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		done = Imported{}
		here, err := openMemberships(tx, organisation)
		if err != nil {
			return err
		}
		w, err := newAdmitting(tx, by, organisation, called)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(l.rows, idsAtOnce) {
			known, err := usersByMailbox(tx, some)
			if err != nil {
				return err
			}
			for _, row := range some {
				if _, has := here[known[row.Email]+string(row.Role)]; !has && !may(row.Role) {
					l.refuse(row)
					continue
				}
				row.Locale = locale
				row.Newcomer.Normalise()
				if err := w.admit(row.Newcomer, known, here, &done); err != nil {
					return fmt.Errorf("row of line %d: %w", row.line, err)
				}
			}
		}
		if dry {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return Imported{}, fmt.Errorf("import people of %s: %w", organisation, err)
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

// usersByMailbox are the ids of the accounts that the mailboxes of these rows have.
func usersByMailbox(tx core.App, rows []newcomerAt) (map[string]string, error) {
	boxes := make([]any, len(rows))
	for i, r := range rows {
		boxes[i] = r.Email
	}
	var found []struct {
		ID    string `db:"id"`
		Email string `db:"email"`
	}
	if err := tx.DB().Select("id", "email").From(Collection).Where(dbx.In("email", boxes...)).All(&found); err != nil {
		return nil, fmt.Errorf("find accounts by mailbox: %w", err)
	}
	known := make(map[string]string, len(found))
	for _, f := range found {
		known[f.Email] = f.ID
	}
	return known, nil
}

// admitting writes many newcomers. It writes rows plainly, without PocketBase's events: a password that nobody knows is not worth 56 ms of
// hashing for each of ten thousand, and an account without one is opened by a code alone.
type admitting struct {
	tx                       core.App
	by, organisation, called string
	person, member           *core.Collection
}

func newAdmitting(tx core.App, by, organisation, called string) (*admitting, error) {
	person, err := tx.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	member, err := tx.FindCachedCollectionByNameOrId(memberships)
	return &admitting{tx, by, organisation, called, person, member}, err
}

func (w *admitting) admit(n Newcomer, known map[string]string, here map[string]place, done *Imported) error {
	user, is := known[n.Email]
	if at, belongs := here[user+string(n.Role)]; is && belongs {
		if at.Office == n.Office || n.Office == "" {
			done.Same++
			return nil
		}
		done.Changed++
		_, err := w.tx.DB().Update(memberships, dbx.Params{fieldOffice: n.Office}, dbx.HashExp{"id": at.ID}).Execute()
		return err
	}
	if !is {
		id, err := w.expect(n)
		if err != nil {
			return err
		}
		user = id
		known[n.Email] = user
		done.Admitted++
	} else {
		done.Asked++
	}
	return w.belong(n, user, is)
}

// expect writes an account without a password.
func (w *admitting) expect(n Newcomer) (id string, err error) {
	r := core.NewRecord(w.person)
	r.Id = core.GenerateDefaultRandomId()
	now := stamp(DoorkeeperOf(w.tx).now())
	for field, value := range map[string]any{
		"email": n.Email, fieldGiven: n.Given, fieldFamily: n.Family, fieldRole: string(Learner), fieldLocale: n.Locale,
		"tokenKey": security.RandomString(50), "created": now, "updated": now,
	} {
		r.SetRaw(field, value)
	}
	row, err := r.DBExport(w.tx)
	if err != nil {
		return "", err
	}
	row["password"] = "!" // no hash: nothing matches it, as in /etc/shadow
	_, err = w.tx.DB().Insert(Collection, row).Execute()
	return r.Id, err
}

func (w *admitting) belong(n Newcomer, user string, asked bool) error {
	now := stamp(DoorkeeperOf(w.tx).now())
	row := dbx.Params{
		"id": core.GenerateDefaultRandomId(), fieldUser: user, fieldOrganisation: w.organisation, fieldRole: string(n.Role), fieldOffice: n.Office,
		fieldFrom: now, fieldUntil: "", fieldBy: w.by, "created": now, "updated": now, fieldAccepted: now, fieldCalled: "",
		fieldListed: folded(n.Family + " " + n.Given + " " + n.Email),
	}
	m := Mail{Name: "admitted", Person: user, Link: "/sign-in/code", Values: map[string]string{"organisation": w.called}}
	if asked {
		row[fieldAccepted], row[fieldCalled] = "", n.Family+calledCut+n.Given
		m.Name, m.Link = "membership", ActingPath
	}
	if _, err := w.tx.DB().Insert(memberships, row).Execute(); err != nil {
		return err
	}
	return QueueMail(w.tx, "", m)
}
