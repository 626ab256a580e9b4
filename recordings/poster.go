package recordings

import (
	"bytes"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"os"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/wholefile"
)

// ErrPoster says that a picture is none of a film: no JPEG, or too large a one.
var ErrPoster = errors.New("no picture of a film")

// What a poster may be at most.
const (
	posterBytes  = 2 << 20
	posterPixels = 2048 // in each direction
)

// PutPoster gives a recording that has none its poster: a JPEG, as a browser drew it of a film that cannot be decoded here. It is written
// anew, so that nothing else is in it. It returns ErrNotReady or ErrPoster; of several the first stays.
func PutPoster(app core.App, id string, from io.Reader) error {
	r, err := Find(app, id)
	if err != nil || r.HasPoster() {
		return err
	}
	if r.State() != Ready {
		return ErrNotReady
	}
	b, err := io.ReadAll(io.LimitReader(from, posterBytes))
	if err != nil {
		return fmt.Errorf("read poster of recording %s: %w", id, err)
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || size.Width > posterPixels || size.Height > posterPixels {
		return errors.Join(ErrPoster, err)
	}
	picture, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return errors.Join(ErrPoster, err)
	}
	var clean bytes.Buffer
	if err := jpeg.Encode(&clean, picture, &jpeg.Options{Quality: 80}); err != nil {
		return err
	}
	if err := wholefile.Write(r.PosterPath(app), clean.Bytes(), func(draft string) error { return os.Rename(draft, r.PosterPath(app)) }); err != nil {
		return fmt.Errorf("poster of recording %s: %w", id, err)
	}
	r.Set("poster", true)
	return app.Save(r)
}
