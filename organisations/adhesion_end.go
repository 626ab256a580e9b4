package organisations

import (
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// warnings are on how many days before its last an adhesion's end is announced, once each.
var warnings = []struct {
	days int
	mark string
}{{90, "90"}, {30, "30"}, {0, "0"}}

// lateWarning is for how long an end is still announced that came while nobody's machine ran.
const lateWarning = 30 * 24 * time.Hour

// warningDue returns the mark of the latest warning that has come by now, "" for none.
func warningDue(until, now time.Time) string {
	due := ""
	for _, w := range warnings {
		if !now.Before(until.AddDate(0, 0, -1-w.days)) {
			due = w.mark
		}
	}
	return due
}

// Announces tells whether an end on that day is announced by now; a zero one never is.
func Announces(until, now time.Time) bool { return !until.IsZero() && warningDue(until, now) != "" }

// AnnounceEnds tells of each adhesion that comes to its end and that nothing follows, in the transaction that notes it, so that each
// warning is given once whatever happens in between. A warning that was missed is not given beside the next.
func AnnounceEnds(app core.App, now time.Time, tell func(tx core.App, a *Adhesion) error) error {
	list, err := adhesions(app, dbx.NewExp("[[until]] != '' AND [[until]] <= {:soon} AND [[until]] > {:late} AND [[announced]] != '0'",
		dbx.Params{"soon": stamp(now.AddDate(0, 0, 1+warnings[0].days)), "late": stamp(now.Add(-lateWarning))}))
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := announceEnd(app, a, now, tell); err != nil {
			return fmt.Errorf("announce the end of adhesion %s: %w", a.Id, err)
		}
	}
	return nil
}

func announceEnd(app core.App, a *Adhesion, now time.Time, tell func(core.App, *Adhesion) error) error {
	due := warningDue(a.Terms().Until, now)
	if rank(due) <= rank(a.Announced()) {
		return nil
	}
	ends, err := Ends(app, a)
	if err != nil || !ends {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		a.Set(fieldAnnounced, due)
		if err := tx.Save(a); err != nil {
			return err
		}
		return tell(tx, a)
	})
}

// rank is the warning's place among the others, from 0; -1 for none.
func rank(mark string) int {
	for i, w := range warnings {
		if w.mark == mark {
			return i
		}
	}
	return -1
}

// Ends tells whether the end of the adhesion leaves its body without one of the services: the body is served, and no other adhesion covers
// it then.
func Ends(app core.App, a *Adhesion) (bool, error) {
	t := a.Terms()
	if t.Until.IsZero() {
		return false, nil
	}
	o, err := Find(app, a.Organisation())
	if err != nil || !o.Retired().IsZero() {
		return false, err
	}
	next, err := Covering(app, a.Organisation(), t.Until)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(t.Services, func(s Service) bool {
		return !slices.ContainsFunc(next, func(n *Adhesion) bool {
			return slices.Contains(n.Terms().Services, s) && (t.Covers == Itself || n.Terms().Covers == Members)
		})
	}), nil
}
