package certificates

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// CodesOf returns the codes of the person's certificates in force, by enrolment.
func CodesOf(app core.App, user string) (map[string]string, error) {
	var rows []struct {
		Enrolment string `db:"enrolment"`
		Code      string `db:"code"`
	}
	err := app.DB().Select("enrolment", "code").From("certificates").
		Where(dbx.HashExp{"user": user, "state": "valid"}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("certificates of person %s: %w", user, err)
	}
	codes := make(map[string]string, len(rows))
	for _, row := range rows {
		codes[row.Enrolment] = row.Code
	}
	return codes, nil
}
