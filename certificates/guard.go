package certificates

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// fixed are the fields that never change after a certificate was issued.
var fixed = []string{fieldCode, fieldNumber, fieldFacts, fieldLocale, fieldIssued, fieldReplaces}

// Guard refuses, with ErrImmutable, every change of a certificate but these: person and enrolment may go; the
// PDF is written once, with its digest; one in force may end, with date and reason; one that ended may say
// what replaced it. It belongs on the model event before an update, so that it holds for every writer, the
// dashboard too. Nothing may delete a certificate.
func Guard(r *core.Record) error {
	before := r.Original()
	for _, field := range fixed {
		if changed(before, r, field) {
			return fmt.Errorf("%w: %s", ErrImmutable, field)
		}
	}
	for _, field := range []string{fieldEnrolment, fieldUser} {
		if changed(before, r, field) && r.GetString(field) != "" {
			return fmt.Errorf("%w: %s", ErrImmutable, field)
		}
	}
	for _, field := range []string{fieldPDF, fieldSHA256, fieldReplacedBy} {
		if changed(before, r, field) && before.GetString(field) != "" {
			return fmt.Errorf("%w: %s", ErrImmutable, field)
		}
	}
	ends := changed(before, r, fieldState)
	if ends && State(before.GetString(fieldState)) != Valid {
		return fmt.Errorf("%w: %s", ErrImmutable, fieldState)
	}
	if !ends && (changed(before, r, fieldReason) || changed(before, r, fieldEnded)) {
		return fmt.Errorf("%w: %s", ErrImmutable, fieldReason)
	}
	if changed(before, r, fieldReplacedBy) && State(r.GetString(fieldState)) == Valid {
		return fmt.Errorf("%w: %s", ErrImmutable, fieldReplacedBy)
	}
	return nil
}

func changed(before, after *core.Record, field string) bool {
	return len(after.GetUnsavedFiles(field)) > 0 || before.GetString(field) != after.GetString(field)
}
