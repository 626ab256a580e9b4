package vault_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"aula/internal/vault"
)

const text = "MRTMTT25D09F205Z"

func open(t *testing.T, folder string, samples ...vault.Sample) *vault.Vault {
	t.Helper()
	v, err := vault.Open(folder, samples...)
	must(t, err)
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func seal(t *testing.T, v *vault.Vault) string {
	t.Helper()
	sealed, err := v.Seal(vault.TaxCode, []byte(text), []byte("ada"))
	must(t, err)
	return sealed
}

func opens(v *vault.Vault, sealed string) error {
	plain, err := v.Unseal(vault.TaxCode, sealed, []byte("ada"))
	if err == nil && string(plain) != text {
		return errors.New("it opens to something else")
	}
	return err
}

func TestWhatIsSealedOpensInItsPlaceOnly(t *testing.T) {
	v := open(t, t.TempDir())
	sealed := seal(t, v)
	must(t, opens(v, sealed))
	if strings.Contains(sealed, text) || sealed == seal(t, v) {
		t.Errorf("%s can be read or recognised", sealed)
	}
	_, err := v.Advance(vault.TaxCode)
	must(t, err)
	changed := []byte(sealed)
	changed[len(changed)-3] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"in another row":     func() ([]byte, error) { return v.Unseal(vault.TaxCode, sealed, []byte("eva")) },
		"in no row":          func() ([]byte, error) { return v.Unseal(vault.TaxCode, sealed, nil) },
		"for another use":    func() ([]byte, error) { return v.Unseal(vault.SPIDLog, sealed, []byte("ada")) },
		"as another version": func() ([]byte, error) { return v.Unseal(vault.TaxCode, "v1.2."+sealed[5:], []byte("ada")) },
		"changed":            func() ([]byte, error) { return v.Unseal(vault.TaxCode, string(changed), []byte("ada")) },
		"cut":                func() ([]byte, error) { return v.Unseal(vault.TaxCode, sealed[:20], []byte("ada")) },
		"empty":              func() ([]byte, error) { return v.Unseal(vault.TaxCode, "v1.1.", []byte("ada")) },
		"lengthened":         func() ([]byte, error) { return v.Unseal(vault.TaxCode, sealed+"A", []byte("ada")) },
		"with a line end":    func() ([]byte, error) { return v.Unseal(vault.TaxCode, sealed+"\n", []byte("ada")) },
		"not sealed":         func() ([]byte, error) { return v.Unseal(vault.TaxCode, text, []byte("ada")) },
		"of another form":    func() ([]byte, error) { return v.Unseal(vault.TaxCode, "v2"+sealed[2:], []byte("ada")) },
		"of version 0":       func() ([]byte, error) { return v.Unseal(vault.TaxCode, "v1.0"+sealed[4:], []byte("ada")) },
		"of version +1":      func() ([]byte, error) { return v.Unseal(vault.TaxCode, "v1.+1"+sealed[4:], []byte("ada")) },
	} {
		if plain, err := try(); !errors.Is(err, vault.ErrSealed) || plain != nil || strings.Contains(err.Error(), text) {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
	if _, err := v.Unseal(vault.TaxCode, "v1.7"+sealed[4:], []byte("ada")); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("of a version that there is not: %v", err)
	}
}

func TestAMarkIsTheSameForTheSameTextAndKeyOnly(t *testing.T) {
	folder := t.TempDir()
	v := open(t, folder)
	mark := v.Mark(vault.TaxCode, text)
	if mark != open(t, folder).Mark(vault.TaxCode, text) || !strings.HasPrefix(mark, "v1.1.") || strings.Contains(mark, text) {
		t.Errorf("mark %s", mark)
	}
	for name, other := range map[string]string{
		"another text": v.Mark(vault.TaxCode, "MLLSNT82P65Z404U"), "another use": v.Mark(vault.SPIDLog, text), "another academy": open(t, t.TempDir()).Mark(vault.TaxCode, text),
	} {
		if mark == other {
			t.Errorf("%s has the same mark", name)
		}
	}
	_, err := v.Advance(vault.TaxCode)
	must(t, err)
	marks, err := v.Marks(vault.TaxCode, text)
	must(t, err)
	if len(marks) != 2 || marks[1] != mark || marks[0] != v.Mark(vault.TaxCode, text) || marks[0][5:] == mark[5:] {
		t.Errorf("marks %v", marks)
	}
}

func TestKeysAreMadeOnceAndForTheirOwnerOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	sealed := seal(t, open(t, folder))
	var before [][]byte
	for _, purpose := range vault.Purposes {
		info, err := os.Stat(vault.Path(folder, purpose, 1))
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", purpose, info.Mode())
		}
		content, err := os.ReadFile(vault.Path(folder, purpose, 1))
		must(t, err)
		before = append(before, content)
	}
	must(t, opens(open(t, folder), sealed))
	for i, purpose := range vault.Purposes {
		if content, err := os.ReadFile(vault.Path(folder, purpose, 1)); err != nil || !bytes.Equal(content, before[i]) {
			t.Errorf("%s was made again: %v", purpose, err)
		}
	}
	entries, err := os.ReadDir(folder)
	must(t, err)
	if len(entries) != len(vault.Purposes) {
		t.Errorf("%d files", len(entries))
	}
}

