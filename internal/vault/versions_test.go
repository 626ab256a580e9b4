package vault_test

import (
	"errors"
	"os"
	"sync"
	"testing"

	"aula/internal/vault"
)

func versionOf(t *testing.T, text string) int {
	t.Helper()
	n, err := vault.Version(text)
	must(t, err)
	return n
}

// Two vaults are as two processes: each knows only what lies in the folder.
func TestAVaultNoticesWhatAnotherHasAdded(t *testing.T) {
	folder := t.TempDir()
	server, command := open(t, folder), open(t, folder)
	old := seal(t, server)
	n, err := command.Advance(vault.TaxCode)
	must(t, err)
	fresh := seal(t, command)
	if n != 2 || versionOf(t, fresh) != 2 {
		t.Errorf("version %d, sealed by %d", n, versionOf(t, fresh))
	}
	must(t, opens(server, fresh)) // unknown to it until now
	if got := versionOf(t, seal(t, server)); got != 2 {
		t.Errorf("the server still seals by %d", got)
	}
	must(t, opens(command, old))
	if got := versionOf(t, server.Mark(vault.TaxCode, text)); got != 2 {
		t.Errorf("the server still marks by %d", got)
	}
	if got := versionOf(t, sealAs(t, server, vault.SPIDLog)); got != 1 {
		t.Errorf("another purpose seals by %d", got)
	}
}

func sealAs(t *testing.T, v *vault.Vault, purpose string) string {
	t.Helper()
	sealed, err := v.Seal(purpose, []byte(text), nil)
	must(t, err)
	return sealed
}

func TestAVaultThatSleptThroughTwoRotationsSealsByTheNewest(t *testing.T) {
	folder := t.TempDir()
	server, command := open(t, folder), open(t, folder)
	for version := 1; version <= 2; version++ {
		_, err := command.Advance(vault.TaxCode)
		must(t, err)
		must(t, command.Drop(vault.TaxCode, version))
	}
	if got := versionOf(t, seal(t, server)); got != 3 {
		t.Errorf("seals by %d, which no folder has any more", got)
	}
	if _, err := open(t, folder).Unseal(vault.TaxCode, "v1.1.AAAA", nil); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("version 1 was dropped: %v", err)
	}
}

func TestTheNewestVersionIsNotDropped(t *testing.T) {
	folder := t.TempDir()
	v := open(t, folder)
	sealed := seal(t, v)
	for _, version := range []int{1, 2} {
		if err := v.Drop(vault.TaxCode, version); !errors.Is(err, vault.ErrNewest) {
			t.Errorf("version %d: %v", version, err)
		}
	}
	must(t, opens(open(t, folder), sealed))
	_, err := v.Advance(vault.TaxCode)
	must(t, err)
	must(t, v.Drop(vault.TaxCode, 1))
	must(t, v.Drop(vault.TaxCode, 1)) // after a crash it is told again
	must(t, opens(v, sealed))         // read just before
	list, err := v.Versions(vault.TaxCode)
	must(t, err)
	if len(list) != 1 || list[0].Number != 2 || list[0].Made.IsZero() {
		t.Errorf("versions %v", list)
	}
}

func TestNothingIsSealedByAKeyThatHasGone(t *testing.T) {
	folder := t.TempDir()
	v := open(t, folder)
	must(t, os.Remove(vault.Path(folder, vault.TaxCode, 1)))
	if _, err := v.Seal(vault.TaxCode, []byte(text), nil); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("sealed: %v", err)
	}
	if _, err := v.Marks(vault.TaxCode, text); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("marked: %v", err)
	}
}

func TestManyAddAVersionAndSealMeanwhile(t *testing.T) {
	folder := t.TempDir()
	open(t, folder)
	var all sync.WaitGroup
	for range 4 {
		v := open(t, folder)
		for range 2 {
			all.Go(func() {
				for range 20 {
					sealed, err := v.Seal(vault.TaxCode, []byte(text), []byte("ada"))
					if err == nil {
						err = opens(v, sealed)
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Go(func() {
			if _, err := v.Advance(vault.TaxCode); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	v := open(t, folder)
	must(t, opens(v, seal(t, v)))
}

func BenchmarkSealAndMark(b *testing.B) {
	v, err := vault.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for range 10_000 {
			if _, err := v.Seal(vault.TaxCode, []byte(text), []byte("0123456789abcde")); err != nil {
				b.Fatal(err)
			}
			v.Mark(vault.TaxCode, text)
		}
	}
}
