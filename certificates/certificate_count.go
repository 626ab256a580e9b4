package certificates

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// Count counts the certificates that were ever issued, whatever became of them.
func Count(app core.App) (int, error) {
	n, err := app.CountRecords(Collection)
	if err != nil {
		return 0, fmt.Errorf("count certificates: %w", err)
	}
	return int(n), nil
}
