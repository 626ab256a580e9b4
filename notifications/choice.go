package notifications

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/database"
)

const choices = "notice_choices"

// ErrChoice says that there is no such group or way, or that the group leaves no choice.
var ErrChoice = errors.New("no such choice of notifications")

// Way is how notices of a group reach a person.
type Way string

// The ways, from the most to the least insistent. All but Never put the notice on the person's page too.
const (
	AtOnce   Way = "at_once"
	Daily    Way = "daily"
	Weekly   Way = "weekly"
	PageOnly Way = "page"
	Never    Way = "never"
)

// Ways are all ways, in that order.
var Ways = []Way{AtOnce, Daily, Weekly, PageOnly, Never}

// byMail tells whether a mail goes out, sooner or later.
func (w Way) byMail() bool { return w == AtOnce || w == Daily || w == Weekly }

// Choice is how a person gets the notices of one group.
type Choice struct {
	Group  Group
	Way    Way
	Locked bool
}

// ChoicesOf returns the person's choice for each group whose notices this person can get.
func ChoicesOf(app core.App, p *accounts.Person) ([]Choice, error) {
	made, err := chosen(app, p.Id)
	if err != nil {
		return nil, err
	}
	var list []Choice
	for _, r := range rules {
		gets, err := r.reaches(app, p)
		if err != nil {
			return nil, err
		}
		if gets {
			list = append(list, Choice{r.group, r.way(made), r.locked})
		}
	}
	return list, nil
}

// reaches tells whether a person can get such notices.
func (r rule) reaches(app core.App, p *accounts.Person) (bool, error) {
	switch {
	case r.act == "":
		return true, nil
	case r.own:
		return accounts.MaySomewhere(app, p.Id, r.act)
	}
	return accounts.Allowed(p.Record, r.act), nil
}

// WayOf is how the person gets the notices of the group.
func WayOf(app core.App, person string, g Group) (Way, error) {
	r, known := ruleOf(g)
	if !known {
		return "", ErrChoice
	}
	var made Way
	err := database.Row(app.ConcurrentDB(), "SELECT way FROM notice_choices WHERE person = ? AND topic = ?", []any{person, string(g)}, &made)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("choice of %s: %w", person, err)
	}
	return r.way(map[Group]Way{g: made}), nil
}

// way is what was chosen, or what is usual.
func (r rule) way(made map[Group]Way) Way {
	if w := made[r.group]; !r.locked && slices.Contains(Ways, w) {
		return w
	}
	return r.usual
}

// Choose keeps the person's choices for groups. It returns ErrChoice if one of them is none, and changes nothing then.
func Choose(app core.App, person string, ways map[Group]Way) error {
	for g, w := range ways {
		if r, known := ruleOf(g); !known || r.locked || !slices.Contains(Ways, w) {
			return fmt.Errorf("choose %s for %s: %w", w, g, ErrChoice)
		}
	}
	return app.RunInTransaction(func(tx core.App) error {
		for g, w := range ways {
			if err := choose(tx, person, g, w); err != nil {
				return fmt.Errorf("choose %s for %s of %s: %w", w, g, person, err)
			}
		}
		return nil
	})
}

// Unsubscribe ends the mails of these groups; their notices stay on the person's page. It returns what was chosen before, so that it
// can be taken back.
func Unsubscribe(app core.App, person string, groups []Group) (before map[Group]Way, err error) {
	before = map[Group]Way{}
	err = app.RunInTransaction(func(tx core.App) error {
		made, err := chosen(tx, person)
		if err != nil {
			return err
		}
		ended := map[Group]Way{}
		for _, g := range groups {
			r, _ := ruleOf(g)
			if way := r.way(made); way.byMail() {
				before[g], ended[g] = way, PageOnly
			}
		}
		return Choose(tx, person, ended)
	})
	return before, err
}

func choose(tx core.App, person string, g Group, w Way) error {
	r := &core.Record{}
	err := tx.RecordQuery(choices).AndWhere(dbx.HashExp{"person": person, "topic": string(g)}).Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		collection, err := tx.FindCachedCollectionByNameOrId(choices)
		if err != nil {
			return err
		}
		r = core.NewRecord(collection)
	} else if err != nil {
		return err
	}
	r.Set("person", person)
	r.Set("topic", string(g))
	r.Set("way", string(w))
	if err := tx.Save(r); err != nil || w.byMail() {
		return err
	}
	return dropMails(tx, person, g)
}

// dropMails takes back the mails about the group that were not sent yet.
func dropMails(tx core.App, person string, g Group) error {
	r, _ := ruleOf(g)
	kinds := make([]any, len(r.kinds))
	for i, k := range r.kinds {
		kinds[i] = string(k)
	}
	_, err := tx.DB().Update(Collection, dbx.Params{"mail": string(mailDropped)}, dbx.And(
		dbx.HashExp{"person": person}, dbx.In("kind", kinds...), dbx.In("mail", string(mailWaits), string(mailQueued)))).Execute()
	return err
}

func chosen(app core.App, person string) (map[Group]Way, error) {
	var rows []struct {
		Group Group `db:"topic"`
		Way   Way   `db:"way"`
	}
	err := app.DB().Select("topic", "way").From(choices).Where(dbx.HashExp{"person": person}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("choices of %s: %w", person, err)
	}
	made := make(map[Group]Way, len(rows))
	for _, row := range rows {
		made[row.Group] = row.Way
	}
	return made, nil
}
