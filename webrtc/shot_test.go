package webrtc

import (
	"testing"
	"time"
)

// onStage is a track with one layer, as it is when something came of it.
func onStage(person string, source Source, width int32) *track {
	t := newTrack(&Peer{member: Member{ID: person}}, source)
	l := &layer{track: t}
	l.width.Store(width)
	l.arrived.Store(time.Now().UnixNano())
	t.add(l)
	return t
}

func TestAFilmShowsTheScreenOrWhoSpeaks(t *testing.T) {
	anna, bruno, carla := onStage("anna", Camera, 640), onStage("bruno", Camera, 640), onStage("carla", Microphone, 0)
	screen, second := onStage("anna", Screen, 1280), onStage("bruno", Screen, 1280)
	still := onStage("dario", Camera, 640)
	still.lost.Store(true)
	now := time.Now()
	at := func(t *track, ago time.Duration) shot {
		if t == nil {
			return shot{}
		}
		l := (*t.layers.Load())[0]
		return shot{current: l, target: l, since: now.Add(-ago)}
	}
	for _, row := range []struct {
		says     string
		shown    shot
		tracks   []*track
		speakers []string
		want     *track
	}{
		{"nobody is on stage", at(nil, 0), nil, nil, nil},
		{"sound alone", at(nil, 0), []*track{carla}, []string{"carla"}, nil},
		{"anybody's camera while nobody speaks", at(nil, 0), []*track{carla, anna, bruno}, nil, anna},
		{"who speaks", at(anna, time.Minute), []*track{anna, bruno}, []string{"bruno"}, bruno},
		{"not before the other was seen for a while", at(anna, time.Second), []*track{anna, bruno}, []string{"bruno"}, anna},
		{"who speaks without a camera changes nothing", at(bruno, time.Minute), []*track{anna, bruno, carla}, []string{"carla"}, bruno},
		{"of those who speak, the first with a camera", at(anna, time.Minute), []*track{anna, bruno, carla}, []string{"carla", "bruno"}, bruno},
		{"the screen before who speaks, at once", at(anna, 0), []*track{anna, bruno, screen}, []string{"bruno"}, screen},
		{"the newest screen", at(screen, 0), []*track{screen, anna, second}, nil, second},
		{"who vanished is followed by another", at(anna, 0), []*track{bruno}, nil, bruno},
		{"a camera that stands still is none", at(still, time.Minute), []*track{still, bruno}, []string{"dario"}, bruno},
	} {
		s := row.shown
		s.choose(row.tracks, row.speakers, now)
		var got *track
		if s.target != nil {
			got = s.target.track
		}
		if got != row.want {
			t.Errorf("%s: %+v", row.says, got)
		}
	}
}

func TestAFilmTakesTheLayerThatIsFineEnough(t *testing.T) {
	camera := onStage("anna", Camera, 320)
	for _, width := range []int32{640, 1280, 1920} {
		l := &layer{track: camera}
		l.width.Store(width)
		l.arrived.Store(time.Now().UnixNano())
		camera.add(l)
	}
	var s shot
	s.choose([]*track{camera}, nil, time.Now())
	if got := s.target.width.Load(); got != recordedWidth {
		t.Errorf("the layer of %d pixels is taken", got)
	}
}
