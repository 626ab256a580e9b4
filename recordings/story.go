package recordings

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/wholefile"
	"aula/recordings/captions"
)

// Said is a caption as it was typed: when it was done.
type Said struct {
	At   time.Time
	Text string
}

// How captions become cues. Who types is behind who speaks; who reads needs time.
const (
	typedWithin = 8 * time.Second       // the longest that a sentence is typed
	perSign     = 60 * time.Millisecond // that reading and typing take
	leastShown  = 1500 * time.Millisecond
)

// CuesOf are the cues of what was said, in a film that began at a moment: each begins when typing it may have begun, and lasts until it can
// have been read.
func CuesOf(began time.Time, length time.Duration, said []Said) []captions.Cue {
	var cues []captions.Cue
	for _, s := range said {
		done := s.At.Sub(began)
		if done < 0 || done > length+typedWithin {
			continue
		}
		takes := min(typedWithin, max(leastShown, time.Duration(len([]rune(s.Text)))*perSign))
		c := captions.Cue{Start: max(0, done-takes), End: min(length, done+leastShown), Text: captions.Clean(s.Text)}
		if n := len(cues); n > 0 && c.Start < cues[n-1].End { // the one before gives way
			cues[n-1].End = max(cues[n-1].Start+(cues[n-1].End-cues[n-1].Start)/2, c.Start)
			c.Start = cues[n-1].End
		}
		c.Start, c.End = c.Start.Truncate(time.Millisecond), c.End.Truncate(time.Millisecond)
		if c.End > c.Start && c.Text != "" {
			cues = append(cues, c)
		}
	}
	return captions.Mend(cues, length)
}

// WriteSaid keeps what was said as the film's captions.
func WriteSaid(app core.App, r *Recording, began time.Time, length time.Duration, said []Said) error {
	path := r.CaptionsPath(app)
	err := wholefile.Write(path, captions.Write(CuesOf(began, length, said)), func(draft string) error { return os.Rename(draft, path) })
	if err != nil {
		return fmt.Errorf("captions of recording %s: %w", r.Id, err)
	}
	return nil
}

// PageShown is a page of slides that was put on stage; without a deck: the slides were taken away.
type PageShown struct {
	At    time.Time
	Deck  string
	Title string // of the deck
	Page  int
}

// shortestChapter is for how long a page must have been shown to begin one: who leafs through shows nothing.
const shortestChapter = 10 * time.Second

// ChaptersOf are the chapters of a film that began at a moment: one a page that stayed for a while.
func ChaptersOf(began time.Time, length time.Duration, shown []PageShown) []Chapter {
	var list []Chapter
	for i, s := range shown {
		until := began.Add(length)
		if i+1 < len(shown) {
			until = shown[i+1].At
		}
		at := max(0, s.At.Sub(began))
		if s.Deck == "" || until.Sub(began)-at < shortestChapter || at >= length {
			continue
		}
		c := Chapter{At: at.Seconds(), Title: fmt.Sprintf("%s · %d", strings.TrimSuffix(s.Title, ".pdf"), s.Page), Deck: s.Deck, Page: s.Page}
		if n := len(list); n > 0 && list[n-1].Deck == c.Deck && list[n-1].Page == c.Page {
			continue
		}
		list = append(list, c)
	}
	return slices.Clip(list)
}
