package certificates

import (
	"fmt"

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

// CodesOf returns the codes of the person's certificates in force, by enrolment.
func CodesOf(app core.App, user string) (map[string]string, error) { return codesOf(app, user, Valid) }

// ExpiredOf returns the codes of the person's certificates that have expired, by enrolment.
func ExpiredOf(app core.App, user string) (map[string]string, error) {
	return codesOf(app, user, Expired)
}

func codesOf(app core.App, user string, state State) (map[string]string, error) {
	var rows []struct {
		Enrolment string `db:"enrolment"`
		Code      string `db:"code"`
	}
	err := app.DB().Select(fieldEnrolment, fieldCode).From(Collection).
		Where(dbx.HashExp{fieldUser: user, fieldState: string(state)}).
		AndWhere(dbx.NewExp("[[user]] != ''")).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("certificates of person %s: %w", user, err)
	}
	codes := make(map[string]string, len(rows))
	for _, row := range rows {
		codes[row.Enrolment] = row.Code
	}
	return codes, nil
}
