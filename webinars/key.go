package webinars

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/wholefile"
)

// The key that signs joining links, room cookies, calendar addresses and media tokens, and from which others come: DIR/keys/links.key. Whoever
// has it can enter every room, so nobody else may read it.
const (
	keyFolder = "keys"
	keyFile   = "links.key"
	keySize   = 32
	keptKey   = "aula:links.key"
)

// errKey says that the file holds no key.
var errKey = errors.New("key of joining links cannot be used")

// sign signs what is said for one purpose. A signature for one purpose is none for another.
func sign(app core.App, purpose, said string) ([]byte, error) {
	key, err := linkKey(app)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose + "\x00" + said))
	return mac.Sum(nil), nil
}

// KeyFor is a key for what another package signs. It tells nothing of the one that it comes from.
func KeyFor(app core.App, purpose string) ([]byte, error) { return sign(app, "key", purpose) }

func linkKey(app core.App) ([]byte, error) {
	if key, ok := app.Store().Get(keptKey).([]byte); ok {
		return key, nil
	}
	path := filepath.Join(app.DataDir(), keyFolder, keyFile)
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return nil, fmt.Errorf("make key of joining links: %w", err)
		}
		key, err = readKey(path)
	}
	if err != nil {
		return nil, err
	}
	app.Store().Set(keptKey, key)
	return key, nil
}

func readKey(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(content)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("%s: %w", path, errKey)
	}
	return key, nil
}

func makeKey(path string) error {
	key := make([]byte, keySize)
	rand.Read(key) // never fails, by its documentation
	return wholefile.Make(path, []byte(hex.EncodeToString(key)+"\n"))
}
