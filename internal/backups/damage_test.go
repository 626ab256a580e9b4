package backups_test

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/backups"
)

// entry is a file of an archive that somebody made.
type entry struct {
	name, content string
	kind          byte
	claims        int64 // size that the head claims, where it is not the content's
}

func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		kind := e.kind
		if kind == 0 {
			kind = tar.TypeReg
		}
		head := &tar.Header{Typeflag: kind, Name: e.name, Size: int64(len(e.content)), Mode: 0o600, Linkname: map[bool]string{true: "/etc/passwd"}[kind != tar.TypeReg]}
		if e.claims > 0 {
			head.Size = e.claims
		}
		must(t, w.WriteHeader(head))
		if kind == tar.TypeReg {
			_, err := w.Write([]byte(e.content))
			must(t, err)
		}
	}
	_ = w.Flush() // complains about what an entry claims
	return b.Bytes()
}

const goodManifest = `{"kind":"aula backup","format":1,"schema":["1795348801_people.go"]}`

// taken is a backup as its entries.
func taken(t *testing.T, b []byte) (entries []entry) {
	t.Helper()
	r := tar.NewReader(bytes.NewReader(b))
	for {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return entries
		}
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		entries = append(entries, entry{name: head.Name, content: string(content)})
	}
}

func flipped(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func TestABadBackupIsRefusedAndLeavesNothing(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	plain := content(t, s, create(t, app, s, backups.Key{}).File)
	key, phrased := newKey(t), content(t, s, create(t, app, s, passphrase(t, phrase)).File)
	sealed := content(t, s, create(t, app, s, key).File)
	whole := taken(t, plain)
	changed := func(name, from, to string) []byte {
		list := append([]entry(nil), whole...)
		for i := range list {
			if list[i].name == name {
				list[i].content = strings.Replace(list[i].content, from, to, 1)
			}
		}
		return archive(t, list...)
	}
	head := entry{name: "manifest.json", content: goodManifest}
	rows := []struct {
		name string
		b    []byte
		key  backups.Key
		want error
	}{
		{"cut in half", plain[:len(plain)/2], backups.Key{}, backups.ErrCut},
		{"cut before the sums", archive(t, whole[:len(whole)-1]...), backups.Key{}, backups.ErrCut},
		{"cut within the first block", plain[:300], backups.Key{}, backups.ErrCut},
		{"empty", nil, backups.Key{}, backups.ErrCut},
		{"sealed and cut in half", sealed[:len(sealed)/2], key, backups.ErrDamaged},
		{"sealed and cut by a byte", sealed[:len(sealed)-1], key, backups.ErrDamaged},
		{"a byte of the database flipped", flipped(plain, bytes.Index(plain, []byte("SQLite format 3"))+20_000), backups.Key{}, backups.ErrDamaged},
		{"a byte of a file flipped", flipped(plain, bytes.Index(plain, []byte("<svg/>"))), backups.Key{}, backups.ErrDamaged},
		{"a byte of a head flipped", flipped(plain, bytes.Index(plain, []byte("storage/"))), backups.Key{}, backups.ErrDamaged},
		{"sealed and a byte flipped", flipped(sealed, len(sealed)/2), key, backups.ErrDamaged},
		{"another passphrase", phrased, passphrase(t, "quattro cani sul tetto"), backups.ErrWrongKey},
		{"another key", sealed, newKey(t), backups.ErrWrongKey},
		{"no key", sealed, backups.Key{}, backups.ErrSealed},
		{"a picture", []byte("\x89PNG\r\n" + strings.Repeat("x", 4000)), backups.Key{}, backups.ErrNotBackup},
		{"another tar file", archive(t, entry{name: "notes.txt", content: "ciao"}), backups.Key{}, backups.ErrNotBackup},
		{"a manifest of something else", archive(t, entry{name: "manifest.json", content: `{"kind":"other"}`}), backups.Key{}, backups.ErrNotBackup},
		{"a later format", archive(t, entry{name: "manifest.json", content: `{"kind":"aula backup","format":99}`}), backups.Key{}, backups.ErrFormat},
		{"a newer schema", changed("manifest.json", `"1795348801_people.go"`, `"1795348801_people.go","2999999999_later.go"`), backups.Key{}, backups.ErrNewer},
		{"a changed manifest", changed("manifest.json", `"program": "test"`, `"program": "best"`), backups.Key{}, backups.ErrDamaged},
		{"rows that are not there", changed("sums.json", `"rows": 20`, `"rows": 21`), backups.Key{}, backups.ErrDamaged},
		{"a file that leaves the folder", archive(t, head, entry{name: "storage/../../x", content: "x"}), backups.Key{}, backups.ErrDamaged},
		{"a file with a whole path", archive(t, head, entry{name: "/etc/x", content: "x"}), backups.Key{}, backups.ErrDamaged},
		{"a file in no place of ours", archive(t, head, entry{name: "bin/x", content: "x"}), backups.Key{}, backups.ErrDamaged},
		{"a link", archive(t, head, entry{name: "storage/x", kind: tar.TypeSymlink}), backups.Key{}, backups.ErrDamaged},
		{"a hard link", archive(t, head, entry{name: "storage/x", kind: tar.TypeLink}), backups.Key{}, backups.ErrDamaged},
		{"a device", archive(t, head, entry{name: "storage/x", kind: tar.TypeChar}), backups.Key{}, backups.ErrDamaged},
		{"a file that is there twice", archive(t, head, entry{name: "storage/x", content: "x"}, entry{name: "storage/x", content: "y"}), backups.Key{}, backups.ErrDamaged},
		{"a file that claims a terabyte", archive(t, head, entry{name: "storage/x", content: "x", claims: 1 << 40}), backups.Key{}, backups.ErrCut},
		{"a manifest that claims a gigabyte", archive(t, entry{name: "manifest.json", content: "x", claims: 1 << 30}), backups.Key{}, backups.ErrDamaged},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			parent := t.TempDir()
			_, err := restore(t.Context(), row.b, filepath.Join(parent, "new"), row.key)
			if !errors.Is(err, row.want) {
				t.Errorf("says %v, want %v", err, row.want)
			}
			if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}

func TestEveryProblemHasACodeOfItsOwn(t *testing.T) {
	if got := backups.Code(errors.Join(backups.ErrFull, errors.New("x"))); got != "full" {
		t.Errorf("a full disk is %s", got)
	}
	if got := backups.Code(errors.New("x")); got != "other" {
		t.Errorf("what nobody foresaw is %s", got)
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(archive(f, entry{name: "manifest.json", content: goodManifest}, entry{name: "storage/x", content: "x"}, entry{name: "sums.json", content: `{"files":[]}`}))
	f.Add(archive(f, entry{name: "manifest.json", content: goodManifest}, entry{name: "storage/../../x", content: "x"}))
	f.Add(archive(f, entry{name: "manifest.json", content: goodManifest}, entry{name: "storage/x", kind: tar.TypeSymlink}))
	f.Add([]byte("age-encryption.org/v1\n-> X25519 a\n"))
	key := backups.Key{}
	f.Fuzz(func(t *testing.T, b []byte) {
		parent := scratch(t)
		done, err := restore(t.Context(), b, filepath.Join(parent, "a", "new"), key)
		if err == nil {
			t.Errorf("restored %v", done.Manifest)
		}
		for _, dir := range []string{parent, filepath.Join(parent, "a")} { // nothing beside, above or left
			entries, _ := os.ReadDir(dir)
			for _, e := range entries {
				if dir != parent || e.Name() != "a" {
					t.Errorf("left %s in %s", e.Name(), dir)
				}
			}
		}
	})
}

func TestSumsAreReadAsTheyAreWritten(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	m := create(t, app, s, backups.Key{})
	list := taken(t, content(t, s, m.File))
	var sums backups.Sums
	must(t, json.Unmarshal([]byte(list[len(list)-1].content), &sums))
	if len(sums.Files) != len(list)-2 || len(sums.Tables) != len(m.Sums.Tables) {
		t.Errorf("%d files of %d", len(sums.Files), len(list)-2)
	}
}
