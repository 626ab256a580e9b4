package accounts

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// CountSessions counts the devices on which somebody is signed in.
func CountSessions(app core.App) (int, error) {
	n, err := app.CountRecords(sessions, dbx.NewExp("[[expires]] > {:now}", dbx.Params{"now": types.NowDateTime().String()}))
	if err != nil {
		return 0, fmt.Errorf("count sessions: %w", err)
	}
	return int(n), nil
}
