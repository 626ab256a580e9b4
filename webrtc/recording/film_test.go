package recording

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"aula/internal/webm"
	"aula/webrtc/mixing"
)

var began = time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)

// studio writes captures as publishers with clocks of their own would.
type studio struct {
	t     testing.TB
	path  string
	w     *Writer
	mixer *mixing.Mixer
}

func newStudio(t testing.TB) *studio {
	t.Helper()
	s := &studio{t: t, path: filepath.Join(t.TempDir(), "capture")}
	var err error
	if s.w, err = Create(s.path, began); err != nil {
		t.Fatal(err)
	}
	if s.mixer, err = mixing.New(24000, 0); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *studio) put(r Record) {
	s.t.Helper()
	if err := s.w.Put(r); err != nil {
		s.t.Fatal(err)
	}
}

// source is one track with its clock.
type source struct {
	studio   *studio
	track    Track
	sequence uint16
	origin   uint32
	drift    float64 // how much faster its timestamps run than they say
	lag      time.Duration
}

func (s *studio) source(id int, person, kind string) *source {
	t := Track{ID: id, Name: person + kind, Person: person, Source: kind, Mime: "audio/opus", Clock: 48000}
	if t.Video() {
		t.Mime, t.Clock = "video/VP8", 90000
	}
	s.put(t)
	return &source{studio: s, track: t, origin: uint32(1<<32 - 5*int(t.Clock) + id), sequence: 65000} // both turn over soon
}

func (c *source) stamp(at time.Duration) uint32 {
	return c.origin + uint32(int64(math.Round(at.Seconds()*float64(c.track.Clock)*(1+c.drift))))
}

func (c *source) send(at time.Duration, marker bool, loud uint8, payload []byte) {
	c.sequence++
	if err := c.studio.w.Packet(&Packet{c.track.ID, at + c.lag, c.sequence, c.stamp(at), marker, loud, payload}); err != nil {
		c.studio.t.Fatal(err)
	}
}

// frame sends a picture of two packets, on whose data stands when it was taken.
func (c *source) frame(at time.Duration, width, height int, keyframe bool) {
	first := []byte{0x10, 1, 0, 0}
	if keyframe {
		first = []byte{0x10, 0, 0, 0, 0x9d, 1, 0x2a, byte(width), byte(width >> 8), byte(height), byte(height >> 8)}
	}
	c.send(at, false, 0, first)
	c.send(at, true, 0, binary.BigEndian.AppendUint64([]byte{0, byte(c.track.ID)}, uint64(at)))
}

// say sends 20 ms of sound.
func (c *source) say(at time.Duration, loud uint8) {
	packet, err := c.studio.mixer.Next()
	if err != nil {
		c.studio.t.Fatal(err)
	}
	c.send(at, false, loud, packet)
}

func (c *source) report(at time.Duration) {
	c.studio.put(Report{c.track.ID, at + c.lag, uint64(4000+at/time.Second)<<32 | uint64(float64(at%time.Second)/1e9*(1<<32)), c.stamp(at)})
}

// shot is a picture of a film, as frame made it.
type shot struct {
	at, taken time.Duration
	track     int
	keyframe  bool
}

