package notifications

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/internal/database"
)

// Collection is the collection of what was told.
const Collection = "notices"

// ErrNotice says that a notice is not whole: a programming error.
var ErrNotice = errors.New("notice is not whole")

// Notice is something to tell a person, as keys and values.
type Notice struct {
	Person string            // record id; nothing is told to nobody
	Kind   Kind              //
	Key    string            // a second notice of the same person, kind and key is not told
	Values map[string]string // see Values
	Link   string            // path on this site: "/courses/spid"
	About  string            // "course:ID", "enrolment:ID", "attempt:ID", …: what it is about, so that it stops with it
}

// Tell puts a notice on the person's page and sees to the mail that the person wants, with the transaction's app: it is told
// exactly if its cause is kept, and once however often it is asked for. It returns ErrNotice if the notice is not whole.
func Tell(tx core.App, n Notice) error {
	if n.Person == "" { // the account was deleted
		return nil
	}
	if err := n.check(); err != nil {
		return err
	}
	return tx.RunInTransaction(func(tx core.App) error {
		if carded, err := accounts.IsCarded(tx, n.Person); err != nil || carded { // they have neither a mailbox nor a page of notices
			return err
		}
		way, err := WayOf(tx, n.Person, GroupOf(n.Kind))
		if err != nil || way == Never {
			return err
		}
		return insert(tx, n, way)
	})
}

// TellAll tells the same to several people.
func TellAll(tx core.App, people []string, n Notice) error {
	return tx.RunInTransaction(func(tx core.App) error {
		for _, person := range people {
			n.Person = person
			if err := Tell(tx, n); err != nil {
				return err
			}
		}
		return nil
	})
}

func (n Notice) check() error {
	needed, known := values[n.Kind]
	if !known || n.Key == "" {
		return fmt.Errorf("notice %q with key %q: %w", n.Kind, n.Key, ErrNotice)
	}
	for _, name := range needed {
		if _, there := n.Values[name]; !there {
			return fmt.Errorf("notice %s lacks the value %s: %w", n.Kind, name, ErrNotice)
		}
	}
	if n.Link != "" && !local(n.Link) {
		return fmt.Errorf("notice %s leads to %q: %w", n.Kind, n.Link, ErrNotice)
	}
	return nil
}

// local tells whether a link stays on this site, whatever a browser makes of it.
func local(link string) bool {
	return strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "//") && !strings.ContainsAny(link, "\\\r\n\t\x00")
}

// Written without PocketBase's checks and hooks: every field is ours, see check.
const insertNotice = `INSERT INTO notices (id, person, kind, key, "values", link, about, mail, created)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO NOTHING`

// insert writes the notice, and the job of its mail where that goes at once, unless the person was told already.
func insert(tx core.App, n Notice, way Way) error {
	values, err := json.Marshal(n.Values)
	if err != nil {
		return fmt.Errorf("tell %s: %w", n.Kind, err)
	}
	id := database.IDOf(n.Person, string(n.Kind), n.Key) // so that it is told once
	told, err := database.Execute(tx.NonconcurrentDB(), insertNotice, id, n.Person, string(n.Kind), n.Key, string(values), n.Link, n.About,
		string(firstState(way)), types.NowDateTime().String())
	if err != nil {
		return fmt.Errorf("tell %s: %w", n.Kind, err)
	}
	if fresh, err := told.RowsAffected(); err != nil || fresh == 0 || way != AtOnce {
		return err
	}
	return queue(tx, Letter{Person: n.Person, Notices: []string{id}}, "") // a notice is new once
}

func firstState(w Way) mailState {
	switch {
	case w == AtOnce:
		return mailQueued
	case w.byMail():
		return mailWaits
	}
	return mailNone
}
