package database

import (
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/tools/security"
)

// NextID is the id of a new record as PocketBase forms them (15 of a-z and 0-9): eight say the millisecond, seven are random, 36^7 of them.
// Ids that grow stand side by side in their index, so that writing many touches few of its pages. They are no secret.
func NextID() string {
	return strconv.FormatInt(time.Now().UnixMilli(), 36) + security.RandomStringWithAlphabet(7, "abcdefghijklmnopqrstuvwxyz0123456789")
}
