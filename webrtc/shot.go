package webrtc

import (
	"slices"
	"time"
)

// shortestShot is for how long somebody's camera stays at least, whoever speaks meanwhile.
const shortestShot = 3 * time.Second

// shot is which pictures a film shows: the screen before a camera, of cameras that of who speaks.
type shot struct {
	current *layer // that is written
	target  *layer // that is to be, from its next keyframe on
	since   time.Time
}

// enter says that the target's pictures have begun.
func (s *shot) enter(at time.Time) { s.current, s.since = s.target, at }

// choose aims at what is best shown now.
func (s *shot) choose(tracks []*track, speakers []string, now time.Time) {
	if s.current != nil && !slices.Contains(tracks, s.current.track) {
		s.current = nil
	}
	s.target = nil
	t := s.best(tracks, speakers, now)
	if t == nil {
		s.current = nil
		return
	}
	layers := t.alive(now)
	if len(layers) == 0 {
		return
	}
	s.target = layers[fitting(layers, recordedWidth)]
	if s.current != nil && s.current.track == t && slices.Contains(layers, s.current) && s.current.width.Load() >= s.target.width.Load() {
		s.target = s.current // the same, or finer: no reason to change
	}
}

// best is the track that is shown: the newest screen; or the camera of the first who speaks and has one; or who was shown; or anybody's.
func (s *shot) best(tracks []*track, speakers []string, now time.Time) *track {
	var screen, first, shown *track
	cameras := map[string]*track{}
	for _, t := range tracks {
		switch {
		case t.source == Screen:
			screen = t
		case t.source == Camera && !t.lost.Load():
			cameras[t.person] = t
			if first == nil {
				first = t
			}
			if s.current != nil && s.current.track == t {
				shown = t
			}
		}
	}
	if screen != nil {
		return screen
	}
	if shown != nil && now.Sub(s.since) < shortestShot {
		return shown
	}
	for _, person := range speakers {
		if t := cameras[person]; t != nil {
			return t
		}
	}
	if shown != nil {
		return shown
	}
	return first
}
