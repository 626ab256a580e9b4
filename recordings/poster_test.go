package recordings_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"testing"

	"aula/internal/testapp"
	"aula/recordings"
)

// picture is a JPEG so large, and something behind it.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), "<script>"...)
}

func TestAFilmWithoutAPosterIsGivenOneAndNothingElse(t *testing.T) {
	app := testapp.New(t)
	r := ready(t, app)
	for _, row := range []struct {
		says string
		b    []byte
		want error
	}{
		{"no picture", []byte("<svg/>"), recordings.ErrPoster}, {"nothing", nil, recordings.ErrPoster}, {"too wide", picture(t, 3000, 10), recordings.ErrPoster},
		{"half of one", picture(t, 640, 360)[:400], recordings.ErrPoster}, {"one", picture(t, 320, 180), nil}, {"another, later", picture(t, 10, 10), nil},
	} {
		if err := recordings.PutPoster(app, r.Id, bytes.NewReader(row.b)); !errors.Is(err, row.want) || (err == nil) != (row.want == nil) {
			t.Errorf("%s: %v", row.says, err)
		}
		if got := found(t, app, r.Id); got.HasPoster() != (row.want == nil) {
			t.Errorf("%s: it has a poster: %v", row.says, got.HasPoster())
		}
	}
	b, err := os.ReadFile(r.PosterPath(app))
	if err != nil || bytes.Contains(b, []byte("script")) {
		t.Errorf("%q, %v", b[max(0, len(b)-20):], err)
	}
	if size, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || size.Width != 320 {
		t.Errorf("%+v, %v", size, err)
	}
}
