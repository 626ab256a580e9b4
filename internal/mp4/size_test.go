package mp4

import (
	"encoding/hex"
	"strings"
	"testing"
)

// written is a parameter set of a profile, whose rest is given in bits.
func written(profile byte, rest ...string) []byte {
	set, all := []byte{0x67, profile, 0, 40}, strings.ReplaceAll(strings.Join(rest, ""), " ", "")
	for ; len(all) > 0; all = all[min(8, len(all)):] {
		n := byte(0)
		for i, bit := range all[:min(8, len(all))] {
			n |= byte(bit-'0') << (7 - i)
		}
		set = append(set, n)
	}
	return set
}

// Numbers in the code of their name.
const (
	zero, one, two, three = "1 ", "010 ", "011 ", "00100 "
	nineteen, eleven      = "000010100 ", "0001100 " // of 20 blocks, of 12
	most                  = "0000000000000000000000000000000 11111111111111111111111111111111 "
)

func TestTheSizeOfPicturesIsRead(t *testing.T) {
	size := nineteen + eleven + "1 1 0 0 1"
	for _, row := range []struct {
		says          string
		set           []byte
		width, height int // 0: it is none
	}{
		{"a part of the blocks", encoded("6742c00cda05067e7c0440000003004000000c83c50aa8"), 320, 180},
		{"another", encoded("6742c028da01e0089f97011000000300100000030320f1832a"), 1920, 1080},
		{"of two fields", encoded("674d4028f403c0227ef011000003000100000300321f162ea0"), 1920, 1080},
		{"as much colour as light", encoded("67f4000d919681519e3e2f011000000300100000030320f142aa"), 322, 182},
		{"half as much", encoded("677a000db6cb40a8cf111780880000030008000003019078a155"), 322, 182},
		{"no colour", encoded("6764001ef2d01405f602d9000003000100000300320f162ea0"), 640, 368},
		{"a still", small[0], 320, 180},
		{"how much scales", written(100, zero, one, zero, zero, "0 1 ", "1 ", strings.Repeat(zero, 16), strings.Repeat("0", 5), "1 ", three, "000010101 ", "0", zero, two, one, "0 ", size), 320, 192},
		{"an order that turns", written(66, zero, zero, one, "0 ", zero, zero, two, one, one, one, "0 ", size), 320, 192},
		{"an order that turns without an end", written(66, zero, zero, one, "0 ", zero, zero, most, one, "0 ", size), 0, 0},
		{"an order that nobody knows", written(66, zero, zero, three, one, "0 ", size), 0, 0},
		{"more than any level has", written(66, zero, zero, two, one, "0 ", most, zero, "1 1 0 0 1"), 0, 0},
		{"more is cut off than there is", written(66, zero, zero, two, one, "0 ", zero, zero, "1 1 1", eleven, zero, zero, zero, "0 1"), 0, 0},
		{"an end too soon", written(66, zero, zero, two, one, "0 ", nineteen), 0, 0},
		{"nothing", nil, 0, 0},
		{"another unit", pictureSet, 0, 0},
	} {
		width, height, ok := Size(row.set)
		if ok != (row.width > 0) || ok && (width != row.width || height != row.height) {
			t.Errorf("%s: %d by %d, %v", row.says, width, height, ok)
		}
	}
}

func encoded(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func FuzzSize(f *testing.F) {
	f.Add(small[0])
	f.Add(large[0])
	f.Add(encoded("67f4000d919681519e3e2f011000000300100000030320f142aa"))
	f.Add(written(66, zero, zero, one, "0 ", zero, zero, most, one))
	f.Fuzz(func(t *testing.T, set []byte) {
		width, height, ok := Size(set)
		if ok && (width < 1 || height < 1 || width*height > mostBlocks*block*block) {
			t.Fatalf("%d by %d", width, height)
		}
		out := create(t)
		w, err := NewWriter(out)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Picture(0, frame(0, set, pictureSet), true); (err == nil) != ok {
			t.Fatalf("%v: %v", ok, err)
		} else if !ok {
			return
		}
		if _, err := w.Close(0); err != nil {
			t.Fatal(err)
		}
		if sight, _, err := index(out); err != nil || sight == nil {
			t.Fatalf("the film of %x cannot be read: %v", set, err)
		}
	})
}
