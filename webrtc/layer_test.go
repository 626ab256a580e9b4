package webrtc

import (
	"encoding/binary"
	"image"
	"testing"

	"aula/webrtc/h264"
)

func TestAKeyframeInH264BeginsWhereItsParametersStand(t *testing.T) {
	still, err := h264.Still(image.NewYCbCr(image.Rect(0, 0, 640, 360), image.YCbCrSubsampleRatio420), 0)
	if err != nil {
		t.Fatal(err)
	}
	slice, set := []byte{0x65, 0x88, 0x84}, still[4:4+binary.BigEndian.Uint32(still)]
	l := &layer{}
	for _, row := range []struct {
		says    string
		payload []byte
		at      uint32
		want    bool
		width   int32
	}{
		{"a slice of who has never sent any", slice, 0, true, 0},
		{"a picture that is none by itself", []byte{0x41, 0x9a, 0x02}, 3000, false, 0},
		{"the parameters", set, 6000, true, 640},
		{"the slice after them", slice, 6000, false, 640},
		{"the slice of a picture that comes without", slice, 9000, true, 640},
		{"parameters that cannot be read", set[:4], 12000, true, 640},
	} {
		if got := l.begins(row.payload, row.at); got != row.want || l.width.Load() != row.width {
			t.Errorf("%s: %v, %d wide", row.says, got, l.width.Load())
		}
	}
}
