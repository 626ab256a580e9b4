package organisations

import (
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // read by CheckLogo
	_ "image/png"
	"io"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

const (
	largestLogo = 1 << 20    // bytes
	mostPixels  = 40_000_000 // of a logo: decoded, each takes four bytes
)

// CheckLogo refuses with Problems what certificates cannot show: what is no PNG or JPEG, is too large, or is damaged. No file is no problem.
func CheckLogo(logo *filesystem.File) error {
	if logo == nil {
		return nil
	}
	if logo.Size > largestLogo {
		return Problems{{fieldLogo, "picture"}}
	}
	if config, err := decode(logo, image.DecodeConfig); err != nil {
		return Problems{{fieldLogo, "picture"}}
	} else if config.Width <= 0 || config.Height <= 0 || config.Width > mostPixels/config.Height {
		return Problems{{fieldLogo, "picture_damaged"}}
	}
	if _, err := decode(logo, image.Decode); err != nil {
		return Problems{{fieldLogo, "picture_damaged"}}
	}
	return nil
}

func decode[T any](logo *filesystem.File, by func(io.Reader) (T, string, error)) (T, error) {
	content, err := logo.Reader.Open()
	if err != nil {
		var none T
		return none, err
	}
	defer content.Close()
	read, _, err := by(content)
	return read, err
}

// SetLogo stores the logo, or takes it away if it is nil. It refuses what is no picture, or too large a one, with Problems.
func SetLogo(app core.App, id string, logo *filesystem.File) error {
	o, err := Find(app, id)
	if err != nil {
		return err
	}
	if err := CheckLogo(logo); err != nil {
		return err
	}
	if o.Set(fieldLogo, ""); logo != nil {
		o.Set(fieldLogo, logo)
	}
	var fields validation.Errors
	if err := app.Save(o); errors.As(err, &fields) && fields[fieldLogo] != nil {
		return Problems{{fieldLogo, "picture"}}
	} else if err != nil {
		return fmt.Errorf("logo of organisation %s: %w", id, err)
	}
	return nil
}
