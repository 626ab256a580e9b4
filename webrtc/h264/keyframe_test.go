package h264

import "testing"

func TestKeyframesAreFound(t *testing.T) {
	for _, row := range []struct {
		says string
		b    []byte
		want bool
	}{
		{"whole", []byte{0x65, 1}, true},
		{"its parameters", []byte{0x67, 1}, true},
		{"first fragment", []byte{0x7c, 0x85}, true},
		{"later fragment", []byte{0x7c, 0x05}, false},
		{"parameters among others", []byte{0x78, 0, 1, 0x09, 0, 1, 0x67}, true},
		{"an aggregate that ends early", []byte{0x78, 0xff, 0xff, 0x09}, false},
		{"another slice", []byte{0x41, 1}, false},
		{"nothing", nil, false},
	} {
		if got := Keyframe(row.b); got != row.want {
			t.Errorf("%s: %v", row.says, got)
		}
	}
}

func FuzzKeyframe(f *testing.F) {
	f.Add([]byte{0x78, 0, 1, 0x09, 0, 1, 0x67})
	f.Fuzz(func(t *testing.T, b []byte) {
		if Keyframe(b) && len(b) < 2 {
			t.Fatal("a keyframe without a byte")
		}
	})
}
