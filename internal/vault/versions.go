package vault

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"
)

// KeyVersion is a version of a key, as it may be told.
type KeyVersion struct {
	Number int
	Made   time.Time
}

// Versions are those that lie in the folder now, the oldest first.
func (v *Vault) Versions(purpose string) ([]KeyVersion, error) {
	numbers, err := versionsIn(v.folder, purpose)
	if err != nil {
		return nil, err
	}
	slices.Sort(numbers)
	list := make([]KeyVersion, len(numbers))
	for i, n := range numbers {
		k, err := v.version(purpose, n)
		if err != nil {
			return nil, err
		}
		list[i] = KeyVersion{n, k.made}
	}
	return list, nil
}

// Newest is the number of the version that seals now.
func (v *Vault) Newest(purpose string) (int, error) {
	k, err := v.current(purpose)
	if err != nil {
		return 0, err
	}
	return k.version, nil
}

// Advance adds a version to a purpose's key, and returns its number. From then on every vault on the folder seals by it.
func (v *Vault) Advance(purpose string) (int, error) {
	k, err := v.current(purpose)
	if err != nil {
		return 0, err
	}
	if err := makeKey(v.folder, purpose, k.version+1); err != nil {
		return 0, err
	}
	return v.Newest(purpose)
}

// Drop removes a version. It must seal nothing any more, and the caller must have its turn to write in the database while it looks
// and drops, so that nobody seals by it in between. It returns ErrNewest.
func (v *Vault) Drop(purpose string, version int) error {
	k, err := v.current(purpose)
	if err != nil {
		return err
	}
	if version >= k.version {
		return fmt.Errorf("drop key %d for %s: %w", version, purpose, ErrNewest)
	}
	if err := os.Remove(Path(v.folder, purpose, version)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop key %d for %s: %w", version, purpose, err)
	}
	return nil
}

// current is the newest key of a purpose, in the folder too. Two looks suffice: the newest version is never dropped, so as long as
// it lies there and the next does not, nothing has changed.
func (v *Vault) current(purpose string) (*key, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	r := v.ring(purpose)
	if !there(Path(v.folder, purpose, r.newest)) || there(Path(v.folder, purpose, r.newest+1)) {
		if err := v.readInto(r, purpose); err != nil {
			return nil, err
		}
		if r.newest == 0 {
			return nil, fmt.Errorf("%w: %s", ErrMissing, Path(v.folder, purpose, 1))
		}
	}
	return r.keys[r.newest], nil
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// version is a key by its number. One that is not known may be another process's new one.
func (v *Vault) version(purpose string, number int) (*key, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	r := v.ring(purpose)
	if k := r.keys[number]; k != nil {
		return k, nil
	}
	k, err := readKey(v.folder, purpose, number)
	if err != nil {
		return nil, err
	}
	r.keys[number] = k
	return k, nil
}

// read learns what lies in the folder.
func (v *Vault) read(purpose string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.readInto(v.ring(purpose), purpose)
}

// readInto is read for who has the lock. A file that goes meanwhile was dropped.
func (v *Vault) readInto(r *ring, purpose string) error {
	numbers, err := versionsIn(v.folder, purpose)
	if err != nil {
		return err
	}
	r.newest = 0
	for _, n := range numbers {
		if r.keys[n] == nil {
			k, err := readKey(v.folder, purpose, n)
			if errors.Is(err, ErrMissing) {
				continue
			}
			if err != nil {
				return err
			}
			r.keys[n] = k
		}
		r.newest = max(r.newest, n)
	}
	return nil
}

// sorted are the keys, the newest first.
func (r *ring) sorted() []*key {
	return slices.SortedFunc(maps.Values(r.keys), func(a, b *key) int { return cmp.Compare(b.version, a.version) })
}
