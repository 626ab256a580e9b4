package webinars

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// forget leaves what a person who goes said, did and corrected in rooms, and when they were there, without a name. What they wrote
// stays for those who answered it, by somebody who is not known any more.
func forget(tx core.App, user string) error {
	if user == "" {
		return nil
	}
	for _, query := range []string{
		"UPDATE webinar_presences SET [[name]] = '', [[user]] = '' WHERE [[user]] = {:user}",
		"UPDATE webinar_attendances SET [[name]] = '', [[user]] = '' WHERE [[user]] = {:user}",
		"UPDATE webinar_corrections SET [[by_name]] = '' WHERE [[by]] = {:user}",
		"UPDATE webinar_messages SET [[name]] = ''" + whereTheirs,
		"UPDATE webinar_questions SET [[name]] = ''" + whereTheirs,
		"UPDATE webinar_events SET [[name]] = ''" + whereTheirs,
	} {
		if _, err := tx.NonconcurrentDB().NewQuery(query).Bind(dbx.Params{"user": user}).Execute(); err != nil {
			return fmt.Errorf("forget %s in webinars: %w", user, err)
		}
	}
	return nil
}

// whereTheirs finds the rows of who is meant by an account: a registration, or a host or presenter without one. See Participant.
const whereTheirs = ` WHERE [[name]] != '' AND ([[person]] = 'u' || {:user}
	OR [[person]] IN (SELECT id FROM webinar_registrations WHERE [[user]] = {:user}))`
