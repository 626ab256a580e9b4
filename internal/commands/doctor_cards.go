package commands

import (
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/federation"
)

// lookAtCards finds what lets no smart card in: no authority, no list of revoked cards, an old one, files that are not used.
func lookAtCards(cards *federation.CNS) func(core.App) ([]finding, error) {
	return func(core.App) ([]finding, error) {
		state, err := cards.State(time.Now())
		if err != nil {
			return nil, err
		}
		var found []finding
		switch {
		case state.Authorities == 0:
			found = append(found, finding{fault, "cards_nobody", nil})
		case state.Lists == 0 && !state.Unchecked:
			found = append(found, finding{fault, "cards_no_lists", nil})
		case state.Old > 0:
			found = append(found, finding{warning, "cards_old", []any{"number", state.Old}})
		}
		var files []string
		for _, p := range state.Problems {
			files = append(files, p.File)
		}
		if len(files) > 0 {
			found = append(found, finding{warning, "cards_files", []any{"files", strings.Join(files, ", ")}})
		}
		return found, nil
	}
}
