package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// row is an entry as its table holds it, each column as text, so that nothing is lost between what was hashed and what lies there.
type row struct {
	ID, Seq, At, By, For, As, Act, Kind, Object, Details, Prev, Hash string
}

// field is a column with its value.
type field struct{ column, value string }

// fields are what the hash is made of, in the order in which it is: all columns but the hash itself. A column that a later migration adds
// comes last; entries from before leave it empty and keep their hash.
func (r row) fields() []field {
	return []field{
		{"id", r.ID}, {"seq", r.Seq}, {"at", r.At}, {"by", r.By}, {"acted_for", r.For}, {"seen_as", r.As},
		{"act", r.Act}, {"kind", r.Kind}, {"object", r.Object}, {"details", r.Details}, {"prev", r.Prev},
	}
}

// follow makes the row the one after head: id and seq count on, prev is the hash before.
func (r *row) follow(head Head) {
	r.Seq, r.Prev = strconv.FormatInt(head.Seq+1, 10), head.Hash
	r.ID = fmt.Sprintf("%015d", head.Seq+1)
	r.Hash = r.digest()
}

// encoding is the one way to write the row down for its hash. Each field that is not empty stands as two netstrings
// (https://cr.yp.to/proto/netstrings.txt: the length in bytes, a colon, the bytes, a comma), its column and its value, in the order of
// fields:
//
//	2:id,15:000000000000001,3:seq,1:1,2:at,24:2026-11-27 09:30:00.000Z,2:by,8:operator,3:act,12:role.changed,…
//
// Lengths stand before what they measure, so two rows that differ never encode alike. details is JSON without spaces, its keys sorted.
func (r row) encoding() []byte {
	var b strings.Builder
	for _, f := range r.fields() {
		if f.value != "" {
			fmt.Fprintf(&b, "%d:%s,%d:%s,", len(f.column), f.column, len(f.value), f.value)
		}
	}
	return []byte(b.String())
}

// digest is the SHA-256 of the encoding, in lower-case hexadecimal digits.
func (r row) digest() string {
	sum := sha256.Sum256(r.encoding())
	return hex.EncodeToString(sum[:])
}
