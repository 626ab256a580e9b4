package backups_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/backups"
	"aula/internal/testapp"
)

const phrase = "quattro gatti sul tetto"

// newAcademy is one with people, files and a key.
func newAcademy(t *testing.T) core.App {
	t.Helper()
	app := testapp.New(t)
	for i := range 20 {
		testapp.Person(t, app, "learner", fmt.Sprintf("p%d@example.org", i))
	}
	for name, content := range map[string]string{
		"storage/courses/a.svg": "<svg/>", "storage/courses/a.svg.attrs": "{}", "storage/empty": "", "keys/seal.key": "secret",
		"storage/large": string(bytes.Repeat([]byte("0123456789"), 300_000)), "demo.json": "{}", "uploads/x.zip": "PK", "storage/b.pdf.1a2b3c4d5e6f.tmp": "half",
	} {
		path := filepath.Join(app.DataDir(), name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(content), 0o600))
	}
	return app
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func folder(t *testing.T) backups.Store {
	t.Helper()
	s, err := backups.OpenStore(t.TempDir(), "", os.Getenv)
	must(t, err)
	return s
}

func passphrase(t testing.TB, words string) backups.Key {
	t.Helper()
	k, err := backups.QuickPassphrase(words)
	must(t, err)
	return k
}

// newKey is one that is quickly tried, unlike a passphrase.
func newKey(t *testing.T) backups.Key {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	must(t, err)
	path := filepath.Join(t.TempDir(), "key")
	must(t, os.WriteFile(path, []byte(identity.String()), 0o600))
	k, err := backups.OpenKey(path)
	must(t, err)
	return k
}

func create(t *testing.T, app core.App, s backups.Store, k backups.Key) backups.Made {
	t.Helper()
	m, err := backups.Create(t.Context(), backups.Order{Dir: app.DataDir(), Program: "test", Store: s, Key: k})
	must(t, err)
	return m
}

// content is a backup's bytes.
func content(t *testing.T, s backups.Store, name string) []byte {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	must(t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	must(t, err)
	return b
}

func restore(ctx context.Context, b []byte, dir string, k backups.Key) (backups.Revived, error) {
	return backups.Restore(ctx, bytes.NewReader(b), backups.Revival{Dir: dir, Key: k})
}

// files are those of a folder that a backup takes, by path.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, part := range []string{"storage", "keys"} {
		err := filepath.WalkDir(filepath.Join(dir, part), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			inside, _ := filepath.Rel(dir, path)
			found[inside] = string(b)
			return err
		})
		must(t, err)
	}
	return found
}

func mustStore(t *testing.T, dir string) backups.Store {
	t.Helper()
	s, err := backups.OpenStore(dir, "", os.Getenv)
	must(t, err)
	return s
}

func writeFile(path string, content []byte) error { return os.WriteFile(path, content, 0o600) }

// scratch is a folder in memory where there is one: a fuzz target must not wait for a disk.
func scratch(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "aula-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}
