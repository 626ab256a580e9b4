package quizzes

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// CountAttempts counts those that are open and those that are not.
func CountAttempts(app core.App) (open, ended int, err error) {
	all, err := app.CountRecords("attempts")
	if err != nil {
		return 0, 0, fmt.Errorf("count attempts: %w", err)
	}
	some, err := app.CountRecords("attempts", dbx.NewExp("[[state]] = 'open'"))
	if err != nil {
		return 0, 0, fmt.Errorf("count open attempts: %w", err)
	}
	return int(some), int(all - some), nil
}
