package recording

import (
	"sort"
	"time"
)

// Slide is a page that was shown from a moment on, until the next one.
type Slide struct {
	At      time.Duration
	Picture []byte // a VP8 keyframe; nil: no page from then on
	Width   int
	Height  int
}

// The pictures that no track brought.
const (
	slideTrack = -1
	blankTrack = -2
)

// slideEvery is how often a page is shown again, so that one can seek near it.
const slideEvery = 30 * time.Second

// stage decides which pictures a film shows: the screen, or else the page of slides, or else who speaks.
type stage struct {
	survey  *survey
	slides  []Slide
	on      int // track that is shown
	waiting []picture
	last    time.Duration
	began   bool
}

// newStage puts the pictures that no track brings where they belong.
func newStage(s *survey, slides []Slide) *stage {
	g := &stage{survey: s, slides: slides}
	for i, slide := range slides {
		until := s.end
		if i+1 < len(slides) {
			until = slides[i+1].At
		}
		for at := max(0, slide.At); at < until && slide.Picture != nil; at += slideEvery {
			g.page(at)
		}
		if slide.Picture == nil && s.shownAt(slide.At) == 0 {
			g.put(blankPicture(slide.At))
		}
	}
	for _, change := range s.shown {
		switch {
		case s.screen(change.Track):
		case g.slideAt(change.At) != nil:
			g.page(change.At)
		case change.Track == 0:
			g.put(blankPicture(change.At))
		}
	}
	return g
}

func blankPicture(at time.Duration) picture {
	return picture{at: at, arrived: at, track: blankTrack, keyframe: true, data: blank}
}

// page puts the page that is shown at a moment among the pictures.
func (g *stage) page(at time.Duration) {
	if p := g.slideAt(at); p != nil {
		g.put(picture{at: at, arrived: at, track: slideTrack, keyframe: true, data: p.Picture})
	}
}

// slideAt is the page that is shown at a moment; nil: none.
func (g *stage) slideAt(at time.Duration) *Slide {
	for i := len(g.slides) - 1; i >= 0; i-- {
		if g.slides[i].At <= at {
			if g.slides[i].Picture == nil {
				return nil
			}
			return &g.slides[i]
		}
	}
	return nil
}

// put lets a picture wait for its turn.
func (g *stage) put(p picture) {
	i := sort.Search(len(g.waiting), func(i int) bool { return g.waiting[i].at > p.at })
	g.waiting = append(g.waiting, picture{})
	copy(g.waiting[i+1:], g.waiting[i:])
	g.waiting[i] = p
}

// next is the next picture to be shown, of those until a moment.
func (g *stage) next(until time.Duration) (picture, bool) {
	for len(g.waiting) > 0 && g.waiting[0].at <= until {
		p := g.waiting[0]
		g.waiting[0].data = nil
		g.waiting = g.waiting[1:]
		if !g.shows(p) {
			continue
		}
		p.at = p.at.Truncate(time.Millisecond) // as the film counts
		if g.began && p.at <= g.last {
			p.at = g.last + time.Millisecond
		}
		g.began, g.last = true, p.at
		return p, true
	}
	return picture{}, false
}

// shows decides about one picture.
func (g *stage) shows(p picture) bool {
	wanted := g.survey.shownAt(p.arrived)
	if !g.survey.screen(wanted) {
		switch {
		case g.slideAt(p.at) != nil:
			wanted = slideTrack
		case wanted == 0:
			wanted = blankTrack
		}
	}
	if p.track == wanted && (p.keyframe || g.on == wanted) {
		g.on = wanted
		return true
	}
	return p.track == g.on && wanted != slideTrack && wanted != blankTrack // until the other one's keyframe comes
}
