package accounts

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/vault"
)

// admitting writes many newcomers. It writes rows plainly, without PocketBase's events: a password that nobody knows is not worth 56 ms of
// hashing for each of ten thousand, and an account without one is opened by a code alone.
type admitting struct {
	Importing
	tx             core.App
	vault          *vault.Vault
	person, member *core.Collection
	here           map[string]place   // the organisation's people, by user and role
	known          map[string]account // by mailbox, of the rows that are being brought in
	holders        map[string]string  // whose the tax codes of these rows are, by code
	done           Imported
}

func newAdmitting(tx core.App, v *vault.Vault, a Importing) (*admitting, error) {
	person, err := tx.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	member, err := tx.FindCachedCollectionByNameOrId(memberships)
	if err != nil {
		return nil, err
	}
	here, err := openMemberships(tx, a.Organisation)
	return &admitting{Importing: a, tx: tx, vault: v, person: person, member: member, here: here}, err
}

// meet looks who of these rows has an account.
func (w *admitting) meet(rows []newcomerAt) (err error) {
	if w.known, err = accountsByMailbox(w.tx, w.Organisation, rows); err != nil {
		return err
	}
	w.holders, err = holdersOf(w.tx, w.vault, rows)
	return err
}

// bring takes in the person of a row, or says why not.
func (w *admitting) bring(l *PeopleList, row *newcomerAt) error {
	known := w.known[row.Email]
	at, belongs := w.here[known.ID+string(row.Role)]
	if !belongs && !row.faulty && !w.May(row.Role) {
		l.fault(row, RowProblem{Field: fieldRole, Code: roleRefused, Value: string(row.Role)})
	}
	if !row.faulty && w.stranger(row, known) {
		l.fault(row, RowProblem{Field: fieldTaxCode, Code: taxRefused})
	}
	if row.faulty {
		return nil
	}
	row.Locale = w.Locale
	row.Newcomer.Normalise()
	switch {
	case belongs:
		return w.update(row, known, at)
	case known.ID == "":
		w.done.Admitted++
		made, err := w.expect(row)
		if err != nil {
			return err
		}
		w.known[row.Email] = made
		return w.belong(row.Newcomer, made.ID, Mail{Name: "admitted", Link: "/sign-in/code"})
	case known.Ours: // in another role: they have their letter
		w.done.Changed++
		return w.belong(row.Newcomer, known.ID, Mail{})
	}
	w.done.Asked++
	return w.belong(row.Newcomer, known.ID, Mail{Name: "membership", Link: ActingPath})
}

// update gives somebody who belongs here the office and the tax code of the list.
func (w *admitting) update(row *newcomerAt, known account, at place) error {
	moves, coded := row.Office != "" && row.Office != at.Office, known.Ours && known.Mark == "" && !row.code.IsZero()
	if !moves && !coded {
		w.done.Same++
		return nil
	}
	w.done.Changed++
	if moves {
		if _, err := w.tx.DB().Update(memberships, dbx.Params{fieldOffice: row.Office}, dbx.HashExp{"id": at.ID}).Execute(); err != nil {
			return err
		}
	}
	if !coded {
		return nil
	}
	set := dbx.Params{}
	if err := w.seal(row, &known, set); err != nil {
		return err
	}
	w.known[row.Email] = known
	_, err := w.tx.DB().Update(Collection, set, dbx.HashExp{"id": known.ID}).Execute()
	return err
}

// expect writes an account without a password.
func (w *admitting) expect(row *newcomerAt) (made account, err error) {
	r := core.NewRecord(w.person)
	r.Id = core.GenerateDefaultRandomId()
	now := stamp(DoorkeeperOf(w.tx).now())
	for field, value := range map[string]any{
		"email": row.Email, fieldGiven: row.Given, fieldFamily: row.Family, fieldRole: string(Learner), fieldLocale: row.Locale,
		"tokenKey": security.RandomString(50), "created": now, "updated": now,
	} {
		r.SetRaw(field, value)
	}
	set, err := r.DBExport(w.tx)
	if err != nil {
		return made, err
	}
	set["password"] = "!" // no hash: nothing matches it, as in /etc/shadow
	made = account{ID: r.Id, Email: row.Email, Ours: true}
	if !row.code.IsZero() {
		if err := w.seal(row, &made, set); err != nil {
			return made, err
		}
	}
	_, err = w.tx.DB().Insert(Collection, set).Execute()
	return made, err
}

// belong writes the membership of somebody, and to them. Whoever is asked belongs here once they say so.
func (w *admitting) belong(n Newcomer, user string, letter Mail) error {
	now := stamp(DoorkeeperOf(w.tx).now())
	row := dbx.Params{
		"id": core.GenerateDefaultRandomId(), fieldUser: user, fieldOrganisation: w.Organisation, fieldRole: string(n.Role), fieldOffice: n.Office,
		fieldFrom: now, fieldUntil: "", fieldBy: w.By, "created": now, "updated": now, fieldAccepted: now, fieldCalled: "", fieldInvited: now,
		fieldListed: folded(n.Family + " " + n.Given + " " + n.Email),
	}
	if letter.Name == "membership" {
		row[fieldAccepted], row[fieldCalled] = "", n.Family+calledCut+n.Given
		if err := forgetExpired(w.tx, user, w.Organisation, n.Role); err != nil {
			return err
		}
	}
	if _, err := w.tx.DB().Insert(memberships, row).Execute(); err != nil || letter.Name == "" {
		return err
	}
	letter.Person, letter.Values = user, map[string]string{"organisation": w.Called}
	return QueueMail(w.tx, "", letter)
}
