package backups_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"aula/internal/backups"
)

func TestWhatWasBackedUpComesBackAsItWas(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	must(t, err)
	public, secret := filepath.Join(t.TempDir(), "public"), filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(public, []byte("# the centre's\n"+identity.Recipient().String()+"\n"), 0o600))
	must(t, os.WriteFile(secret, []byte(identity.String()+"\n"), 0o600))
	seals, err := backups.OpenKey(public)
	must(t, err)
	opens, err := backups.OpenKey(secret)
	must(t, err)
	rows := []struct {
		name          string
		create, opens backups.Key
	}{
		{"in the clear", backups.Key{}, backups.Key{}},
		{"with a passphrase", passphrase(t, phrase), passphrase(t, phrase)},
		{"with an age key of which the machine has the public half only", seals, opens},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app, s := newAcademy(t), folder(t)
			m := create(t, app, s, row.create)
			if m.Sealed != row.create.Seals() || m.Size == 0 || m.Sums.Rows() < 20 {
				t.Errorf("made %+v with %d rows", m.Stored, m.Sums.Rows())
			}
			dir := filepath.Join(t.TempDir(), "new")
			done, err := restore(t.Context(), content(t, s, m.File), dir, row.opens)
			must(t, err)
			want := files(t, app.DataDir())
			delete(want, "storage/b.pdf.1a2b3c4d5e6f.tmp") // an upload that is being written
			if got := files(t, dir); !maps.Equal(got, want) {
				t.Errorf("files %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
			}
			now, err := backups.Look(t.Context(), app.DataDir())
			must(t, err)
			if wrong := done.Found.Differences(now.Tables); len(wrong) > 0 {
				t.Errorf("tables differ: %v", wrong)
			}
			for _, absent := range []string{"demo.json", "uploads", "auxiliary.db", "RESTORING"} {
				if _, err := os.Stat(filepath.Join(dir, absent)); err == nil {
					t.Errorf("%s is there", absent)
				}
			}
		})
	}
}

func TestABackupInTheClearIsATarFileThatAnyToolReads(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	r := tar.NewReader(bytes.NewReader(content(t, s, create(t, app, s, backups.Key{}).File)))
	var names []string
	for {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		names = append(names, head.Name)
	}
	if names[0] != "manifest.json" || names[len(names)-1] != "sums.json" || !slices.Contains(names, "data.db") || !slices.Contains(names, "keys/seal.key") {
		t.Errorf("holds %v", names)
	}
}

func TestASealedBackupShowsNothing(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	b := content(t, s, create(t, app, s, newKey(t)).File)
	for _, secret := range []string{"manifest", "example.org", "SQLite", "seal.key"} {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%q can be read", secret)
		}
	}
}

func TestTwoBackupsOfAnAcademyAreNotMadeAtOnce(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	var second error
	_, err := backups.Create(t.Context(), backups.Order{Dir: app.DataDir(), Store: s, Progress: func(int64, int64) {
		if second == nil {
			_, second = backups.Create(t.Context(), backups.Order{Dir: app.DataDir(), Store: s})
		}
	}})
	must(t, err)
	if !errors.Is(second, backups.ErrUnderway) {
		t.Errorf("the second says %v", second)
	}
	create(t, app, s, backups.Key{}) // afterwards another can be made
}

func TestAFileThatGoesMeanwhileIsNamed(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	gone := filepath.Join(app.DataDir(), "storage", "zz", "last.pdf")
	must(t, os.MkdirAll(filepath.Dir(gone), 0o700))
	must(t, os.WriteFile(gone, []byte("x"), 0o600))
	second := filepath.Join(app.DataDir(), "storage", "zz", "last2.pdf")
	must(t, os.WriteFile(second, []byte("x"), 0o600))
	_ = second
	m, err := backups.Create(t.Context(), backups.Order{Dir: app.DataDir(), Store: s, Progress: func(int64, int64) { _ = os.Remove(gone) }})
	must(t, err)
	dir := filepath.Join(t.TempDir(), "new")
	done, err := restore(t.Context(), content(t, s, m.File), dir, backups.Key{})
	must(t, err)
	if _, err := os.Stat(filepath.Join(dir, "storage", "zz", "last.pdf")); err == nil || strings.Join(done.Sums.Gone, "") != strings.Join(m.Sums.Gone, "") {
		t.Errorf("gone: %v, restored with %v", m.Sums.Gone, err)
	}
}

func TestAFileThatComesMeanwhileIsTaken(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	fresh := filepath.Join(app.DataDir(), "storage", "aa.pdf")
	m, err := backups.Create(t.Context(), backups.Order{Dir: app.DataDir(), Store: s, Progress: func(int64, int64) {
		if _, err := os.Stat(fresh); err != nil {
			must(t, os.WriteFile(fresh, []byte("new"), 0o600))
		}
	}})
	must(t, err)
	if !slices.ContainsFunc(m.Sums.Files, func(f backups.File) bool { return f.Path == "storage/aa.pdf" }) {
		t.Error("it is not in the backup")
	}
}

func TestWhereABackupIsNotBroughtBackTo(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	b := content(t, s, create(t, app, s, backups.Key{}).File)
	living := func(t *testing.T) string {
		dir := filepath.Join(t.TempDir(), "living")
		_, err := restore(t.Context(), b, dir, backups.Key{})
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, "witness"), nil, 0o600))
		return dir
	}
	rows := []struct {
		name    string
		replace bool
		serve   bool
		want    error
	}{
		{"over an academy", false, false, backups.ErrOccupied},
		{"over one that is being served", false, true, backups.ErrServed},
		{"in place of one that is being served", true, true, backups.ErrServed},
		{"in place of one that is not", true, false, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			dir := living(t)
			if row.serve {
				release, err := backups.Hold(dir)
				must(t, err)
				defer release()
			}
			done, err := backups.Restore(t.Context(), bytes.NewReader(b), backups.Revival{Dir: dir, Replace: row.replace})
			if !errors.Is(err, row.want) {
				t.Fatalf("says %v, want %v", err, row.want)
			}
			witness := dir
			if row.want == nil {
				witness = done.Aside
			}
			if _, err := os.Stat(filepath.Join(witness, "witness")); err != nil {
				t.Errorf("the academy that was there is not in %s: %v", witness, err)
			}
			if left, _ := filepath.Glob(dir + ".restoring-*"); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}
