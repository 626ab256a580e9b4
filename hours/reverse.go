package hours

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// Reverse takes an entry back by a counter-entry, for a reason: one of the academy's or a person's own words. by is who does it, empty
// for the academy itself. It returns ErrReversed, ErrCounter or ErrNoReason. tx must be a transaction's app.
func Reverse(tx core.App, e Entry, reason, by string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return ErrNoReason
	}
	now, err := Find(tx, e.ID)
	switch {
	case err != nil:
		return err
	case now.Reverses != "":
		return ErrCounter
	case now.Reversed:
		return ErrReversed
	}
	f := now.fact()
	f.Minutes, f.By = -now.Minutes, by
	return insert(tx, f, place{now.Year, now.Turn, now.ID, reason})
}

// Correct takes an entry back and records in its place what is true. tx must be a transaction's app.
func Correct(tx core.App, e Entry, f Fact, reason, by string) error {
	if err := Reverse(tx, e, reason, by); err != nil {
		return err
	}
	return Record(tx, f)
}

// ReverseAll takes back the entries that hold and whose keys begin so. tx must be a transaction's app.
func ReverseAll(tx core.App, prefix, reason, by string) error {
	all, err := HoldingUnder(tx, prefix)
	for _, e := range all {
		if err == nil {
			err = Reverse(tx, e, reason, by)
		}
	}
	return err
}

// Restore records again what was taken back last for this reason, of the keys that begin so. tx must be a transaction's app.
func Restore(tx core.App, prefix, reason string) error {
	all, err := AllUnder(tx, prefix)
	if err != nil {
		return err
	}
	byID, last := map[string]Entry{}, map[string]Entry{}
	for _, e := range all {
		byID[e.ID], last[e.Key] = e, e
	}
	for _, e := range all {
		if e.ID != last[e.Key].ID || e.Reverses == "" || e.Reason != reason {
			continue
		}
		if err := Record(tx, byID[e.Reverses].fact()); err != nil {
			return err
		}
	}
	return nil
}
