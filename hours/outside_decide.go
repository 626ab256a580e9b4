package hours

import (
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Decision is what somebody decides on training elsewhere, as they knew it.
type Decision struct {
	Organisation string // which decides
	By           string // record id of who does, for it
	ID           string
	Revision     int
	Minutes      int    // accepted; 0: as filed
	Reason       string // of other minutes, a refusal, a cancellation
}

// Accept enters the hours in the ledger, in the caller's transaction. It returns ErrNoOutside, ErrDecided, ErrFiledAnew, ErrOwnOutside,
// ErrNoReason for other hours without one, and FilingProblems for hours that nobody could have filed.
func Accept(tx core.App, d Decision, now time.Time) (*Filed, error) {
	o, err := d.open(tx)
	if err != nil {
		return nil, err
	}
	minutes := o.Minutes()
	if d.Minutes != 0 && d.Minutes != minutes {
		minutes = d.Minutes
		if err := d.checkCorrected(o, now); err != nil {
			return nil, err
		}
	} else {
		d.Reason = ""
	}
	err = Record(tx, Fact{
		Person: o.User(), Organisation: o.Organisation(), Day: o.moment(), Area: o.Area(), Compulsory: o.Compulsory(), Minutes: minutes,
		Source: Outside, Key: o.Key(), Title: o.Title(), By: d.By, Evidence: map[string]string{"outside": o.Id, "sha256": o.SHA256(), "holder": o.Holder()},
	})
	if err != nil {
		return nil, err
	}
	o.Set(fieldAccepted, minutes)
	return o, d.close(tx, o, OutsideAccepted, now)
}

// checkCorrected holds other hours to what could have been filed.
func (d Decision) checkCorrected(o *Filed, now time.Time) error {
	f := Filing{Title: o.Title(), Holder: o.Holder(), From: o.From(), Until: o.Until(), Minutes: d.Minutes, Area: o.Area()}
	var wrong FilingProblems
	f.checkLength(f.checkDays(now, func(string, string, ...any) {}), func(field, code string, values ...any) {
		wrong = append(wrong, FilingProblem{field, code, values})
	})
	switch {
	case len(wrong) > 0:
		return wrong
	case strings.TrimSpace(d.Reason) == "":
		return ErrNoReason
	}
	return nil
}

// Refuse says no, with a reason that the person reads. It returns ErrNoOutside, ErrDecided, ErrFiledAnew, ErrOwnOutside or ErrNoReason.
func Refuse(tx core.App, d Decision, now time.Time) (*Filed, error) {
	o, err := d.open(tx)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.Reason) == "" {
		return nil, ErrNoReason
	}
	return o, d.close(tx, o, OutsideRefused, now)
}

// Cancel takes an acceptance back: the ledger gets a counter-entry. It returns ErrNoOutside, ErrNotAccepted, ErrOwnOutside or ErrNoReason.
func Cancel(tx core.App, d Decision, now time.Time) (*Filed, error) {
	o, err := FindOutsideIn(tx, d.Organisation, d.ID)
	switch {
	case err != nil:
		return nil, err
	case o.User() == d.By:
		return nil, ErrOwnOutside
	case o.State() != OutsideAccepted:
		return nil, fmt.Errorf("training elsewhere %s: %w", o.Id, ErrNotAccepted)
	case strings.TrimSpace(d.Reason) == "":
		return nil, ErrNoReason
	}
	entries, err := HoldingBy(tx, o.Key())
	for _, e := range entries {
		if err == nil {
			err = Reverse(tx, e, d.Reason, d.By)
		}
	}
	if err != nil {
		return nil, err
	}
	return o, d.close(tx, o, OutsideCancelled, now)
}

// open returns what the decision is about, if it may still be taken.
func (d Decision) open(tx core.App) (*Filed, error) {
	o, err := FindOutsideIn(tx, d.Organisation, d.ID)
	if err != nil {
		return nil, err
	}
	if o.User() == d.By {
		return nil, ErrOwnOutside
	}
	return o, o.stillWaits(d.Revision)
}

// close writes the decision down.
func (d Decision) close(tx core.App, o *Filed, state OutsideState, now time.Time) error {
	o.Set(fieldState, string(state))
	o.Set(fieldReason, strings.TrimSpace(d.Reason))
	o.Set(fieldBy, d.By)
	o.Set(fieldDecided, now)
	o.Set(fieldRevision, o.Revision()+1)
	if err := tx.Save(o); err != nil {
		return fmt.Errorf("decide on training elsewhere %s: %w", o.Id, err)
	}
	return nil
}
