package webinars

import (
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Caption is a sentence of what is said, as a captioner typed it.
type Caption struct {
	Person   string    `json:"person"`
	Text     string    `json:"text"`
	Language string    `json:"language"` // of the text; empty: nobody said
	At       time.Time `json:"at"`
}

// CaptionText is what a captioner has typed so far. It returns ErrTextEmpty or ErrTextLong.
func CaptionText(typed string) (string, error) { return cleanText(typed, CaptionAtMost) }

// KeepCaption keeps a caption that is done.
func KeepCaption(app core.App, webinar string, c Caption) error {
	r, err := newRow(app, "webinar_captions", webinar, c.At)
	if err != nil {
		return err
	}
	r.Set("person", c.Person)
	r.Set("text", c.Text)
	r.Set("language", c.Language)
	return saveRow(app, r)
}

// Captions returns a room's last captions, the oldest first; all of them if most is 0.
func Captions(app core.App, webinar string, most int64) ([]Caption, error) {
	var rows []struct {
		Person   string         `db:"person"`
		Text     string         `db:"text"`
		Language string         `db:"language"`
		At       types.DateTime `db:"at"`
	}
	q := app.DB().Select("person", "text", "language", "at").From("webinar_captions").Where(dbx.HashExp{"webinar": webinar}).OrderBy("rowid DESC")
	if most > 0 {
		q.Limit(most)
	}
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("captions of webinar %s: %w", webinar, err)
	}
	captions := []Caption{}
	for _, r := range slices.Backward(rows) {
		captions = append(captions, Caption{r.Person, r.Text, r.Language, r.At.Time()})
	}
	return captions, nil
}
