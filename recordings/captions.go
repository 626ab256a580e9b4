package recordings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/wholefile"
	"aula/recordings/captions"
)

// LongestSilence is how long a stretch of a lesson may be without a caption. Whether somebody speaks in it no program knows: where nobody
// does, a caption says so.
const LongestSilence = time.Minute

const (
	chaptersAtMost     = 500
	chapterTitleAtMost = 200
)

// CaptionsError says what is wrong with captions, cue by cue. Nothing was changed.
type CaptionsError struct{ Problems []captions.Problem }

func (e *CaptionsError) Error() string { return fmt.Sprintf("%d captions are wrong", len(e.Problems)) }

// UncoveredError says where captions are missing.
type UncoveredError struct{ Gaps []captions.Gap }

func (e *UncoveredError) Error() string {
	return fmt.Sprintf("%d stretches without captions", len(e.Gaps))
}

// ErrChapters says that chapters are not in order, outside the film, without a title or too many.
var ErrChapters = errors.New("chapters are wrong")

// ReadCaptions returns what was said in the whole film.
func ReadCaptions(app core.App, r *Recording) ([]captions.Cue, error) {
	file, err := os.ReadFile(r.CaptionsPath(app))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("captions of recording %s: %w", r.Id, err)
	}
	cues, _, err := captions.Read(file)
	if err != nil {
		return nil, fmt.Errorf("captions of recording %s: %w", r.Id, err)
	}
	return cues, nil
}

// SaveCaptions keeps captions in place of those that were there. A lesson that is published shows them at once; strict keeps it from
// losing them. It returns ErrNotReady, ErrChanged, a *CaptionsError or an *UncoveredError.
func SaveCaptions(app core.App, id string, revision int, cues []captions.Cue, strict bool) (*Recording, error) {
	return change(app, id, revision, func(tx core.App, r *Recording) error {
		if wrong := captions.Check(cues, r.Duration()); len(wrong) > 0 {
			return &CaptionsError{wrong}
		}
		p, err := OfRecording(tx, r.Id)
		if err != nil && !errors.Is(err, ErrNotPublished) {
			return err
		}
		if p != nil && strict {
			if gaps := lacking(cues, p.From(), p.To()); len(gaps) > 0 {
				return &UncoveredError{gaps}
			}
		}
		if p != nil && p.Lesson() != "" {
			if err := putLesson(tx, p, cues); err != nil {
				return err
			}
		}
		return write(r.CaptionsPath(tx), captions.Write(cues))
	})
}

// Lacking returns the stretches of what is shown of a recording that have no captions for too long.
func Lacking(app core.App, r *Recording) ([]captions.Gap, error) {
	cues, err := ReadCaptions(app, r)
	if err != nil {
		return nil, err
	}
	from, to := r.Part()
	return lacking(cues, from, to), nil
}

// lacking: without any caption, however short the film, all of it lacks them.
func lacking(cues []captions.Cue, from, to time.Duration) []captions.Gap {
	if len(captions.Cut(cues, from, to)) == 0 {
		return []captions.Gap{{From: from, To: to}}
	}
	return captions.Gaps(cues, from, to, LongestSilence)
}

// SaveChapters keeps chapters in place of those that were there. It returns ErrNotReady, ErrChanged or ErrChapters.
func SaveChapters(app core.App, id string, revision int, list []Chapter) (*Recording, error) {
	return change(app, id, revision, func(tx core.App, r *Recording) error {
		if len(list) > chaptersAtMost {
			return ErrChapters
		}
		for i, c := range list {
			title := strings.TrimSpace(c.Title)
			if title == "" || utf8.RuneCountInString(title) > chapterTitleAtMost || captions.Clean(title) != title || strings.Contains(title, "\n") ||
				c.At < 0 || c.Begins() > r.Duration() || i > 0 && c.At <= list[i-1].At {
				return ErrChapters
			}
		}
		return WriteChapters(tx, r, list)
	})
}

func write(path string, content []byte) error {
	return wholefile.Write(path, content, func(draft string) error { return os.Rename(draft, path) })
}
