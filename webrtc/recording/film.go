package recording

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"time"

	"aula/internal/mp4"
	"aula/internal/webm"
	"aula/webrtc/mixing"
)

// behind is how far the film is made behind what is read: what comes later than that has lost its place.
const behind = 2500 * time.Millisecond

// Film is what was made of a capture.
type Film struct {
	Format        string // webm: VP8 and Opus; mp4: H.264 and Opus
	Started       time.Time
	Duration      time.Duration
	Bytes         int64
	Width, Height int           // as the film counts; 0: sound only
	Poster        []byte        // a JPEG; nil: there is none
	Mixed         time.Duration // for how long several voices were mixed
	Unshown       string        // a codec whose pictures could not be shown beside others, or as stills in an MP4; empty: none
}

// container writes a film of one format.
type container interface {
	Picture(at time.Duration, frame []byte, keyframe bool) error
	Sound(at, lasts time.Duration, packet []byte) error
	Close(least time.Duration) (time.Duration, error)
}

// maker makes one film.
type maker struct {
	survey *survey
	codec  codec
	clocks map[int]*clock
	stage  *stage
	sounds sounds
	stills stills
	out    container
	film   Film

	lanes  map[int]*lane
	poster []byte
}

// lane is one track on its way into the film.
type lane struct {
	order  order
	clock  *clock
	frames frames
	voice  *voice
	ended  bool
}

// Make makes the film of a capture, in a file whose name is out, a point and the film's format; it is whole or not there. Progress, which
// may be nil, is told percents. Its errors are ErrNoCapture, ErrEmpty and why the context ended.
func Make(ctx context.Context, capture, out string, slides func(started time.Time) []Slide, progress func(int)) (Film, error) {
	from, err := os.Open(capture)
	if err != nil {
		return Film{}, err
	}
	defer from.Close()
	s, err := look(from)
	if err != nil {
		return Film{}, err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return Film{}, err
	}
	draft, err := os.OpenFile(out+".part", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return Film{}, err
	}
	defer func() { _ = os.Remove(out + ".part") }()
	m := &maker{survey: s, codec: s.codec(), clocks: clocks(s.tracks), lanes: map[int]*lane{}}
	m.film.Format, m.film.Unshown = m.codec.format(), s.leaveOut(m.codec)
	var pages []Slide
	if slides != nil {
		pages = slides(s.started)
	}
	m.stage = newStage(s, pages)
	err = m.write(ctx, from, draft, progress)
	if err == nil {
		err = draft.Sync()
	}
	if err = errors.Join(err, draft.Close()); err != nil {
		return Film{}, fmt.Errorf("make the film: %w", err)
	}
	name := out + "." + m.film.Format
	if err := os.Rename(out+".part", name); err != nil {
		return Film{}, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return Film{}, err
	}
	m.film.Bytes = info.Size()
	m.film.Poster = poster(m.poster)
	return m.film, nil
}

