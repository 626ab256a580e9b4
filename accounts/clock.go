package accounts

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ShiftTimes moves sessions and what they see as others, one-time codes, and since when people are asked for a second factor with a machine's time
// that has jumped: a day forth signs nobody out, and a day back lets no session live and no code open the door for a day
// longer. What lies after until was not written by the time before the jump, and stays: that of a machine which began in
// the past and was then told the time. The steps of apps stay: they are counted by people's phones.
func ShiftTimes(tx core.App, jump time.Duration, until time.Time) error {
	for _, t := range []struct {
		table   string
		written string
		fields  []string
	}{
		{sessions, fieldLastSeen, []string{fieldExpires, fieldFactor, fieldProven, fieldLooksUntil, fieldLastSeen}},
		{Collection, fieldAsked, []string{fieldAsked}},
		{core.CollectionNameOTPs, "created", []string{"created"}},
	} {
		moved := dbx.Params{}
		for _, field := range t.fields {
			moved[field] = dbx.NewExp("coalesce(strftime('%Y-%m-%d %H:%M:%fZ', [["+field+"]], {:jump}), '')", dbx.Params{"jump": fmt.Sprintf("%+.3f seconds", jump.Seconds())})
		}
		_, err := tx.DB().Update(t.table, moved, dbx.NewExp("[["+t.written+"]] != '' AND [["+t.written+"]] <= {:until}", dbx.Params{"until": stamp(until)})).Execute()
		if err != nil {
			return fmt.Errorf("move %s by %s: %w", t.table, jump, err)
		}
	}
	return nil
}
