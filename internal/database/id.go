package database

import (
	"crypto/sha256"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/tools/security"
)

// Ids are as PocketBase forms them: 15 of a-z and 0-9. Those made here are no secret.
const idLength = 15

// NextID is the id of a new record: eight of it say the millisecond, seven are random, 36^7 of them. Ids that grow stand side by side in
// their index, so that writing many touches few of its pages.
func NextID() string {
	return strconv.FormatInt(time.Now().UnixMilli(), 36) + security.RandomStringWithAlphabet(7, "abcdefghijklmnopqrstuvwxyz0123456789")
}

// IDOf is the id of the one record that has these values: the primary key keeps it the only one, so no index of their own must. Of 36^15
// ids two meet by chance once some 10^11 are given.
func IDOf(values ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(values, "\x00")))
	digits := new(big.Int).SetBytes(sum[:]).Text(36)
	return digits[len(digits)-idLength:]
}
