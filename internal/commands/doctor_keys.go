package commands

import (
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/internal/vault"
)

// lookAtKeys finds keys of personal data that others can read, that do not open what is sealed, or whose change nobody has finished.
// Those that have never been are made by the next start.
func lookAtKeys(app core.App) ([]finding, error) {
	folder := certificates.KeysOf(app.DataDir()).Folder
	var found []finding
	if err := examineKeys(app); err != nil {
		key := keyProblem(err)
		if key == "" {
			return nil, err
		}
		found = append(found, finding{fault, key, []any{"error", err.Error()}})
	}
	for _, purpose := range vault.Purposes {
		files, err := filepath.Glob(filepath.Join(folder, purpose+".*.key"))
		if err != nil {
			return nil, err
		}
		if len(files) > 1 {
			found = append(found, finding{warning, "keys_unfinished", []any{"purpose", purpose}})
		}
		for _, path := range files {
			if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
				found = append(found, finding{fault, "keys_open", []any{"path", path}})
			}
		}
	}
	return found, nil
}
