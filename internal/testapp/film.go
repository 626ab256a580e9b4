package testapp

import (
	"encoding/base64"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aula/internal/mp4"
	"aula/internal/webm"
	"aula/webrtc/h264"
)

// pictures are whole ones of 160 by 90, each of one colour: blue, green and red. Those of an MP4 are made of the colour.
var pictures = []struct {
	vp8    string
	colour color.YCbCr
}{
	{"cAUAnQEqoABaAAGHCIWFiJmEiAgCAnTyQOiKyCGqpNdxDqqTXcQ6qk13EOqpNdxDqqTXbQD+/SFF/9g7//0Hf/+g7/VM5ZnCvPgA", color.YCbCr{Y: 41, Cb: 240, Cr: 110}},
	{"8AUAnQEqoABaAAGHCIWFiJmEiAgCAnWqA/gCBpoVphqqTXcQ6qk13EOqpNdxDqqTXcQ6qk13EN4A/vkEZ/8WcjEdnm/+bArmufc0AA==", color.YCbCr{Y: 81, Cb: 91, Cr: 81}},
	{"sAUAnQEqoABaAAGHCIWFiJmEiAgCAnWqAgZ5lqTnr0ZeI569GXiOevRl4jnr0ZeI569GXiOUAP77aJf4tpHQpkP/sHf/oO//Qd/pwAA=", color.YCbCr{Y: 81, Cb: 91, Cr: 240}},
}

// silence is 20 milliseconds of it, as Opus.
var silence = []byte{0xf8, 0xff, 0xfe}

// film is one that is being written.
type film interface {
	Picture(at time.Duration, frame []byte, keyframe bool) error
	Sound(at, lasts time.Duration, packet []byte) error
	Close(least time.Duration) (time.Duration, error)
}

// Film writes a film that browsers play, of the format that its path ends with: silence, and each second another picture, four times.
func Film(t testing.TB, path string, length time.Duration) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var w film
	frames := shown(t, path)
	if filepath.Ext(path) == ".mp4" {
		w, err = mp4.NewWriter(f)
	} else {
		w, err = webm.NewWriter(f, webm.Tracks{Width: 160, Height: 90, Sound: true})
	}
	for at := time.Duration(0); at < length && err == nil; at += 20 * time.Millisecond {
		if at%(250*time.Millisecond) < 20*time.Millisecond {
			err = w.Picture(at, frames[int(at/time.Second)%len(frames)], true)
		}
		if err == nil {
			err = w.Sound(at, 20*time.Millisecond, silence)
		}
	}
	if err == nil {
		_, err = w.Close(length)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// shown are the pictures as a film of a path has them: in an MP4 as H.264.
func shown(t testing.TB, path string) (list [][]byte) {
	t.Helper()
	for _, p := range pictures {
		frame, err := base64.StdEncoding.DecodeString(p.vp8)
		if filepath.Ext(path) == ".mp4" {
			frame, err = h264.Still(filled(p.colour), 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, frame)
	}
	return list
}

// filled is a picture of one colour.
func filled(c color.YCbCr) *image.YCbCr {
	p := image.NewYCbCr(image.Rect(0, 0, 160, 90), image.YCbCrSubsampleRatio420)
	for i := range p.Y {
		p.Y[i] = c.Y
	}
	for i := range p.Cb {
		p.Cb[i], p.Cr[i] = c.Cb, c.Cr
	}
	return p
}
