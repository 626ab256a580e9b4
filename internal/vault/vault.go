// Package vault seals personal data that must not lie readable in the database, and marks it so that it can be found without
// being opened. It holds the keys, which lie beside the database in DIR/keys, and knows nothing of what is sealed or where that
// is kept. It is no protection from who has the whole data folder, or a backup of it: see docs/operator.
//
// Each purpose has keys of its own, in numbered versions. The newest seals; those before it still open what they sealed, until
// that is sealed anew and they are dropped. A key has a file of its own that never changes, so that backups, which copy files
// first and the database then, always have the keys of what they copy:
//
//	keys/tax_code.1.key
//
// Another process may add a version at any moment: before it seals, a vault looks whether one did.
package vault

import (
	"errors"
	"fmt"
	"sync"
)

// What has keys of its own.
const (
	TaxCode      = "tax_code"
	SPIDLog      = "spid_log"
	SecondFactor = "second_factor"
	OIDCSecret   = "oidc_secret"
)

// Purposes are all of them.
var Purposes = []string{TaxCode, SPIDLog, SecondFactor, OIDCSecret}

// What can be wrong. None of the errors tells a key or what was sealed.
var (
	ErrMissing = errors.New("key is missing")                       // of something that is sealed: it is in a backup's keys/
	ErrKeyFile = errors.New("key file cannot be used")              // damaged, or not what its name says
	ErrSealed  = errors.New("sealed value does not open")           // changed, moved, or sealed by another academy's key
	ErrNewest  = errors.New("newest version of a key is not to go") // else nothing could be sealed
)

// Vault seals and opens. It may be used by several goroutines.
type Vault struct {
	folder string
	mu     sync.Mutex       // guards rings and what is in them; keys themselves never change
	rings  map[string]*ring // by purpose
}

// ring is the keys of a purpose. What has been dropped stays until the program ends: somebody may have read a value just before.
type ring struct {
	newest int
	keys   map[int]*key
}

// Sample is a sealed value of the database. Where none of a purpose opens, the keys in the folder are another academy's; where some
// do not, these are damaged.
type Sample struct {
	Purpose, Sealed string
	Bound           []byte
}

// Open opens the keys in the folder (DIR/keys) and makes those that there have never been: of purposes of which there is no sample.
// It returns ErrMissing where a sample has no key and ErrSealed where none opens, and has made nothing then; ErrKeyFile for files that
// are damaged.
func Open(folder string, samples ...Sample) (*Vault, error) {
	v, err := examine(folder, samples)
	if err != nil {
		return nil, err
	}
	for _, purpose := range Purposes {
		if v.rings[purpose].newest == 0 {
			if err := makeKey(folder, purpose, 1); err != nil {
				return nil, err
			}
			if err := v.read(purpose); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// Examine returns what Open would, and makes nothing.
func Examine(folder string, samples ...Sample) error {
	_, err := examine(folder, samples)
	return err
}

func examine(folder string, samples []Sample) (*Vault, error) {
	v := &Vault{folder: folder, rings: map[string]*ring{}}
	for _, purpose := range Purposes {
		v.rings[purpose] = &ring{keys: map[int]*key{}}
		if err := v.read(purpose); err != nil {
			return nil, err
		}
	}
	if err := v.try(samples); err != nil {
		return nil, err
	}
	return v, nil
}

func (v *Vault) try(samples []Sample) error {
	opens, fails := map[string]bool{}, map[string]error{}
	for _, s := range samples {
		_, err := v.Unseal(s.Purpose, s.Sealed, s.Bound)
		switch {
		case err == nil:
			opens[s.Purpose] = true
		case !errors.Is(err, ErrSealed):
			return err
		default:
			fails[s.Purpose] = err
		}
	}
	for purpose, err := range fails {
		if !opens[purpose] {
			return err
		}
	}
	return nil
}

// Seal makes plain unreadable without the newest key of the purpose. bound says where the value belongs, such as the id of its
// record: it opens there only. Sealing the same again gives another text.
//
// Who stores it takes its turn to write in the database first: then no rotation ends between the two.
func (v *Vault) Seal(purpose string, plain, bound []byte) (string, error) {
	k, err := v.current(purpose)
	if err != nil {
		return "", err
	}
	return k.seal(plain, bound), nil
}

// Unseal returns what was sealed. It returns ErrSealed, or ErrMissing where there is no such version of the key.
func (v *Vault) Unseal(purpose, sealed string, bound []byte) ([]byte, error) {
	version, content, err := split(sealed)
	if err != nil {
		return nil, err
	}
	k, err := v.version(purpose, version)
	if err != nil {
		return nil, err
	}
	return k.unseal(content, bound)
}

// Mark is by what a text is found that lies sealed: the same for the same text, and nothing to who has no key. It is of the newest
// version that this vault has met.
func (v *Vault) Mark(purpose, text string) string {
	v.mu.Lock()
	r := v.ring(purpose)
	k := r.keys[r.newest]
	v.mu.Unlock()
	return k.sign(text)
}

// Marks are the marks of a text by all versions, the newest first: a row may still have an earlier one.
func (v *Vault) Marks(purpose, text string) ([]string, error) {
	if _, err := v.current(purpose); err != nil {
		return nil, err
	}
	v.mu.Lock()
	keys := v.ring(purpose).sorted()
	v.mu.Unlock()
	marks := make([]string, len(keys))
	for i, k := range keys {
		marks[i] = k.sign(text)
	}
	return marks, nil
}

// ring is that of a purpose. Others than the known ones are a mistake of the program.
func (v *Vault) ring(purpose string) *ring {
	r := v.rings[purpose]
	if r == nil {
		panic(fmt.Sprintf("vault: no purpose %q", purpose))
	}
	return r
}
