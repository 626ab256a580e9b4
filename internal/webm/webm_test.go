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

// compose is a film of sound, and a picture each 100 milliseconds, whole every three seconds; each says when it is.
func compose(t testing.TB, out io.WriteSeeker, length time.Duration) {
	t.Helper()
	w, err := NewWriter(out, Tracks{Width: 160, Height: 90, Sound: true})
	for at := time.Duration(0); at < length && err == nil; at += 20 * time.Millisecond {
		if at%(100*time.Millisecond) == 0 {
			err = w.Picture(at, fmt.Appendf(nil, "picture %d", at.Milliseconds()), at%(3*time.Second) == 0)
		}
		if err == nil {
			err = w.Sound(at, packetLasts, fmt.Appendf(nil, "sound %d", at.Milliseconds()))
		}
	}
	if err == nil {
		_, err = w.Close(0)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// film is half a minute of it.
func film(t *testing.T) []byte {
	t.Helper()
	f := create(t)
	compose(t, f, 30*time.Second)
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
	whole := film(t)
	out := create(t)
	part, err := Cut(bytes.NewReader(whole), out, 10*time.Second, 20*time.Second)
	if err != nil || part != (Part{Length: 10 * time.Second, Picture: 2 * time.Second, Seen: true}) {
		t.Fatalf("%+v, %v", part, err)
	}
	sounds, pictures := 0, 0
	said := func(tracks Tracks, length time.Duration) error {
		if tracks != (Tracks{160, 90, true}) || length != 10*time.Second {
			t.Errorf("%+v, %v", tracks, length)
		}
		return nil
	}
	err = Read(bytes.NewReader(content(t, out)), said, func(b Block) error {
		var kind string
		var at int64
		if _, err := fmt.Sscanf(string(b.Data), "%s %d", &kind, &at); err != nil {
			return err
		}
		if at != b.At.Milliseconds()+10000 || at < 10000 || at >= 20000 || b.Video != (kind == "picture") {
			t.Errorf("a %s of %d stands at %v", kind, at, b.At)
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
	if _, err := Cut(bytes.NewReader(film(t)), out, 0, 30*time.Second); err != nil {
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

func children(t *testing.T, e field) []field {
	t.Helper()
	list, err := elements(e.content)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestWhatCannotBeCut(t *testing.T) {
	whole := film(t)
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
	compose(f, small, time.Second)
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
