package webm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// packets are half a minute of sound, and a picture each 100 milliseconds, whole every three seconds; each says when it is.
func packets() (list []Packet) {
	for at := time.Duration(0); at < 30*time.Second; at += 20 * time.Millisecond {
		if at%(100*time.Millisecond) == 0 {
			list = append(list, Packet{Picture: true, Whole: at%(3*time.Second) == 0, At: at, Data: fmt.Appendf(nil, "picture %d", at.Milliseconds())})
		}
		list = append(list, Packet{At: at, Data: fmt.Appendf(nil, "sound %d", at.Milliseconds())})
	}
	return list
}

func compose(t *testing.T) []byte {
	t.Helper()
	f := create(t)
	if err := Compose(f, 160, 90, 30*time.Second, packets()); err != nil {
		t.Fatal(err)
	}
	return content(t, f)
}

func create(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "film.webm"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func content(t *testing.T, f *os.File) []byte {
	t.Helper()
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAPartHasNothingOfWhatComesBeforeOrAfter(t *testing.T) {
	whole := compose(t)
	out := create(t)
	part, err := Cut(bytes.NewReader(whole), out, 10*time.Second, 20*time.Second)
	if err != nil || part != (Part{Length: 10 * time.Second, Picture: 2 * time.Second, Seen: true}) {
		t.Fatalf("%+v, %v", part, err)
	}
	sounds, pictures := 0, 0
	err = film(bytes.NewReader(content(t, out)), func(header) error { return nil }, func(b block) error {
		var kind string
		var at int64
		if _, err := fmt.Sscanf(string(b.data), "%s %d", &kind, &at); err != nil {
			return err
		}
		if at != b.at+10000 || at < 10000 || at >= 20000 {
			t.Errorf("a %s of %d stands at %d", kind, at, b.at)
		}
		if kind == "picture" {
			if pictures++; pictures == 1 && at != 12000 {
				t.Errorf("the first picture is of %d", at)
			}
		} else {
			sounds++
		}
		return nil
	})
	if err != nil || sounds != 500 || pictures != 80 {
		t.Errorf("%d sounds, %d pictures, %v", sounds, pictures, err)
	}
}

func TestAPartIsFoundByItsIndex(t *testing.T) {
	out := create(t)
	if _, err := Cut(bytes.NewReader(compose(t)), out, 0, 30*time.Second); err != nil {
		t.Fatal(err)
	}
	file := content(t, out)
	r := bytes.NewReader(file)
	segment := int64(bytes.Index(file, []byte{0x18, 0x53, 0x80, 0x67}) + 12)
	length, _ := vint(file[segment-8:], true)
	if int64(length) != int64(len(file))-segment {
		t.Errorf("the segment says %d of %d", length, int64(len(file))-segment)
	}
	all, err := elements(file[segment:])
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, e := range all {
		switch e.id {
		case idSeekHead:
			for _, place := range children(t, e) {
				fields := children(t, place)
				at := segment + int64(unsigned(fields[1].content))
				id, _ := vint(file[at:], false)
				if id != unsigned(fields[0].content) {
					t.Errorf("at %d is %x, not %x", at, id, fields[0].content)
				}
			}
		case idCues:
			for _, point := range children(t, e) {
				fields := children(t, point)
				place := children(t, fields[1])
				if _, err := r.Seek(segment+int64(unsigned(place[1].content)), io.SeekStart); err != nil {
					t.Fatal(err)
				}
				head := make([]byte, 4)
				if _, err := io.ReadFull(r, head); err != nil || unsigned(head) != idCluster {
					t.Errorf("cue of %d leads to %x", unsigned(fields[0].content), head)
				}
				seen++
			}
		}
	}
	if seen != 10 { // every whole picture
		t.Errorf("%d cues", seen)
	}
}

func children(t *testing.T, e element) []element {
	t.Helper()
	list, err := elements(e.content)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestWhatCannotBeCut(t *testing.T) {
	whole := compose(t)
	for _, row := range []struct {
		name     string
		file     []byte
		from, to time.Duration
		want     error
	}{
		{"another file", []byte("WEBVTT\n"), 0, time.Second, ErrNotWebM},
		{"an empty file", nil, 0, time.Second, ErrNotWebM},
		{"after the end", whole, time.Minute, 2 * time.Minute, ErrNothing},
		{"a file that breaks off", whole[:len(whole)/2], 0, time.Minute, io.ErrUnexpectedEOF},
	} {
		if _, err := Cut(bytes.NewReader(row.file), create(t), row.from, row.to); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func FuzzCut(f *testing.F) {
	small := &buffer{}
	if err := Compose(small, 1, 1, time.Second, packets()[:40]); err != nil {
		f.Fatal(err)
	}
	f.Add(small.b)
	f.Add([]byte(strings.Repeat("\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\xff\x1f\x43\xb6\x75\xff\xa3\x80", 3)))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<20 {
			return
		}
		part, err := Cut(bytes.NewReader(file), &buffer{}, 100*time.Millisecond, time.Second)
		if err == nil && part.Length != 900*time.Millisecond {
			t.Errorf("%+v", part)
		}
	})
}

// buffer is a file in memory.
type buffer struct {
	b  []byte
	at int64
}

func (b *buffer) Write(p []byte) (int, error) {
	if missing := b.at + int64(len(p)) - int64(len(b.b)); missing > 0 {
		b.b = append(b.b, make([]byte, missing)...)
	}
	copy(b.b[b.at:], p)
	b.at += int64(len(p))
	return len(p), nil
}

func (b *buffer) Seek(at int64, whence int) (int64, error) {
	b.at = at
	return at, nil
}
