package webinars_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/png"
	"testing"

	"aula/webinars"
)

// aWebP is a picture of one pixel, lossy.
const aWebP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"

func FuzzSlidePicture(f *testing.F) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		f.Fatal(err)
	}
	webp, err := base64.StdEncoding.DecodeString(aWebP)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{b.Bytes(), b.Bytes()[:40], webp, webp[:20], []byte("%PDF-1.7"), []byte("GIF89a"), nil} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		kind, width, height, err := webinars.PictureKind(content)
		switch {
		case err != nil:
			if !errors.Is(err, webinars.ErrPicture) {
				t.Fatal(err)
			}
		case kind != "image/png" && kind != "image/webp", width < 1, height < 1, width > 2560, height > 2560, len(content) > webinars.PictureAtMost:
			t.Fatalf("%s of %d by %d, %d bytes", kind, width, height, len(content))
		}
	})
}
