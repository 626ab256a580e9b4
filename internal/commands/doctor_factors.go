package commands

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/demo"
)

// lookAtFactors counts those with power whom a password alone lets in, but for the cast of a demo.
func lookAtFactors(app core.App) ([]finding, error) {
	demo.ExemptCast(app)
	without, all, err := accounts.CountWithoutFactor(app)
	if err != nil || without == 0 {
		return nil, err
	}
	return []finding{{warning, "factors_missing", []any{"without", without, "all", all}}}, nil
}
