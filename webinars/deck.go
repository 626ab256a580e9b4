package webinars

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Deck is a set of slides, each page a picture.
type Deck struct {
	ID    string
	Name  string
	Pages int // that are there
}

// FindDeck returns a deck of a webinar, or ErrNotThere.
func FindDeck(app core.App, webinar, id string) (Deck, error) {
	r, err := rowOf(app, "webinar_decks", webinar, id)
	if err != nil {
		return Deck{}, err
	}
	n, err := app.CountRecords("webinar_deck_pages", dbx.HashExp{"deck": id})
	if err != nil {
		return Deck{}, fmt.Errorf("pages of deck %s: %w", id, err)
	}
	return Deck{ID: r.Id, Name: r.GetString("name"), Pages: int(n)}, nil
}
