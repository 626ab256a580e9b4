package webinars

import (
	"fmt"
	_ "image/jpeg" // where a browser writes no WebP

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// A page travels over slow lines as a small picture, which who presents sends beside the large one. Pages that have none are shown large.

// PutSmallPage keeps the small picture of a page that is there. It returns ErrNotThere or ErrSmallPicture.
func PutSmallPage(app core.App, webinar, deck string, number int, content []byte) error {
	if _, err := FindDeck(app, webinar, deck); err != nil {
		return err
	}
	r, err := pageOf(app, deck, number)
	if err != nil {
		return err
	}
	format, _, _, err := pictureOf(content, SmallAtMost, smallSide, "png", "webp", "jpeg")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSmallPicture, err)
	}
	file, err := filesystem.NewFileFromBytes(content, fmt.Sprintf("%d-small.%s", number, format))
	if err != nil {
		return fmt.Errorf("small page %d of deck %s: %w", number, deck, err)
	}
	r.Set("small", file)
	return saveRow(app, r)
}

// SmallPagePath is where the small picture of a page is among the academy's files. It returns ErrNotThere where there is none.
func SmallPagePath(app core.App, webinar, deck string, number int) (string, error) {
	if _, err := FindDeck(app, webinar, deck); err != nil {
		return "", err
	}
	r, err := pageOf(app, deck, number)
	if err != nil {
		return "", err
	}
	if r.GetString("small") == "" {
		return "", ErrNotThere
	}
	return r.BaseFilesPath() + "/" + r.GetString("small"), nil
}