func (m *maker) write(ctx context.Context, from io.Reader, draft *os.File, progress func(int)) error {
	r, err := NewReader(from)
	if err != nil {
		return err
	}
	if err := m.open(draft); err != nil {
		return err
	}
	percent, looked := -1, time.Duration(0)
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		p, ok := record.(Packet)
		if !ok {
			continue
		}
		m.packet(p)
		if p.Arrived-looked < 100*time.Millisecond {
			continue
		}
		looked = p.Arrived
		if err := m.advance(looked, looked-behind); err != nil {
			return err
		}
		if done := int(100 * r.Position() / max(1, m.survey.bytes)); done != percent && progress != nil {
			percent = done
			progress(min(done, 99))
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if err := m.advance(m.survey.end+time.Minute, m.survey.end+tickLasts); err != nil {
		return err
	}
	m.film.Mixed = m.sounds.mixed
	m.film.Duration, err = m.out.Close(0)
	return err
}

// open begins the film.
func (m *maker) open(draft *os.File) (err error) {
	m.film.Started = m.survey.started
	m.film.Width, m.film.Height = m.measure()
	if m.codec == h264Pictures {
		m.out, err = mp4.NewWriter(draft)
	} else {
		m.out, err = webm.NewWriter(draft, webm.Tracks{Width: m.film.Width, Height: m.film.Height, Sound: true})
	}
	if err == nil {
		m.sounds.write = m.out.Sound
	}
	return err
}

// measure is how large the film counts as: browsers go by the pictures themselves. A film without any has no size.
func (m *maker) measure() (width, height int) {
	pictures := len(m.stage.slides) > 0
	for _, w := range m.survey.tracks {
		pictures = pictures || m.codec.takes(codecOf(w.track))
	}
	if !pictures {
		return 0, 0
	}
	return 1280, 720
}

func (m *maker) packet(p Packet) {
	l := m.lane(p.Track)
	if l == nil {
		return
	}
	l.order.put(p, func(h held, lost bool) { m.take(l, h, lost) })
}

func (m *maker) lane(track int) *lane {
	if l := m.lanes[track]; l != nil {
		return l
	}
	w := m.survey.tracks[track]
	if w == nil || w.track.Video() && !m.codec.takes(codecOf(w.track)) {
		return nil
	}
	l := &lane{clock: m.clocks[track]}
	switch codecOf(w.track) {
	case h264Pictures:
		l.frames = &units{track: track, when: l.clock, waits: true}
	case vp8Pictures:
		l.frames = &pictures{track: track, when: l.clock}
	default:
		l.voice = &voice{name: fmt.Sprint(track)}
		m.sounds.voices = append(m.sounds.voices, l.voice)
	}
	m.lanes[track] = l
	return l
}

// take puts a packet that has its place into the film.
func (m *maker) take(l *lane, h held, lost bool) {
	if l.frames != nil {
		l.frames.put(h, lost, m.enter)
		return
	}
	m.sounds.add(l.voice, tone{at: l.clock.at(h.stamp), lasts: mixing.Duration(h.Payload), loud: h.Loud, packet: bytes.Clone(h.Payload)})
}

// enter takes a picture onto the stage, if it can be shown there: of VP8 among H.264 what is whole.
func (m *maker) enter(p picture) {
	if p.keyframe || !m.still(p) {
		m.stage.put(p)
	}
}

// still says that a picture can be shown as a still only.
func (m *maker) still(p picture) bool {
	w := m.survey.tracks[p.track]
	return m.codec == h264Pictures && (w == nil || codecOf(w.track) == vp8Pictures)
}

// advance gives up what is late by now, and writes what is settled.
func (m *maker) advance(now, until time.Duration) error {
	for id, l := range m.lanes {
		l.order.pass(now, func(h held, lost bool) { m.take(l, h, lost) })
		if l.voice != nil && !l.ended && until > m.survey.last[id]+behind {
			l.ended = true
			m.sounds.end(l.voice)
		}
	}
	for {
		p, ok := m.stage.next(until)
		if !ok {
			return m.sounds.advance(until)
		}
		if err := m.sounds.advance(p.at); err != nil {
			return err
		}
		still := m.still(p)
		if p.keyframe && p.track != blankTrack && (still || m.codec == vp8Pictures) && (m.poster == nil || p.at < m.survey.end/20) {
			m.poster = p.data
		}
		if m.film.Width == 0 {
			continue
		}
		if still {
			if p.data = m.stills.of(p); p.data == nil {
				continue
			}
		} else {
			m.stills.track = 0
		}
		if err := m.out.Picture(p.at, p.data, p.keyframe); err != nil {
			return err
		}
	}
}

// poster is a keyframe as a JPEG; nil if it is none.
func poster(frame []byte) []byte {
	picture := decoded(frame)
	var b bytes.Buffer
	if picture == nil || jpeg.Encode(&b, picture, &jpeg.Options{Quality: 80}) != nil {
		return nil
	}
	return b.Bytes()
}
