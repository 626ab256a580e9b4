package h264

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"aula/internal/mp4"
)

// The first byte of units as they come.
const (
	aSet, aPictureSet, aSlice, aKeySlice, aRemark = 0x67, 0x68, 0x41, 0x65, 0x06
)

// theSet is of pictures of 320 by 180, and hostile one that says a table of two thousand million numbers follows.
var (
	theSet  = []byte{aSet, 0x42, 0xc0, 0x0c, 0xda, 0x05, 0x06, 0x7e, 0x7c, 0x04, 0x40, 0x00, 0x00, 0x03, 0x00, 0x40, 0x00, 0x00, 0x0c, 0x83, 0xc5, 0x0a, 0xa8}
	hostile = []byte{aSet, 66, 0, 30, 0xd3, 0x80, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x80}
)

// unit is one with its length in four bytes.
func unit(b ...byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

func TestFramesAreGatheredFromPayloads(t *testing.T) {
	sets := slices.Concat([]byte{0x78, 0, byte(len(theSet))}, theSet, []byte{0, 2, aPictureSet, 0x80}) // in one payload
	known, slice := slices.Concat(unit(theSet...), unit(aPictureSet, 0x80)), unit(aKeySlice, 0x88)
	keyframe := slices.Concat(known, slice)
	for _, row := range []struct {
		says     string
		payloads [][]byte
		want     []byte // nil: no frame
		whole    bool
		broken   bool
	}{
		{"a keyframe", [][]byte{sets, {aKeySlice, 0x88}}, keyframe, true, false},
		{"each unit by itself", [][]byte{theSet, {aPictureSet, 0x80}, {aRemark, 1}, {aKeySlice, 0x88}}, keyframe, true, false},
		{"what says that the stream ends", [][]byte{sets, {aKeySlice, 0x88}, {10}, {11}}, keyframe, true, false},
		{"a set that cannot be read", [][]byte{sets, hostile, {aSet}, {aSet, 1}, {aPictureSet}, {aKeySlice, 0x88}}, keyframe, true, false},
		{"that alone", [][]byte{hostile, {aPictureSet, 0x80}, {aKeySlice, 0x88}}, nil, false, false},
		{"sets without an end", [][]byte{sets, append(bytes.Clone(theSet), make([]byte, mostSet)...), append([]byte{aPictureSet, 0x40}, make([]byte, mostSet)...), {aKeySlice, 0x88}}, keyframe, true, false},
		{"in fragments", [][]byte{sets, {0x7c, 0x85, 0x88}, {0x7c, 0x05, 9}, {0x7c, 0x45, 10}}, append(bytes.Clone(known), unit(aKeySlice, 0x88, 9, 10)...), true, false},
		{"a picture set anew", [][]byte{sets, {aPictureSet, 0x81}, {aKeySlice, 0x88}}, slices.Concat(unit(theSet...), unit(aPictureSet, 0x81), slice), true, false},
		{"another picture set", [][]byte{sets, {aPictureSet, 0x40}, {aKeySlice, 0x88}},
			slices.Concat(known, unit(aPictureSet, 0x40), slice), true, false},
		{"what needs another frame", [][]byte{sets, {aSlice, 1}}, []byte{0, 0, 0, 2, aSlice, 1}, false, false},
		{"no parameter sets", [][]byte{{aKeySlice, 0x88}}, nil, false, false},
		{"parameter sets alone", [][]byte{sets}, nil, false, false},
		{"a fragment without its beginning", [][]byte{sets, {0x7c, 0x05, 9}}, nil, false, true},
		{"a fragment without its end", [][]byte{sets, {0x7c, 0x85, 0x88}}, nil, false, false},
		{"a unit among fragments", [][]byte{sets, {0x7c, 0x85, 0x88}, {aSlice, 1}}, nil, false, true},
		{"an aggregate that ends early", [][]byte{{0x78, 0, 9, aSet}}, nil, false, true},
		{"an empty payload", [][]byte{{}}, nil, false, true},
		{"an aggregate of nothing", [][]byte{{0x78}}, nil, false, true},
		{"a fragment without what it is of", [][]byte{{0x7c}}, nil, false, true},
		{"another kind of payload", [][]byte{{0x1d, 1, 2}}, nil, false, true},
	} {
		var f Frame
		f.Reset()
		var err error
		for _, p := range row.payloads {
			err = errors.Join(err, f.Add(p))
		}
		got, whole := f.Done()
		if err != nil != row.broken || errors.Is(err, ErrBroken) != row.broken {
			t.Errorf("%s: %v", row.says, err)
		}
		if !row.broken && (!bytes.Equal(got, row.want) || whole != row.whole) {
			t.Errorf("%s: %x, whole: %v, want %x", row.says, got, whole, row.want)
		}
	}
}

func TestOfManyParameterSetsThoseThatCameLastAreKept(t *testing.T) {
	var f Frame
	f.Reset()
	add := func(payload []byte) {
		t.Helper()
		if err := f.Add(payload); err != nil {
			t.Fatal(err)
		}
	}
	pictureSet := func(number uint, long int) []byte {
		w := &writer{}
		w.golomb(number)
		b := w.unit(aPictureSet)
		return append(b, make([]byte, long-len(b))...)
	}
	add(theSet)
	for number := range uint(mostNumber + 1) {
		add(pictureSet(number, mostPictureSet))
		add(pictureSet(number, mostPictureSet+1))
	}
	add([]byte{aKeySlice, 0x88})
	want := unit(theSet...)
	for number := uint(mostNumber + 1 - mostKept); number <= mostNumber; number++ {
		want = append(want, unit(pictureSet(number, mostPictureSet)...)...)
	}
	if got, _ := f.Done(); !bytes.Equal(got, append(want, unit(aKeySlice, 0x88)...)) {
		t.Errorf("a keyframe of %d bytes, want %d", len(got), len(want)+6)
	}
}

func TestOnlyItsFirstPayloadBeginsAKeyframe(t *testing.T) {
	for _, row := range []struct {
		says string
		b    []byte
		want bool
	}{
		{"parameter sets", []byte{aSet, 1}, true}, {"the first slice", []byte{aKeySlice, 0x88}, true}, {"a later slice", []byte{aKeySlice, 0x40}, false},
		{"the first fragment of the first slice", []byte{0x7c, 0x85, 0x88}, true}, {"that of a later slice", []byte{0x7c, 0x85, 0x40}, false},
		{"a later fragment", []byte{0x7c, 0x05, 0x88}, false}, {"a fragment of nothing", []byte{0x7c, 0x85}, false}, {"another slice", []byte{aSlice, 0x88}, false},
	} {
		if got := Begins(row.b); got != row.want {
			t.Errorf("%s: %v", row.says, got)
		}
	}
}

func FuzzFrame(f *testing.F) {
	f.Add(slices.Concat([]byte{0x78, 0, byte(len(theSet))}, theSet, []byte{0, 2, aPictureSet, 0x80}), []byte{0x7c, 0x85, 0x88}, []byte{0x7c, 0x45, 10})
	f.Add(hostile, []byte{aPictureSet, 0x80}, []byte{aKeySlice, 0x88})
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		var frame Frame
		for range 2 {
			frame.Reset()
			for _, p := range [][]byte{a, b, c} {
				Begins(p)
				if frame.Add(p) != nil {
					break
				}
			}
			data, _ := frame.Done()
			for pictures := 0; len(data) > 0; { // units, each with its length
				if len(data) < 5 {
					t.Fatalf("%x ends early", data)
				}
				size := int(data[0])<<24 | int(data[1])<<16 | int(data[2])<<8 | int(data[3])
				if size == 0 || size > len(data)-4 {
					t.Fatalf("a unit of %d bytes in %d", size, len(data)-4)
				}
				if _, _, ok := mp4.Size(data[4 : 4+size]); !ok && data[4]&0x1f == set {
					t.Fatalf("%x cannot be read", data[4:4+size])
				}
				if data[4]&0x1f == pictureSet {
					pictures++
				}
				if pictures > mostKept {
					t.Fatalf("%d picture sets", pictures)
				}
				data = data[4+size:]
			}
		}
	})
}
