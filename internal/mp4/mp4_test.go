package mp4

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The parameter sets of a still of 320 by 180 and of one of 640 by 360, as webrtc/h264 makes them.
var (
	pictureSet = []byte{0x68, 0xce, 0x3c, 0x80}
	small      = [][]byte{{0x67, 0x42, 0xc0, 0x28, 0xda, 0x05, 0x06, 0x7e, 0x79, 0xa8, 0x30, 0x30, 0x30, 0x10}, pictureSet}
	large      = [][]byte{{0x67, 0x42, 0xc0, 0x28, 0xda, 0x02, 0x80, 0xbf, 0xe5, 0x9a, 0x83, 0x03, 0x03, 0x01}, pictureSet}
)

// frame is a picture that says when it was taken; sets: what a keyframe needs.
func frame(at time.Duration, sets ...[]byte) (b []byte) {
	kind := byte(0x41)
	if sets != nil {
		kind = 0x65
	}
	for _, unit := range append(slices.Clone(sets), fmt.Appendf([]byte{kind}, " picture %d", at.Milliseconds())) {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(unit))), unit...)
	}
	return b
}

func create(t testing.TB) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "film.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// compose is half a minute: pictures from the third second on, 25 in each, whole every four seconds, larger from the middle on; and sound.
func compose(t testing.TB, length time.Duration) *os.File {
	t.Helper()
	f := create(t)
	w, err := NewWriter(f)
	if err != nil {
		t.Fatal(err)
	}
	for at := time.Duration(0); at < length; at += 20 * time.Millisecond {
		if at%(40*time.Millisecond) == 0 && at >= 3*time.Second {
			var sets [][]byte
			if (at-3*time.Second)%(4*time.Second) == 0 {
				if sets = small; at >= 15*time.Second {
					sets = large
				}
			}
			late := at + time.Duration(at/time.Second%3)*time.Millisecond
			if err := w.Picture(late, frame(at, sets...), sets != nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Sound(at, 20*time.Millisecond, fmt.Appendf(nil, "sound %d", at.Milliseconds())); err != nil {
			t.Fatal(err)
		}
	}
	if d, err := w.Close(0); err != nil || d != length {
		t.Fatalf("%v long: %v", d, err)
	}
	return f
}

// told is one packet, as it says and as the film says.
type told struct {
	kind     string
	said, at time.Duration
	whole    bool
}

func read(t testing.TB, f *os.File) (list []told) {
	t.Helper()
	sight, sound, err := index(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*cursor{sight, sound} {
		for {
			p, err := c.next()
			if errors.Is(err, io.EOF) {
				break
			}
			b := make([]byte, p.size)
			if _, e := f.ReadAt(b, p.place); err != nil || e != nil {
				t.Fatal(err, e)
			}
			from, ms := max(bytes.Index(b, []byte("picture")), bytes.Index(b, []byte("sound"))), 0
			one := told{at: p.at, whole: p.whole}
			if from < 0 {
				t.Fatalf("%q at %v", b, p.at)
			}
			if _, err := fmt.Sscanf(string(b[from:]), "%s %d", &one.kind, &ms); err != nil {
				t.Fatal(err)
			}
			one.said = time.Duration(ms) * time.Millisecond
			list = append(list, one)
		}
	}
	return list
}

func TestEachPacketIsFoundWhereAndWhenItIs(t *testing.T) {
	count := map[string]int{}
	for _, p := range read(t, compose(t, 30*time.Second)) {
		count[p.kind]++
		if (p.at - p.said).Abs() > even+time.Millisecond {
			t.Errorf("the %s of %v is at %v", p.kind, p.said, p.at)
		}
		if p.kind == "picture" && p.whole != ((p.said-3*time.Second)%(4*time.Second) == 0) {
			t.Errorf("the picture of %v is whole: %v", p.said, p.whole)
		}
	}
	if count["picture"] != 675 || count["sound"] != 1500 {
		t.Error(count)
	}
}

func TestWhatTellsWhereEverythingIsComesFirstAndIsSmall(t *testing.T) {
	f := compose(t, 60*time.Second)
	var boxes []string
	var index int64
	for at := int64(0); ; {
		head := make([]byte, 16)
		if n, _ := f.ReadAt(head, at); n == 0 {
			break
		}
		size := int64(binary.BigEndian.Uint32(head))
		if size == 1 {
			size = int64(binary.BigEndian.Uint64(head[8:]))
		}
		boxes = append(boxes, string(head[4:8]))
		if boxes[len(boxes)-1] == "moov" {
			index = size
		}
		at += size
	}
	if !slices.Equal(boxes, []string{"ftyp", "moov", "mdat"}) {
		t.Errorf("%q", boxes)
	}
	packets := int64(60*50 + 57*25)
	if index > 6*packets+2000 { // four bytes each, and little else: two megabytes an hour at most
		t.Errorf("%d bytes for %d packets", index, packets)
	}
}

func TestTheIndexOfTheLongestFilmIsNotTooLargeToCutIt(t *testing.T) {
	w, err := NewWriter(create(t))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 60 * 60 { // a minute: nothing of it is even, which is at its worst
		at := time.Duration(n) * time.Second / 60
		err = errors.Join(w.Picture(at+time.Duration(n%2)*7*time.Millisecond, frame(0, small...), true), w.Sound(at, time.Second/60, []byte("sound")))
	}
	if err != nil {
		t.Fatal(err)
	}
	w.flushBoth()
	if b, err := w.index(); err != nil || len(b)*60*12 > mostIndex {
		t.Errorf("%d bytes a minute: %v", len(b), err)
	}
}

func TestAPartHasNothingOfWhatComesBeforeOrAfter(t *testing.T) {
	whole := compose(t, 30*time.Second)
	for _, row := range []struct{ from, to, picture time.Duration }{{10 * time.Second, 20 * time.Second, time.Second}, {0, 9 * time.Second, 3 * time.Second}, {15 * time.Second, 30 * time.Second, 0}} {
		out := create(t)
		part, err := Cut(whole, out, row.from, row.to)
		if err != nil || part.Length != row.to-row.from || (part.Picture-row.picture).Abs() > even || !part.Seen {
			t.Fatalf("%+v, %v", part, err)
		}
		seen := false
		for _, p := range read(t, out) {
			if p.said < row.from || p.said >= row.to || (p.at-(p.said-row.from)).Abs() > 2*even {
				t.Errorf("from %v: a %s of %v stands at %v", row.from, p.kind, p.said, p.at)
			}
			if p.kind == "picture" && !seen {
				if seen = true; !p.whole {
					t.Errorf("from %v: the first picture needs one before it", row.from)
				}
			}
		}
		if !seen {
			t.Errorf("from %v: no picture", row.from)
		}
	}
}

func TestWhatCannotBeCut(t *testing.T) {
	whole := compose(t, 5*time.Second)
	b, err := os.ReadFile(whole.Name())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		says     string
		file     []byte
		from, to time.Duration
		want     error
	}{
		{"another file", []byte("WEBVTT, and some more of it"), 0, time.Second, ErrNotMP4},
		{"an empty file", nil, 0, time.Second, ErrNotMP4},
		{"after the end", b, time.Minute, 2 * time.Minute, ErrNothing},
		{"boxes within boxes without an end", nested(1 << 16), 0, time.Second, ErrNotMP4},
		{"a size that does not hold itself", append([]byte{0, 0, 0, 1, 'm', 'o', 'o', 'v', 0, 0, 0, 0, 0, 0, 0, 9}, b...), 0, time.Second, ErrNotMP4},
		{"a file that breaks off", b[:len(b)-3000], 0, time.Minute, io.ErrUnexpectedEOF},
	} {
		if _, err := Cut(bytes.NewReader(row.file), create(t), row.from, row.to); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.says, err)
		}
	}
}

