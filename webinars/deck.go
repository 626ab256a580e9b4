package webinars

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"image"
	_ "image/png" // pages are PNG
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	_ "golang.org/x/image/webp" // or WebP
)

// Bounds of slides.
const (
	PagesAtMost   = 300
	PictureAtMost = 2 << 20 // bytes
	SmallAtMost   = 128 << 10
	sideAtMost    = 2560 // pixels
	smallSide     = 1280
	nameAtMost    = 200
	decksAtMost   = 50 // of one webinar
)

// Decisions about slides.
var (
	ErrPicture      = errors.New("not a picture that slides may be")
	ErrSmallPicture = errors.New("not a small picture of a slide")
	ErrTooManyPages = errors.New("too many pages for a deck")
	ErrTooManyDecks = errors.New("too many decks")
)

// Deck is a set of slides, each page a picture.
type Deck struct {
	ID    string
	Name  string
	Pages int
}

// NewDeck begins a deck of so many pages. It returns ErrTextEmpty, ErrTextLong, ErrMeant, ErrTooManyPages or ErrTooManyDecks.
func NewDeck(app core.App, webinar, by, name string, pages int) (Deck, error) {
	name, err := cleanText(name, nameAtMost)
	if err != nil {
		return Deck{}, err
	}
	if pages < 1 {
		return Deck{}, ErrMeant
	}
	if pages > PagesAtMost {
		return Deck{}, ErrTooManyPages
	}
	n, err := app.CountRecords("webinar_decks", dbx.HashExp{"webinar": webinar})
	if err != nil {
		return Deck{}, fmt.Errorf("decks of webinar %s: %w", webinar, err)
	}
	if n >= decksAtMost {
		return Deck{}, ErrTooManyDecks
	}
	r, err := newRow(app, "webinar_decks", webinar, time.Now())
	if err != nil {
		return Deck{}, err
	}
	r.Set("name", name)
	r.Set("by", by)
	r.Set("pages", pages)
	return Deck{r.Id, name, pages}, saveRow(app, r)
}

// FindDeck returns a deck of a webinar, or ErrNotThere.
func FindDeck(app core.App, webinar, id string) (Deck, error) {
	r, err := rowOf(app, "webinar_decks", webinar, id)
	if err != nil {
		return Deck{}, err
	}
	return Deck{ID: r.Id, Name: r.GetString("name"), Pages: r.GetInt("pages")}, nil
}

// PictureKind is the media type of a picture, found in its bytes alone, after the whole of it was read. It returns ErrPicture.
func PictureKind(content []byte) (kind string, width, height int, err error) {
	format, width, height, err := pictureOf(content, PictureAtMost, sideAtMost, "png", "webp")
	if err != nil {
		return "", 0, 0, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	return "image/" + format, width, height, nil
}

// pictureOf reads a whole picture of so many bytes and pixels a side at most, in one of the formats.
func pictureOf(content []byte, bytesAtMost, side int, formats ...string) (format string, width, height int, err error) {
	if len(content) > bytesAtMost {
		return "", 0, 0, fmt.Errorf("%d bytes", len(content))
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return "", 0, 0, err
	}
	if !slices.Contains(formats, format) || c.Width < 1 || c.Height < 1 || c.Width > side || c.Height > side {
		return "", 0, 0, fmt.Errorf("%s of %d by %d", format, c.Width, c.Height)
	}
	_, _, err = image.Decode(bytes.NewReader(content)) // its size was bounded above
	return format, c.Width, c.Height, err
}

// PutPage keeps the picture of a page in place of an earlier one. It returns ErrNotThere or ErrPicture.
func PutPage(app core.App, webinar, deck string, number int, content []byte) error {
	d, err := FindDeck(app, webinar, deck)
	if err != nil {
		return err
	}
	if number < 1 || number > d.Pages {
		return ErrNotThere
	}
	kind, width, height, err := PictureKind(content)
	if err != nil {
		return err
	}
	r, err := pageOf(app, deck, number)
	if errors.Is(err, ErrNotThere) {
		r, err = newRow(app, "webinar_deck_pages", "", time.Now())
	}
	if err != nil {
		return err
	}
	file, err := filesystem.NewFileFromBytes(content, fmt.Sprintf("%d.%s", number, kind[len("image/"):]))
	if err != nil {
		return fmt.Errorf("page %d of deck %s: %w", number, deck, err)
	}
	r.Set("deck", deck)
	r.Set("number", number)
	r.Set("picture", file)
	r.Set("small", nil) // it was another page's
	r.Set("width", width)
	r.Set("height", height)
	return saveRow(app, r)
}

func pageOf(app core.App, deck string, number int) (*core.Record, error) {
	r := &core.Record{}
	err := app.RecordQuery("webinar_deck_pages").AndWhere(dbx.HashExp{"deck": deck, "number": number}).Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotThere
	}
	if err != nil {
		return nil, fmt.Errorf("page %d of deck %s: %w", number, deck, err)
	}
	return r, nil
}

// PagePath is where the picture of a page is among the academy's files. It returns ErrNotThere.
func PagePath(app core.App, webinar, deck string, number int) (string, error) {
	if _, err := FindDeck(app, webinar, deck); err != nil {
		return "", err
	}
	r, err := pageOf(app, deck, number)
	if err != nil {
		return "", err
	}
	return r.BaseFilesPath() + "/" + r.GetString("picture"), nil
}
