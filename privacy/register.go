package privacy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/personal"
)

// Register is the collection of what the centre says of itself in the register of processing (art. 30 GDPR).
const Register = "register_entries"

// RegisterFields are what the centre says itself; the rest comes from the holdings. They follow art. 30.1 a, d, e and g.
var RegisterFields = []string{"controller", "joint", "dpo", "processors", "recipients", "transfers", "measures"}

// longestEntry is how many characters a field of the register has at most.
const longestEntry = 10_000

// Activity is a purpose with all that is held for it.
type Activity struct {
	Purpose  personal.Purpose
	Holdings []personal.Holding
}

// Activities are the holdings by what they are for, in the order of the purposes' first mention.
func Activities() (list []Activity) {
	for _, h := range Holdings() {
		i := slices.IndexFunc(list, func(a Activity) bool { return a.Purpose == h.Purpose })
		if i < 0 {
			list = append(list, Activity{Purpose: h.Purpose})
			i = len(list) - 1
		}
		list[i].Holdings = append(list[i].Holdings, h)
	}
	return list
}

// RegisterEntries are what the centre has said, by the field.
func RegisterEntries(app core.App) (map[string]string, error) {
	records, err := app.FindAllRecords(Register)
	if err != nil {
		return nil, fmt.Errorf("read register of processing: %w", err)
	}
	entries := map[string]string{}
	for _, r := range records {
		entries[r.GetString("field")] = r.GetString("text")
	}
	return entries, nil
}

// SaveRegister keeps what the centre says. Fields that are none of the register's are left out.
func SaveRegister(tx core.App, entries map[string]string) error {
	collection, err := tx.FindCachedCollectionByNameOrId(Register)
	if err != nil {
		return err
	}
	for _, field := range RegisterFields {
		text := []rune(strings.TrimSpace(entries[field]))
		r, err := tx.FindFirstRecordByData(Register, "field", field)
		if err != nil {
			r = core.NewRecord(collection)
			r.Set("field", field)
		}
		r.Set("text", string(text[:min(len(text), longestEntry)]))
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("save %s of the register: %w", field, err)
		}
	}
	return nil
}