func TestAnIndexWhoseSizeTakesEightBytesIsRead(t *testing.T) {
	b, err := os.ReadFile(compose(t, 5*time.Second).Name())
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("moov")) - 4
	size := binary.BigEndian.Uint32(b[at:])
	wide := binary.BigEndian.AppendUint64(append(bytes.Clone(b[:at]), 0, 0, 0, 1, 'm', 'o', 'o', 'v'), uint64(size)+8)
	if sight, sound, err := index(bytes.NewReader(append(wide, b[at+8:]...))); err != nil || sight == nil || sound == nil {
		t.Errorf("pictures %v, sound %v, %v", sight != nil, sound != nil, err)
	}
}

// nested is an index of a track within which so many boxes nest.
func nested(deep int) (b []byte) {
	b = make([]byte, 8*deep)
	for i := range deep {
		binary.BigEndian.PutUint32(b[8*i:], uint32(8*(deep-i)))
		copy(b[8*i+4:], "mdia")
	}
	copy(b[4:], "moov")
	copy(b[12:], "trak")
	return b
}

func TestAKeyframeWithoutItsParameterSetsIsRefused(t *testing.T) {
	w, err := NewWriter(create(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []string{"\x06\x01", "\x67", "\x67\x42\xc0\x28\xda"} {
		if w.Picture(0, frame(0, []byte(set), pictureSet), true) == nil {
			t.Errorf("%x is taken", set)
		}
	}
}

func TestPicturesOfAFormTooManyAreLeftOut(t *testing.T) {
	f := create(t)
	w, err := NewWriter(f)
	if err != nil {
		t.Fatal(err)
	}
	for n := range mostForms + 2 {
		at := time.Duration(n) * 2 * time.Second
		form := [][]byte{small[0], append(bytes.Clone(pictureSet), byte(n>>8), byte(n))}
		if n == mostForms+1 { // one that is known
			form[1] = append(bytes.Clone(pictureSet), 0, 0)
		}
		err = errors.Join(err, w.Picture(at, frame(at, form...), true), w.Picture(at+time.Second, frame(at+time.Second), false))
	}
	if _, e := w.Close(0); err != nil || e != nil {
		t.Fatal(err, e)
	}
	list := read(t, f)
	if n := len(list); n != 2*(mostForms+1) || list[n-2].said != (mostForms+1)*2*time.Second || list[n-3].said != (mostForms*2-1)*time.Second {
		t.Errorf("%d pictures, the last %v", n, list[max(0, n-3):])
	}
	if b, err := w.index(); err != nil || len(b) > 1<<20 {
		t.Errorf("the index has %d bytes: %v", len(b), err)
	}
}

func FuzzCut(f *testing.F) {
	b, err := os.ReadFile(compose(f, 4*time.Second).Name())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add(nested(1000))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<20 {
			return
		}
		part, err := Cut(bytes.NewReader(file), create(t), 100*time.Millisecond, time.Second)
		if err == nil && part.Length != 900*time.Millisecond {
			t.Errorf("%+v", part)
		}
	})
}
