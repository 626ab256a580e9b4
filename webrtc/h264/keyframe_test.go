package h264

import (
	"fmt"
	"testing"
)

func TestTheBeginningsOfKeyframesAreFound(t *testing.T) {
	for _, row := range []struct {
		says string
		b    []byte
		want bool
	}{
		{"whole", []byte{0x65, 0x81}, true},
		{"its second slice", []byte{0x65, 0x41}, false},
		{"its parameters", []byte{0x67, 1}, true},
		{"first fragment", []byte{0x7c, 0x85, 0x80}, true},
		{"first fragment of the second slice", []byte{0x7c, 0x85, 0x40}, false},
		{"first fragment, and nothing of it", []byte{0x7c, 0x85}, false},
		{"later fragment", []byte{0x7c, 0x05, 0x80}, false},
		{"parameters among others", []byte{0x78, 0, 2, 0x09, 0x10, 0, 2, 0x67, 1}, true},
		{"a slice among others", []byte{0x78, 0, 2, 0x06, 0x10, 0, 2, 0x65, 0x80}, true},
		{"an aggregate that ends early", []byte{0x78, 0xff, 0xff, 0x09}, false},
		{"another slice", []byte{0x41, 0x81}, false},
		{"nothing", nil, false},
	} {
		if got := Begins(row.b); got != row.want {
			t.Errorf("%s: %v", row.says, got)
		}
	}
}

func TestAParameterSetSaysHowLargePicturesAre(t *testing.T) {
	s := &still{width: 318, height: 180, wide: 20, high: 12}
	sps := s.sequenceSet()
	aggregate := append([]byte{0x78, 0, 2, 0x09, 0x10, 0, byte(len(sps))}, sps...)
	for _, row := range []struct {
		says string
		b    []byte
		want string
	}{
		{"alone", sps, "318 180 true"},
		{"among others", aggregate, "318 180 true"},
		{"cut off", aggregate[:12], "0 0 true"},
		{"a slice", []byte{0x65, 0x81}, "0 0 false"},
		{"nothing", nil, "0 0 false"},
	} {
		width, height, found := Set(row.b)
		if got := fmt.Sprint(width, height, found); got != row.want {
			t.Errorf("%s: %s, want %s", row.says, got, row.want)
		}
	}
}

func FuzzKeyframe(f *testing.F) {
	f.Add([]byte{0x78, 0, 1, 0x09, 0, 1, 0x67})
	f.Add([]byte{0x67, 0x42, 0xc0, 0x28, 0xda})
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _, found := Set(b)
		if begins := Begins(b); begins && len(b) < 2 || found && !begins {
			t.Fatalf("begins %v, has a set %v", begins, found)
		}
	})
}
