package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// ErrPersonal says that a value is not an id, a key, a number or a date, and may name somebody.
var ErrPersonal = errors.New("audit entry may name somebody")

var (
	// plain is how ids, keys, numbers, dates and lists of them are written: names and mailboxes are not.
	plain = regexp.MustCompile(`^[A-Za-z0-9_.,:;/+-]{0,200}$`)
	// taxCode is a codice fiscale anywhere in a value, also with the letters that stand for digits where two people share one.
	taxCode = regexp.MustCompile(`(?i)[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]`)
)

// mostDetails is how many an entry has at most.
const mostDetails = 20

// impersonal returns ErrPersonal where a value may name somebody. The error does not repeat it.
func impersonal(value string) error {
	if !plain.MatchString(value) || taxCode.MatchString(value) {
		return ErrPersonal
	}
	return nil
}

// detailsText is the one way to write details: JSON with sorted keys; nothing where there are none.
func detailsText(details map[string]string) (string, error) {
	if len(details) == 0 {
		return "", nil
	}
	if len(details) > mostDetails {
		return "", fmt.Errorf("%d details: %w", len(details), ErrPersonal)
	}
	for key, value := range details {
		if impersonal(key) != nil {
			return "", ErrPersonal
		}
		if err := impersonal(value); err != nil {
			return "", fmt.Errorf("detail %s: %w", key, err)
		}
	}
	text, err := json.Marshal(details)
	return string(text), err
}
