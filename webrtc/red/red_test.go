package red

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, blocks := range [][]Block{
		{{Format: 111, Payload: []byte{1}}},
		{{Format: 111, Offset: 960, Payload: []byte{2, 3}}, {Format: 111, Payload: []byte{4}}},
		{{Format: 96, Offset: MostOffset, Payload: make([]byte, MostLength)}, {Format: 111, Offset: 960, Payload: []byte{}}, {Format: 111, Payload: []byte{5, 6}}},
	} {
		b, err := Append(nil, blocks...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(b, nil)
		if err != nil || !reflect.DeepEqual(got, blocks) {
			t.Errorf("%v, error %v", got, err)
		}
	}
}

func TestWhatIsNoRedundantAudioIsRefused(t *testing.T) {
	for name, b := range map[string][]byte{
		"nothing":                   {},
		"no frame of its own":       {111},
		"half a head":               {0x80 | 111, 0, 4},
		"no end of heads":           bytes.Repeat([]byte{0x80 | 111, 0, 0, 0}, 9),
		"a block beyond the end":    {0x80 | 111, 15, 0, 200, 111, 1, 2},
		"blocks and nothing behind": {0x80 | 111, 15, 0, 2, 111, 1, 2},
	} {
		if blocks, err := Parse(b, nil); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, error %v", name, blocks, err)
		}
	}
}

func TestWhatDoesNotFitAHeadIsNotWritten(t *testing.T) {
	own := Block{Format: 111, Payload: []byte{1}}
	for _, block := range []Block{{Offset: MostOffset + 1}, {Payload: make([]byte, MostLength+1)}} {
		if _, err := Append(nil, block, own); !errors.Is(err, ErrSize) {
			t.Errorf("%d ticks, %d bytes: error %v", block.Offset, len(block.Payload), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte{111, 1, 2, 3})
	f.Add([]byte{0x80 | 111, 15, 0, 2, 111, 1, 2, 3})
	f.Add([]byte{0x80 | 111, 30, 0, 1, 0x80 | 111, 15, 0, 2, 111, 1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, b []byte) {
		blocks, err := Parse(b, nil)
		if err != nil {
			return
		}
		again, err := Append(nil, blocks...)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x was written as %x, error %v", b, again, err)
		}
	})
}
