package vault

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"aula/internal/wholefile"
)

// keyFile is what lies in a key's file. It says again what its name does: a file that was given another's name is noticed.
type keyFile struct {
	Purpose string    `json:"purpose"`
	Version int       `json:"version"`
	Made    time.Time `json:"made"`
	Key     []byte    `json:"key"`
}

// Path is the file of a version of a key.
func Path(folder, purpose string, version int) string {
	return filepath.Join(folder, fmt.Sprintf("%s.%d.key", purpose, version))
}

// versionsIn are the versions of a purpose's key that lie in the folder, in no order.
func versionsIn(folder, purpose string) (versions []int, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	for _, e := range entries {
		number, ok := strings.CutPrefix(strings.TrimSuffix(e.Name(), ".key"), purpose+".")
		n, err := strconv.Atoi(number)
		if ok && err == nil && n > 0 && e.Name() == filepath.Base(Path(folder, purpose, n)) {
			versions = append(versions, n)
		}
	}
	return versions, nil
}

// makeKey makes a version of a key that there is not yet. Where another process was faster, its key stays.
func makeKey(folder, purpose string, version int) error {
	secret := make([]byte, keyBytes)
	rand.Read(secret) // it ends the program rather than fail
	content, err := json.Marshal(keyFile{purpose, version, time.Now().UTC().Truncate(time.Second), secret})
	if err != nil {
		return err
	}
	if err := wholefile.Make(Path(folder, purpose, version), append(content, '\n')); err != nil {
		return fmt.Errorf("make key %d for %s: %w", version, purpose, err)
	}
	return nil
}

// readKey reads a file. What is in it never gets into an error.
func readKey(folder, purpose string, version int) (*key, error) {
	path := Path(folder, purpose, version)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrMissing, path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	var f keyFile
	if json.Unmarshal(content, &f) != nil || len(f.Key) != keyBytes {
		return nil, fmt.Errorf("%w: %s is damaged", ErrKeyFile, path)
	}
	if f.Purpose != purpose || f.Version != version {
		return nil, fmt.Errorf("%w: %s holds another key", ErrKeyFile, path)
	}
	k, err := newKey(purpose, version, f.Made, f.Key)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrKeyFile, path, err)
	}
	return k, nil
}
