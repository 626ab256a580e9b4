package audit

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Page is how many entries List returns at most.
const Page = 50

// Kept is an entry as it lies in the log.
type Kept struct {
	Entry
	Seq int64
	At  time.Time
}

// Filter chooses entries. What is empty chooses all.
type Filter struct {
	Act         Act
	Kind        Kind
	Object      string    // id of what was acted on
	People      []string  // who acted, or was acted on, or looked as
	From, Until time.Time // from this moment on, up to but not at that one
	Before      int64     // those with a smaller number
}

// List returns a page of entries, the newest first, and whether there are older ones.
func List(app core.App, f Filter) (list []Kept, more bool, err error) {
	var rows []struct {
		Seq     int64
		At      types.DateTime
		By      string
		For     string `db:"acted_for"`
		As      string `db:"seen_as"`
		Act     string
		Kind    string
		Object  string
		Details string
	}
	if err := f.query(app).All(&rows); err != nil {
		return nil, false, fmt.Errorf("list audit: %w", err)
	}
	for _, r := range rows[:min(Page, len(rows))] {
		k := Kept{Entry{r.By, r.For, r.As, Act(r.Act), Object{Kind(r.Kind), r.Object}, nil}, r.Seq, r.At.Time()}
		if r.Details != "" {
			if err := json.Unmarshal([]byte(r.Details), &k.Details); err != nil {
				k.Details = map[string]string{"?": r.Details} // somebody has changed it: Verify says so
			}
		}
		list = append(list, k)
	}
	return list, len(rows) > Page, nil
}

func (f Filter) query(app core.App) *dbx.SelectQuery {
	q := app.DB().Select("seq", "at", "by", "acted_for", "seen_as", "act", "kind", "object", "details").From(Collection).
		OrderBy("seq DESC").Limit(Page + 1)
	for _, only := range f.conditions() {
		q.AndWhere(only)
	}
	return q
}

func (f Filter) conditions() (list []dbx.Expression) {
	if f.Act != "" {
		list = append(list, dbx.HashExp{"act": string(f.Act)})
	}
	if f.Kind != "" {
		list = append(list, dbx.HashExp{"kind": string(f.Kind)})
	}
	if f.Object != "" {
		list = append(list, dbx.HashExp{"object": f.Object})
	}
	if len(f.People) > 0 {
		ids := make([]any, len(f.People))
		for i, id := range f.People {
			ids[i] = id
		}
		list = append(list, dbx.Or(dbx.In("by", ids...), dbx.In("seen_as", ids...), dbx.And(dbx.HashExp{"kind": string(Person)}, dbx.In("object", ids...))))
	}
	if !f.From.IsZero() {
		list = append(list, dbx.NewExp("[[at]] >= {:from}", dbx.Params{"from": f.From.UTC().Format(types.DefaultDateLayout)}))
	}
	if !f.Until.IsZero() {
		list = append(list, dbx.NewExp("[[at]] < {:until}", dbx.Params{"until": f.Until.UTC().Format(types.DefaultDateLayout)}))
	}
	if f.Before > 0 {
		list = append(list, dbx.NewExp("[[seq]] < {:before}", dbx.Params{"before": f.Before}))
	}
	return list
}

// Each hands over all entries that a filter chooses, the newest first, a page at a time.
func Each(app core.App, f Filter, do func(Kept) error) error {
	for {
		list, more, err := List(app, f)
		if err != nil {
			return err
		}
		for _, k := range list {
			if err := do(k); err != nil {
				return err
			}
			f.Before = k.Seq
		}
		if !more {
			return nil
		}
	}
}