// develop makes the film and reads it.
func (s *studio) develop(slides []Slide) (Film, []shot, []webm.Block) {
	s.t.Helper()
	if err := s.w.Close(); err != nil {
		s.t.Fatal(err)
	}
	out := filepath.Join(s.t.TempDir(), "media")
	film, err := Make(s.t.Context(), s.path, out, func(time.Time) []Slide { return slides }, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	f, err := os.Open(out + "." + film.Format)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	var shots []shot
	var sounds []webm.Block
	said := func(_ webm.Tracks, length time.Duration) error {
		if length != film.Duration.Truncate(time.Millisecond) {
			s.t.Errorf("the film says %v, and is %v long", length, film.Duration)
		}
		return nil
	}
	err = webm.Read(f, said, func(b webm.Block) error {
		switch n := len(b.Data); {
		case !b.Video:
			sounds = append(sounds, b)
		case n > 9 && n < 24:
			shots = append(shots, shot{b.At, time.Duration(binary.BigEndian.Uint64(b.Data[n-8:])), int(b.Data[n-9]), b.Keyframe})
		default:
			shots = append(shots, shot{at: b.At, taken: b.At, track: blankTrack, keyframe: b.Keyframe})
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return film, shots, sounds
}

func TestAFilmShowsWhoSpeaksAndHearsEverybody(t *testing.T) {
	s := newStudio(t)
	anna, voice := s.source(1, "anna", "camera"), s.source(2, "anna", "microphone")
	bruno, other := s.source(3, "bruno", "camera"), s.source(4, "bruno", "microphone")
	s.put(Shown{1, 0})
	for at := time.Duration(0); at < 20*time.Second; at += 20 * time.Millisecond {
		if at%(40*time.Millisecond) == 0 {
			if at < 10*time.Second {
				anna.frame(at, 640, 360, at%(5*time.Second) == 0)
			}
			if at >= 9*time.Second {
				if at == 10*time.Second {
					s.put(Shown{3, at})
				}
				bruno.frame(at, 320, 180, at == 10*time.Second || at == 12*time.Second)
			}
		}
		if at < 9*time.Second {
			voice.say(at, 100)
		}
		if at > 8*time.Second && at < 18*time.Second {
			other.say(at, 90)
		}
	}
	film, shots, sounds := s.develop(nil)
	if d := film.Duration - 20*time.Second; d.Abs() > 50*time.Millisecond {
		t.Errorf("it lasts %v", film.Duration)
	}
	for _, p := range shots {
		want := 1
		if p.taken >= 10*time.Second {
			want = 3
		}
		if p.track != want || (p.at-p.taken).Abs() > 5*time.Millisecond {
			t.Fatalf("at %v stands the picture of %d taken at %v", p.at, p.track, p.taken)
		}
	}
	if len(shots) != 500 {
		t.Errorf("%d pictures", len(shots))
	}
	next := time.Duration(0)
	for _, b := range sounds { // without a gap
		if (b.At - next).Abs() > time.Millisecond {
			t.Fatalf("sound goes on at %v after %v", b.At, next)
		}
		next = b.At + mixing.Duration(b.Data)
	}
	if film.Mixed < time.Second || film.Mixed > 4*time.Second {
		t.Errorf("mixed for %v", film.Mixed)
	}
}

func TestPacketsThatCameLateOrNeverLeaveNoBrokenPicture(t *testing.T) {
	s := newStudio(t)
	camera := s.source(1, "anna", "camera")
	s.put(Shown{1, 0})
	var late *Packet
	for i := range 200 {
		at := time.Duration(i) * 40 * time.Millisecond
		switch i {
		case 20: // its second packet comes half a second later
			camera.send(at, false, 0, []byte{0x10, 1, 0, 0})
			camera.sequence++
			late = &Packet{1, at + 500*time.Millisecond, camera.sequence, camera.stamp(at), true, 0, binary.BigEndian.AppendUint64([]byte{0, 1}, uint64(at))}
			continue
		case 33:
			if err := s.w.Packet(late); err != nil {
				t.Fatal(err)
			}
		case 80: // never
			camera.send(at, false, 0, []byte{0x10, 1, 0, 0})
			camera.sequence++
			continue
		}
		camera.frame(at, 640, 360, i%50 == 0)
	}
	_, shots, _ := s.develop(nil)
	var got []int
	for _, p := range shots {
		got = append(got, int(p.taken/(40*time.Millisecond)))
	}
	want := 0
	for _, n := range got {
		if want == 80 {
			want = 100 // the next keyframe
		}
		if n != want {
			t.Fatalf("picture %d stands where %d should", n, want)
		}
		want++
	}
	if want != 200 {
		t.Fatalf("it ends with picture %d", want)
	}
}

func TestClocksThatDriftForAnHourStayTogether(t *testing.T) {
	for _, row := range []struct {
		says    string
		reports bool
		length  time.Duration
		drift   float64
	}{{"with the publisher's reports", true, time.Hour, 200e-6}, {"without any", false, 10 * time.Minute, 1200e-6}} {
		s := newStudio(t)
		camera, voice := s.source(1, "anna", "camera"), s.source(2, "anna", "microphone")
		camera.drift, voice.drift = row.drift, -row.drift
		camera.lag, voice.lag = 60*time.Millisecond, 20*time.Millisecond
		if !row.reports {
			camera.lag = voice.lag
		}
		s.put(Shown{1, 0})
		packet := []byte{0x18, 0xff, 0xfe} // 60 ms; what it carries is when it was said
		for at := time.Duration(0); at < row.length; at += 60 * time.Millisecond {
			if at%(3*time.Second) == 0 {
				camera.frame(at, 640, 360, at%(30*time.Second) == 0)
				if row.reports {
					camera.report(at)
					voice.report(at)
				}
			}
			voice.send(at, false, 100, binary.BigEndian.AppendUint64(bytes.Clone(packet), uint64(at)))
		}
		_, shots, sounds := s.develop(nil)
		worst := time.Duration(0)
		at := 0
		for _, p := range shots {
			for at < len(sounds)-1 && sounds[at+1].At <= p.at {
				at++
			}
			b := sounds[at]
			if len(b.Data) < 11 {
				continue // silence that was put in
			}
			said := time.Duration(binary.BigEndian.Uint64(b.Data[3:])) + p.at - b.At
			worst = max(worst, (said - p.taken).Abs())
		}
		t.Logf("%s: at most %v apart", row.says, worst)
		if worst > 80*time.Millisecond {
			t.Errorf("%s: pictures and sound are %v apart", row.says, worst)
		}
	}
}

func TestPicturesOfAnotherCodecAreLeftOutAndNamed(t *testing.T) {
	s := newStudio(t)
	studio := s.obs(9, "studio")
	voice, camera := s.source(2, "studio", "microphone"), s.source(1, "anna", "camera")
	s.put(Shown{9, 0})
	for at := time.Duration(0); at < 4*time.Second; at += 20 * time.Millisecond {
		if at == time.Second {
			s.put(Shown{1, at})
		}
		if at >= time.Second && at%(40*time.Millisecond) == 0 {
			camera.frame(at, 640, 360, at == time.Second)
		}
		studio.send(at, true, 0, []byte{0x65, 1, 2, 3})
		voice.say(at, 100)
	}
	film, shots, sounds := s.develop(nil)
	if film.Format != "webm" || film.Unshown != "H264" || len(sounds) < 190 {
		t.Errorf("%s without %q, %d sounds", film.Format, film.Unshown, len(sounds))
	}
	if len(shots) != 76 || shots[0].track != blankTrack {
		t.Errorf("%d pictures", len(shots))
	}
}

func TestSlidesAreShownWhileNoScreenIs(t *testing.T) {
	s := newStudio(t)
	camera, screen := s.source(1, "anna", "camera"), s.source(2, "anna", "screen")
	page := binary.BigEndian.AppendUint64([]byte{0, 0, 0, 0x9d, 1, 0x2a, 0, 5, 0xd0, 2, 77}, 0)
	s.put(Shown{1, 0})
	for at := time.Duration(0); at < 50*time.Second; at += 40 * time.Millisecond {
		if at == 40*time.Second {
			s.put(Shown{2, at})
		}
		camera.frame(at, 640, 360, at%(2*time.Second) == 0)
		if at >= 40*time.Second {
			screen.frame(at, 1280, 720, at == 40*time.Second)
		}
	}
	_, shots, _ := s.develop([]Slide{{At: 5 * time.Second, Picture: page, Width: 1280, Height: 720}, {At: 37 * time.Second}})
	var order []int
	for _, p := range shots {
		if n := len(order); n == 0 || order[n-1] != p.track {
			order = append(order, p.track)
		}
	}
	if want := []int{1, 77, 1, 2}; !slices.Equal(order, want) {
		t.Errorf("%v is shown one after the other, want %v", order, want)
	}
	again := 0
	for _, p := range shots {
		if p.track == 77 {
			again++
		}
	}
	if again != 2 { // at 5 and 35 seconds, so that one can seek
		t.Errorf("the page stands %d times", again)
	}
}

func TestAFilmThatIsStoppedSaysWhyAndLeavesNothing(t *testing.T) {
	s := newStudio(t)
	voice := s.source(1, "anna", "microphone")
	for at := time.Duration(0); at < 2*time.Second; at += 20 * time.Millisecond {
		voice.say(at, 100)
	}
	if err := s.w.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancelCause(t.Context())
	full, folder := errors.New("no room"), t.TempDir()
	_, err := Make(ctx, s.path, filepath.Join(folder, "media"), nil, func(int) { stop(full) })
	if left, e := os.ReadDir(folder); !errors.Is(err, full) || e != nil || len(left) > 0 {
		t.Errorf("%v; %v are left, %v", err, left, e)
	}
}
