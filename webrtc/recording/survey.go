package recording

import (
	"errors"
	"io"
	"strings"
	"time"
)

// survey is what a capture holds, found out before the film is made.
type survey struct {
	started time.Time
	tracks  map[int]*watched
	last    map[int]time.Duration // when a track's last packet came
	shown   []Shown
	end     time.Duration
	bytes   int64
}

// look reads a capture once. Its errors are ErrNoCapture and ErrEmpty.
func look(from io.Reader) (*survey, error) {
	r, err := NewReader(from)
	if err != nil {
		return nil, err
	}
	s := &survey{started: r.Started(), tracks: map[int]*watched{}, last: map[int]time.Duration{}}
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		s.note(record)
	}
	s.bytes = r.Position()
	if len(s.last) == 0 {
		return nil, ErrEmpty
	}
	return s, nil
}

func (s *survey) note(record Record) {
	switch r := record.(type) {
	case Track:
		if r.Clock > 0 {
			s.tracks[r.ID] = &watched{track: r}
		}
	case Packet:
		if w := s.tracks[r.Track]; w != nil {
			w.packet(w.stamps.next(r.Timestamp), r.Arrived)
			s.last[r.Track] = r.Arrived
			s.end = max(s.end, r.Arrived)
		}
	case Report:
		if w := s.tracks[r.Track]; w != nil && r.NTP != 0 && w.stamps.began {
			// A report may tell of a moment after the newest packet: it must not move where timestamps stand.
			stamp := w.stamps.last + int64(int32(r.Timestamp-uint32(w.stamps.last)))
			w.reports = append(w.reports, report{stamp, ntp(r.NTP), r.Arrived})
		}
	case Shown:
		s.shown = append(s.shown, r)
		s.end = max(s.end, r.At)
	}
}

// codec is that of the pictures that were on stage for longest: h264Pictures or vp8Pictures.
func (s *survey) codec() codec {
	var long time.Duration
	for i, c := range s.shown {
		until := s.end
		if i+1 < len(s.shown) {
			until = s.shown[i+1].At
		}
		switch w := s.tracks[c.Track]; {
		case w == nil:
		case codecOf(w.track) == h264Pictures:
			long += until - c.At
		case codecOf(w.track) == vp8Pictures:
			long -= until - c.At
		}
	}
	if long > 0 {
		return h264Pictures
	}
	return vp8Pictures
}

// leaveOut takes pictures off the stage that a film of this codec cannot show. It names the codec of those, and of those that it shows as
// stills.
func (s *survey) leaveOut(film codec) (other string) {
	for i, c := range s.shown {
		w := s.tracks[c.Track]
		if w == nil || codecOf(w.track) == film {
			continue
		}
		other = strings.TrimPrefix(w.track.Mime, "video/")
		if !film.takes(codecOf(w.track)) {
			s.shown[i].Track = 0
		}
	}
	return other
}

// shownAt is the track whose pictures were on stage at a moment.
func (s *survey) shownAt(at time.Duration) int {
	for i := len(s.shown) - 1; i >= 0; i-- {
		if s.shown[i].At <= at {
			return s.shown[i].Track
		}
	}
	return 0
}

// screen says whether a track is of somebody's screen.
func (s *survey) screen(track int) bool {
	w := s.tracks[track]
	return w != nil && w.track.Source == "screen"
}
