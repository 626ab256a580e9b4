package h264

import (
	"bytes"
	"encoding/binary"
	"image"
	"os/exec"
	"testing"
)

// page is a picture of flat and of busy parts.
func page(width, height int) *image.YCbCr {
	p := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for i := range p.Y {
		x, y := i%p.YStride, i/p.YStride
		p.Y[i] = byte(230 - y/40)
		if x/50%3 == 1 && y/60%2 == 1 {
			p.Y[i] = byte(x*y*7 + x)
		}
		if x < 20 {
			p.Y[i] = 0
		}
	}
	for i := range p.Cb {
		p.Cb[i], p.Cr[i] = 120, byte(128+i%p.CStride/100)
	}
	return p
}

// stream is a frame as programs read it from a file.
func stream(frame []byte) (b []byte) {
	for len(frame) > 4 {
		size := int(binary.BigEndian.Uint32(frame))
		b = append(append(b, 0, 0, 0, 1), frame[4:4+size]...)
		frame = frame[4+size:]
	}
	return b
}

func TestAStillIsDecodedAsThePictureThatItIsOf(t *testing.T) {
	for i, size := range []image.Point{{1280, 720}, {322, 182}} {
		p := page(size.X, size.Y)
		frame, err := Still(p, uint(i))
		if err != nil {
			t.Fatal(err)
		}
		decode := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-xerror", "-f", "h264", "-i", "-", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
		var complaints bytes.Buffer
		decode.Stdin, decode.Stderr = bytes.NewReader(stream(frame)), &complaints
		got, err := decode.Output()
		if err != nil || complaints.Len() > 0 {
			t.Fatalf("%v: %v: %s", size, err, complaints.String())
		}
		light := size.X * size.Y
		if len(got) != light*3/2 {
			t.Fatalf("%v: %d samples", size, len(got))
		}
		worst := 0
		for i := range light {
			d := int(got[i]) - int(p.Y[i/size.X*p.YStride+i%size.X])
			worst = max(worst, d, -d)
		}
		for i := range light / 4 {
			x, y := i%(size.X/2), i/(size.X/2)
			d, e := int(got[light+i])-int(p.Cb[y*p.CStride+x]), int(got[light*5/4+i])-int(p.Cr[y*p.CStride+x])
			worst = max(worst, d, -d, e, -e)
		}
		if worst > nearly {
			t.Errorf("%v: a sample is %d off", size, worst)
		}
		if light > 1e5 && len(frame) > light {
			t.Errorf("%v: %d bytes", size, len(frame))
		}
	}
}

func TestWhatNoStillIsMadeOf(t *testing.T) {
	for _, p := range []*image.YCbCr{
		image.NewYCbCr(image.Rect(0, 0, 0, 9), image.YCbCrSubsampleRatio420), image.NewYCbCr(image.Rect(0, 0, 5000, 16), image.YCbCrSubsampleRatio420),
		image.NewYCbCr(image.Rect(0, 0, 4096, 2306), image.YCbCrSubsampleRatio420),
		image.NewYCbCr(image.Rect(0, 0, 16, 16), image.YCbCrSubsampleRatio444),
	} {
		if _, err := Still(p, 0); err == nil {
			t.Errorf("one of %v, %v", p.Rect, p.SubsampleRatio)
		}
	}
}

func TestStillsThatFollowEachOtherDifferInTheirNumbers(t *testing.T) {
	p := page(64, 64)
	a, err := Still(p, 2)
	b, errB := Still(p, 3)
	if err != nil || errB != nil || bytes.Equal(a, b) {
		t.Error(err, errB, "or no decoder can tell them apart")
	}
}
