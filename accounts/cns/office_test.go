package cns

import (
	"os"
	"path/filepath"
	"testing"

	"aula/accounts/cns/testoffice"
)

type office = testoffice.Office

const point = testoffice.Point

var (
	noon      = testoffice.Noon
	newOffice = testoffice.New
	inPEM     = testoffice.PEM
)

// folder holds the files, and is opened without a problem unless the test says otherwise.
func folder(t testing.TB, files map[string][]byte) (*Trust, []Problem) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trust, problems, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return trust, problems
}

func trusting(t testing.TB, files map[string][]byte, offices ...*office) *Trust {
	t.Helper()
	all := map[string][]byte{}
	for name, content := range files {
		all[name] = content
	}
	for i, o := range offices {
		all[string(rune('a'+i))+".cer"] = o.Certificate.Raw
	}
	trust, problems := folder(t, all)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return trust
}
