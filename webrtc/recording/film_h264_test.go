package recording

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/webrtc/stranger"
)

// obs is a track of somebody's who publishes H.264.
func (s *studio) obs(id int, person string) *source {
	t := Track{ID: id, Name: person + "camera", Person: person, Source: "camera", Mime: "video/H264", Clock: 90000}
	s.put(t)
	return &source{studio: s, track: t, origin: uint32(1<<32 - 3*90000), sequence: 65500}
}

// show sends a frame.
func (c *source) show(at time.Duration, payloads [][]byte) {
	for i, p := range payloads {
		c.send(at, i == len(payloads)-1, 0, p)
	}
}

// probed is what ffprobe says of a film.
type probed struct {
	Format  struct{ Duration string }
	Streams []struct {
		Codec string `json:"codec_name"`
	}
	Frames []struct {
		At     string `json:"pts_time"`
		Width  int
		Height int
	}
}

// probe makes the film and lets ffprobe decode its pictures, without a complaint.
func (s *studio) probe(slides []Slide) (Film, string, probed) {
	s.t.Helper()
	if err := s.w.Close(); err != nil {
		s.t.Fatal(err)
	}
	out := filepath.Join(s.t.TempDir(), "media")
	film, err := Make(s.t.Context(), s.path, out, func(time.Time) []Slide { return slides }, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	out += "." + film.Format
	var got probed
	var complaints bytes.Buffer
	look := exec.CommandContext(s.t.Context(), "ffprobe", "-v", "error", "-show_entries", "format=duration:stream=codec_name:frame=pts_time,width,height", "-select_streams", "v", "-of", "json", out)
	look.Stderr = &complaints
	said, err := look.Output()
	if err == nil {
		err = json.Unmarshal(said, &got)
	}
	if err != nil || complaints.Len() > 0 {
		s.t.Fatalf("ffprobe: %v: %s", err, &complaints)
	}
	return film, out, got
}

// sizes are how large its pictures are, one after the other.
func (p probed) sizes() (list []int) {
	for _, f := range p.Frames {
		if n := len(list); n == 0 || list[n-1] != f.Width {
			list = append(list, f.Width)
		}
	}
	return list
}

func TestWhatAStudioSendsBecomesAnMP4WhateverItsSize(t *testing.T) {
	s := newStudio(t)
	camera, voice := s.obs(1, "obs"), s.source(2, "obs", "microphone")
	small, large := stranger.Encoded(t, 320, 180, 1), stranger.Encoded(t, 640, 360, 1)
	s.put(Shown{1, 0})
	for n, frame := range slices.Concat(small, large) {
		at := 400*time.Millisecond + time.Duration(n)*time.Second/stranger.FramesASecond
		camera.show(at, frame)
		voice.say(at, 100)
		voice.say(at+20*time.Millisecond, 100)
	}
	film, path, got := s.probe(nil)
	if film.Format != "mp4" || film.Unshown != "" || film.Width == 0 || (film.Duration-2400*time.Millisecond).Abs() > 100*time.Millisecond {
		t.Errorf("%+v", film)
	}
	if said, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-xerror", "-i", path, "-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-f", "null", "-").CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("ffmpeg decodes with complaints: %v: %s", err, said)
	}
	if len(got.Frames) != 50 || !slices.Equal(got.sizes(), []int{320, 640}) {
		t.Errorf("%d pictures, %v wide", len(got.Frames), got.sizes())
	}
	if first := got.Frames[0].At; !strings.HasPrefix(first, "0.4") && !strings.HasPrefix(first, "0.39") {
		t.Errorf("the first is shown at %s", first)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := binary.BigEndian.Uint32(b); string(b[n+4:n+8]) != "moov" {
		t.Errorf("%s comes before what tells where everything is", b[n+4:n+8])
	}
}

func TestOfAFrameThatIsNotWholeNothingIsShown(t *testing.T) {
	frames := stranger.Encoded(t, 640, 360, 2)
	for _, row := range []struct {
		says  string
		frame int
		which int // payload that never comes
		want  int
	}{
		{"the end of one", 5, -1, 50 - 20}, {"parameter sets that are known", 25, 0, 50}, {"the beginning of a keyframe", 25, 1, 25}, {"the middle of one", 25, 2, 25},
		{"the end of one that is whole", 25, -1, 25},
	} {
		u, shown, lost := &units{when: &clock{rate: 90000}, waits: true}, 0, false
		for n, frame := range frames {
			missing := row.which
			if missing < 0 {
				missing = len(frame) - 1
			}
			for i, payload := range frame {
				if n == row.frame && i == missing {
					lost = true
					continue
				}
				u.put(held{Packet: Packet{Payload: payload, Marker: i == len(frame)-1}, stamp: int64(n) * 3600}, lost, func(picture) { shown++ })
				lost = false
			}
		}
		if shown != row.want {
			t.Errorf("%s: %d pictures, want %d", row.says, shown, row.want)
		}
	}
}

func TestWhatIsNotH264StandsStillInItsFilm(t *testing.T) {
	s := newStudio(t)
	studio, camera := s.obs(1, "obs"), s.source(2, "anna", "camera")
	page := Slide{At: 5 * time.Second, Picture: blank, Width: 320, Height: 180}
	s.put(Shown{1, 0})
	frames := stranger.Encoded(t, 640, 360, 1)
	for n := range 14 * stranger.FramesASecond {
		at := time.Duration(n) * time.Second / stranger.FramesASecond
		if at < 8*time.Second {
			studio.show(at, frames[n%len(frames)])
		}
		if at == 8*time.Second {
			s.put(Shown{2, at})
		}
		if at >= 8*time.Second {
			camera.send(at, true, 0, append([]byte{0x10}, blank...)) // a keyframe each time: too often
		}
		if at == 13*time.Second {
			s.put(Shown{0, at})
		}
	}
	film, _, got := s.probe([]Slide{page, {At: 7 * time.Second}})
	if film.Format != "mp4" || film.Unshown != "VP8" || film.Poster == nil {
		t.Errorf("%s without %q, poster of %d bytes", film.Format, film.Unshown, len(film.Poster))
	}
	if !slices.Equal(got.sizes(), []int{640, 320, 640, 320}) {
		t.Errorf("%v are shown", got.sizes())
	}
	stills := 0
	for _, f := range got.Frames {
		if f.Width == 320 {
			stills++
		}
	}
	if stills != 3 { // the page, the camera, and nobody
		t.Errorf("%d stills", stills)
	}
}

func TestWhoComesBackSoonIsShownAgain(t *testing.T) {
	s := newStudio(t)
	camera, studio := s.source(1, "anna", "camera"), s.obs(2, "obs")
	for n, frame := range slices.Repeat(stranger.Encoded(t, 640, 360, 1), 9) { // A, B, A within nine seconds
		at := time.Duration(n) * time.Second / stranger.FramesASecond
		switch at {
		case 0, 7 * time.Second:
			s.put(Shown{1, at})
		case time.Second:
			s.put(Shown{2, at})
		}
		if at%time.Second == 0 {
			camera.send(at, true, 0, append([]byte{0x10}, blank...))
		}
		studio.show(at, frame)
	}
	if _, _, got := s.probe(nil); !slices.Equal(got.sizes(), []int{320, 640, 320}) {
		t.Errorf("%v are shown", got.sizes())
	}
}

func TestAPictureThatIsTooLargeIsNotDecodedNorAskedForAgain(t *testing.T) {
	huge := slices.Clone(blank)
	copy(huge[6:], []byte{0xff, 0x3f, 0xff, 0x3f})
	if decoded(huge) != nil || decoded(blank) == nil {
		t.Error("it is decoded")
	}
	var s stills
	if s.of(picture{track: 1, data: huge}) != nil || s.of(picture{track: 1, data: blank, at: time.Second}) != nil || s.of(picture{track: 1, data: blank, at: stillEvery}) == nil {
		t.Error("each picture of its track is decoded")
	}
}
