package vp8

import (
	"bytes"
	"testing"
)

var key = []byte{0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01} // 640 × 360

func TestADescriptorSaysWhatIsInAPacket(t *testing.T) {
	for _, row := range []struct {
		says  string
		bytes []byte
		want  Descriptor
	}{
		{"keyframe with everything", append([]byte{0x90, 0xf0, 0x81, 0x02, 7, 0x20}, key...),
			Descriptor{Size: 6, Start: true, Keyframe: true, Width: 640, Height: 360, PictureAt: 2, LongID: true, Picture: 0x102, TL0At: 4, TL0: 7}},
		{"keyframe without an extension", append([]byte{0x10}, key...), Descriptor{Size: 1, Start: true, Keyframe: true, Width: 640, Height: 360}},
		{"delta frame", []byte{0x90, 0x80, 0x05, 1, 0, 0}, Descriptor{Size: 3, Start: true, PictureAt: 2, Picture: 5}},
		{"the middle of a keyframe", append([]byte{0x00}, key...), Descriptor{Size: 1}},
		{"the start of a later partition", append([]byte{0x11}, key...), Descriptor{Size: 1}},
	} {
		if got, err := Parse(row.bytes); err != nil || got != row.want {
			t.Errorf("%s: %+v, %v", row.says, got, err)
		}
	}
}

func TestATruncatedDescriptorIsRefused(t *testing.T) {
	whole := []byte{0x90, 0xf0, 0x81, 0x02, 7, 0x20}
	for n := range len(whole) + 1 {
		if _, err := Parse(whole[:n]); err != ErrMalformed {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(append([]byte{0x90, 0xf0, 0x81, 0x02, 7, 0x20}, key...))
	f.Add([]byte{0x90, 0x80, 0x05, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Parse(b)
		if err != nil {
			return
		}
		again := bytes.Clone(b)
		d.Rewrite(again, d.Picture, d.TL0)
		if !bytes.Equal(again, b) {
			t.Fatalf("the same numbers changed %x to %x", b, again)
		}
	})
}
