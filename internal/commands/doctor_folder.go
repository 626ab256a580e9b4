package commands

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/certificates"
	"aula/internal/backups"
	"aula/internal/documents"
	"aula/internal/health"
	"aula/public"
)

const (
	keyWarning = 90 * 24 * time.Hour // before a signing certificate ends
)

func lookAtFolder(app core.App) ([]finding, error) {
	var found []finding
	dir := app.DataDir()
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		found = append(found, finding{warning, "folder_open", []any{"dir", dir}})
	}
	free, known := health.FreeSpace(dir)
	switch {
	case known && free < health.NoSpace:
		found = append(found, finding{fault, "disk_full", []any{"megabytes", free >> 20}})
	case known && free < health.LittleSpace:
		found = append(found, finding{warning, "disk_low", []any{"megabytes", free >> 20}})
	}
	return found, nil
}

// lookAtSchema finds steps of the schema that this program knows and the database has not taken.
func lookAtSchema(app core.App) ([]finding, error) {
	var applied []string
	err := app.DB().Select("file").From(core.DefaultMigrationsTable).Column(&applied)
	if err != nil {
		return nil, err
	}
	if newer := backups.Newer(applied); len(newer) > 0 {
		return []finding{{fault, "schema_newer", []any{"steps", strings.Join(newer, ", ")}}}, nil
	}
	missing := 0
	for _, m := range core.AppMigrations.Items() {
		if !slices.Contains(applied, m.File) {
			missing++
		}
	}
	if missing > 0 {
		return []finding{{fault, "schema_old", []any{"number", missing}}}, nil
	}
	return nil, nil
}

func lookAtAssets(core.App) ([]finding, error) {
	if !public.Built() {
		return []finding{{fault, "assets_missing", nil}}, nil
	}
	return nil, nil
}

// lookAtKey reads the signing key's files. Without them the next start makes them.
func lookAtKey(app core.App) ([]finding, error) {
	keys := certificates.KeysOf(app.DataDir())
	path := filepath.Join(keys.Folder, "seal.key")
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []finding{{warning, "key_missing", []any{"path", path}}}, nil
	}
	if err != nil {
		return nil, err
	}
	var found []finding
	if info.Mode().Perm()&0o077 != 0 {
		found = append(found, finding{fault, "key_open", []any{"path", path}})
	}
	signer, err := documents.OpenSigner(keys, "Aula") // reads: the key is there
	if err != nil {
		return append(found, finding{fault, "key_unusable", []any{"error", err.Error()}}), nil
	}
	switch ends := signer.Certificate().NotAfter; {
	case time.Now().After(ends):
		found = append(found, finding{fault, "key_expired", []any{"date", ends.Format(time.DateOnly)}})
	case time.Until(ends) < keyWarning:
		found = append(found, finding{warning, "key_expires", []any{"date", ends.Format(time.DateOnly)}})
	}
	return found, nil
}

// lookAtClock finds records from the future: then the clock went back, or is wrong.
func lookAtClock(app core.App) ([]finding, error) {
	soon := types.NowDateTime().Add(5 * time.Minute).String()
	for _, collection := range []string{"jobs", "users", "enrolments"} {
		n, err := app.CountRecords(collection, dbx.NewExp("updated > {:soon}", dbx.Params{"soon": soon}))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			return []finding{{fault, "clock_back", []any{"now", time.Now().Format(time.DateTime)}}}, nil
		}
	}
	if time.Now().Year() < 2026 {
		return []finding{{fault, "clock_back", []any{"now", time.Now().Format(time.DateTime)}}}, nil
	}
	return nil, nil
}