func TestManyWhoOpenAnEmptyFolderHaveTheSameKeys(t *testing.T) {
	folder := t.TempDir()
	marks := make([]string, 8)
	var all sync.WaitGroup
	for i := range marks {
		all.Go(func() { marks[i] = open(t, folder).Mark(vault.TaxCode, text) })
	}
	all.Wait()
	if slices.ContainsFunc(marks, func(m string) bool { return m != marks[0] }) {
		t.Errorf("they differ: %v", marks)
	}
}

func TestNoKeyIsMadeWhereSomethingIsSealed(t *testing.T) {
	folder, other := t.TempDir(), t.TempDir()
	sample := vault.Sample{Purpose: vault.TaxCode, Sealed: seal(t, open(t, folder)), Bound: []byte("ada")}
	open(t, folder, sample)
	must(t, vault.Examine(folder, sample))
	_, err := vault.Open(other, sample)
	if !errors.Is(err, vault.ErrMissing) || !errors.Is(vault.Examine(other, sample), vault.ErrMissing) {
		t.Errorf("without the key: %v", err)
	}
	if entries, err := os.ReadDir(other); err != nil || len(entries) > 0 {
		t.Errorf("made %d files, %v", len(entries), err)
	}
	open(t, other)
	if _, err := vault.Open(other, sample); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("with another academy's key: %v", err)
	}
	damaged := vault.Sample{Purpose: vault.TaxCode, Sealed: "v1.1.AAAA", Bound: []byte("eva")}
	open(t, folder, damaged, sample) // one row shuts no academy
	if _, err := vault.Open(folder, damaged); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("with nothing that opens: %v", err)
	}
}

func TestAKeyFileThatCannotBeUsedIsNamedAndNotTold(t *testing.T) {
	rows := []struct {
		name string
		harm func(t *testing.T, folder string, content []byte) []byte
	}{
		{"cut", func(_ *testing.T, _ string, c []byte) []byte { return c[:len(c)-10] }},
		{"empty", func(*testing.T, string, []byte) []byte { return nil }},
		{"a short key", func(t *testing.T, _ string, c []byte) []byte {
			var f map[string]any
			must(t, json.Unmarshal(c, &f))
			f["key"] = f["key"].(string)[:40]
			c, err := json.Marshal(f)
			must(t, err)
			return c
		}},
		{"another purpose's", func(t *testing.T, folder string, _ []byte) []byte {
			c, err := os.ReadFile(vault.Path(folder, vault.SPIDLog, 1))
			must(t, err)
			return c
		}},
	}
	for _, row := range rows {
		folder := t.TempDir()
		open(t, folder)
		path := vault.Path(folder, vault.TaxCode, 1)
		content, err := os.ReadFile(path)
		must(t, err)
		var secret struct{ Key string }
		must(t, json.Unmarshal(content, &secret))
		harmed := row.harm(t, folder, content)
		must(t, os.WriteFile(path, harmed, 0o600))
		_, err = vault.Open(folder)
		if !errors.Is(err, vault.ErrKeyFile) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), secret.Key[:20]) {
			t.Errorf("%s: %v", row.name, err)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, harmed) {
			t.Errorf("%s: the file was changed", row.name)
		}
	}
}

func FuzzUnseal(f *testing.F) {
	v, err := vault.Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := v.Seal(vault.TaxCode, []byte(text), []byte("ada"))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{sealed, "", "v1.", "v1.1.", "v1.1.AAAA", "v1.99999999999999999999.AAAA", "v1..", "v1.-1.AAAA", text} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain, err := v.Unseal(vault.TaxCode, s, []byte("ada"))
		if err == nil != (s == sealed) || err != nil && plain != nil {
			t.Errorf("%q opens: %v", s, err)
		}
	})
}
