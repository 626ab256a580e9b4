package recordings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/wholefile"
)

// Chapter is a part of a film: what was on stage from a moment on.
type Chapter struct {
	At    float64 `json:"at"` // seconds from the film's beginning
	Title string  `json:"title"`
	Deck  string  `json:"deck,omitempty"` // whose page was shown
	Page  int     `json:"page,omitempty"`
}

// Begins is when it begins.
func (c Chapter) Begins() time.Duration { return time.Duration(c.At * float64(time.Second)) }

// ReadChapters returns a recording's chapters in order; none if nobody wrote any.
func ReadChapters(app core.App, r *Recording) ([]Chapter, error) {
	content, err := os.ReadFile(r.ChaptersPath(app))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []Chapter
	if err == nil {
		err = json.Unmarshal(content, &list)
	}
	if err != nil {
		return nil, fmt.Errorf("chapters of recording %s: %w", r.Id, err)
	}
	return list, nil
}

// WriteChapters keeps them in place of those that were there.
func WriteChapters(app core.App, r *Recording, list []Chapter) error {
	content, err := json.Marshal(list)
	if err == nil {
		err = wholefile.Write(r.ChaptersPath(app), content, func(draft string) error { return os.Rename(draft, r.ChaptersPath(app)) })
	}
	if err != nil {
		return fmt.Errorf("chapters of recording %s: %w", r.Id, err)
	}
	return nil
}
