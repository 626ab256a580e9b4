package testapp

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/bcrypt"

	_ "aula/pb_migrations" // the schema
)

// schema is the folder that every test clones. It is migrated once for all packages: which migrations made it is in its name.
var schema = sync.OnceValues(func() (folder string, err error) {
	if folder, err = shelf(); err != nil {
		return "", err
	}
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(filepath.Dir(folder), "making-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := migrate(dir); err != nil {
		return "", err
	}
	if err := os.Rename(dir, folder); err != nil && !errors.Is(err, os.ErrExist) { // else another process was faster
		return "", err
	}
	return folder, nil
})

// shelf is where the folder is kept: its name tells everything that it is made of.
func shelf() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil { // who has no home keeps it for the day
		cache = os.TempDir()
	}
	_, this, _, ok := runtime.Caller(0)
	if !ok {
		return "", errors.New("the sources of the tests are not known")
	}
	here := filepath.Dir(this)
	top := filepath.Join(here, "..", "..")
	migrations, err := filepath.Glob(filepath.Join(top, "pb_migrations", "*.go"))
	if err != nil || len(migrations) == 0 {
		return "", fmt.Errorf("no migrations beside %s: %w", here, err)
	}
	sum := sha256.New()
	for _, name := range append(migrations, this, filepath.Join(top, "go.mod")) {
		content, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, filepath.Base(name), len(content))
		if _, err := sum.Write(content); err != nil {
			return "", err
		}
	}
	return filepath.Join(cache, "aula", "schema-"+hex.EncodeToString(sum.Sum(nil)[:12])), nil
}

func migrate(dir string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return fmt.Errorf("bootstrap schema: %w", err)
	}
	if err := app.RunAllMigrations(); err != nil {
		return fmt.Errorf("migrate schema: %w", err)
	}
	if err := hashCheaply(app); err != nil {
		return err
	}
	if err := app.ResetBootstrapState(); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(dir, core.LocalNotifyDirName)) // each academy has its own
}

// hashCheaply lets tests make people without the seconds that a strong hash takes under the race detector.
func hashCheaply(app core.App) error {
	for _, name := range []string{"users", core.CollectionNameSuperusers} {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		password, ok := c.Fields.GetByName(core.FieldNamePassword).(*core.PasswordField)
		if !ok {
			return fmt.Errorf("%s has no password", name)
		}
		password.Cost = bcrypt.MinCost
		if err := app.Save(c); err != nil {
			return fmt.Errorf("hash cheaply in %s: %w", name, err)
		}
	}
	return nil
}
