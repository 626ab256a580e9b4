package commands

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// lookAtFactors counts those with power whom a password alone lets in.
func lookAtFactors(app core.App) ([]finding, error) {
	without, all, err := accounts.CountWithoutFactor(app)
	if err != nil || without == 0 {
		return nil, err
	}
	return []finding{{warning, "factors_missing", []any{"without", without, "all", all}}}, nil
}
