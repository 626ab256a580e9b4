package certificates

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// InForce returns the code of the enrolment's certificate in force, or "" where there is none.
func InForce(app core.App, enrolment string) (string, error) {
	var codes []string
	err := app.DB().Select(fieldCode).From(Collection).
		Where(dbx.HashExp{fieldEnrolment: enrolment, fieldState: string(Valid)}).
		AndWhere(dbx.NewExp("[[enrolment]] != ''")).Column(&codes)
	if err != nil || len(codes) == 0 {
		return "", err
	}
	return codes[0], nil
}

// Held is a certificate that its holder has, in force or expired.
type Held struct {
	Enrolment string `db:"enrolment"`
	Code      string `db:"code"`
	State     State  `db:"state"`
	Day       string `db:"expires"`
}

// Holds tells whether it is in force.
func (h Held) Holds() bool { return h.State == Valid }

// LastDay is a moment of the last day on which it holds; zero: for ever.
func (h Held) LastDay() time.Time { return Facts{Expires: h.Day}.LastDay() }

// MayRenew tells whether it is so near its end, or past it, that its holder can earn another one.
func (h Held) MayRenew(now time.Time) bool { return mayRenew(h.State, h.LastDay(), now) }

// HeldBy returns the person's certificates in force and expired, by enrolment.
func HeldBy(app core.App, user string) (map[string]Held, error) {
	var rows []Held
	err := app.DB().Select("k.enrolment", "k.code", "k.state", "coalesce("+expires+", '') AS expires").From(Collection + " k").
		Where(dbx.HashExp{"k.user": user, "k.state": []any{string(Valid), string(Expired)}}).AndWhere(dbx.NewExp("k.[[user]] != ''")).
		OrderBy("k.number").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("certificates of person %s: %w", user, err)
	}
	held := make(map[string]Held, len(rows))
	for _, row := range rows {
		if before := held[row.Enrolment]; !before.Holds() { // one corrected after it had expired
			held[row.Enrolment] = row
		}
	}
	return held, nil
}

// CodesOf returns the codes of the person's certificates in force, by enrolment.
func CodesOf(app core.App, user string) (map[string]string, error) {
	held, err := HeldBy(app, user)
	if err != nil {
		return nil, err
	}
	codes := make(map[string]string, len(held))
	for enrolment, h := range held {
		if h.Holds() {
			codes[enrolment] = h.Code
		}
	}
	return codes, nil
}
