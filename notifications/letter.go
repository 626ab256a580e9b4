package notifications

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/jobs"
)

// LetterKind is the kind of the jobs that send notices by mail.
const LetterKind = "notice"

// Letter is a mail with one notice, or a digest of several.
type Letter struct {
	Person  string   `json:"person"`
	Notices []string `json:"notices"` // record ids
	Digest  Way      `json:"digest,omitempty"`
	ID      string   `json:"id"` // makes the Message-ID: the same at each try
}

func queue(tx core.App, l Letter, key string) error {
	l.ID = security.RandomString(20)
	if err := jobs.Add(tx, LetterKind, key, l); err != nil {
		return fmt.Errorf("queue notices of %s: %w", l.Person, err)
	}
	return nil
}

// ToSend returns those of the letter's notices that are still to be mailed: neither sent nor stopped, nor of a group about which the
// person wants no mails any more.
func ToSend(app core.App, l Letter) ([]*Entry, error) {
	ids := make([]any, len(l.Notices))
	for i, id := range l.Notices {
		ids[i] = id
	}
	var list []*Entry
	err := app.RecordQuery(Collection).AndWhere(dbx.In("id", ids...)).
		AndWhere(dbx.HashExp{"person": l.Person, "mail": string(mailQueued)}).OrderBy("created", "rowid").All(&list)
	if err != nil {
		return nil, fmt.Errorf("notices to send to %s: %w", l.Person, err)
	}
	return list, nil
}

// Sent writes down that the notices went out by mail. One that is gone meanwhile needs no mark.
func Sent(tx core.App, list []*Entry) error {
	ids := make([]any, len(list))
	for i, e := range list {
		ids[i] = e.Id
	}
	if _, err := tx.DB().Update(Collection, dbx.Params{"mail": string(mailSent)}, dbx.In("id", ids...)).Execute(); err != nil {
		return fmt.Errorf("mark notices as sent: %w", err)
	}
	return nil
}
