package hooks_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/hooks"
	"aula/internal/jobs"
	"aula/internal/testapp"
	"aula/recordings"
	"aula/webrtc/recording"
)

// talked writes the capture of two seconds in which somebody spoke.
func talked(t *testing.T, path string) {
	t.Helper()
	tape, err := recording.Create(path, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := tape.Put(recording.Track{ID: 1, Name: "voice", Person: "ada", Source: "microphone", Mime: "audio/opus", Clock: 48000}); err != nil {
		t.Fatal(err)
	}
	for n := range 100 {
		at := time.Duration(n) * 20 * time.Millisecond
		p := recording.Packet{Track: 1, Arrived: at, Sequence: uint16(n), Timestamp: uint32(n) * 960, Loud: 100, Payload: []byte{0xf8, 0xff, 0xfe}}
		if err := tape.Packet(&p); err != nil {
			t.Fatal(err)
		}
	}
	if err := tape.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAFilmThatTheDiskHasNoRoomForIsMadeOnceItHas(t *testing.T) {
	app := testapp.New(t)
	var left []uint64 // on the disk, each time that somebody looks
	limits := recordings.Standard
	limits.Free = func(string) (uint64, bool) {
		now := left[0]
		left = left[min(1, len(left)-1):]
		return now, true
	}
	q := jobs.New(app)
	hooks.BindRecordings(app, q, limits)
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "ended"}).Id
	k, err := recordings.Begin(app, webinar, "p", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	talked(t, recordings.CapturePath(app, k.Id))
	if err := recordings.End(app, k.Id, recordings.ByHost, 0, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		says  string
		left  []uint64
		state recordings.State
		files string
	}{
		{"from the beginning", []uint64{1 << 20}, recordings.Failed, "capture"},
		{"while it is written", []uint64{1 << 40, 1 << 20}, recordings.Failed, "capture"},
		{"once there is", []uint64{1 << 40}, recordings.Ready, "captions.vtt chapters.json media.webm"},
	} {
		left = row.left
		if _, err := jobs.RetryAll(app, recordings.Job); err != nil {
			t.Fatal(err)
		}
		if err := q.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		now, err := recordings.Find(app, k.Id)
		if err != nil || now.State() != row.state || now.LacksRoom() != (row.state == recordings.Failed) || (now.Problem() == "") == now.LacksRoom() {
			t.Errorf("%s: it is %s, %q: %v", row.says, now.State(), now.Problem(), err)
		}
		var there []string
		for _, path := range filesIn(t, recordings.Folder(app, k.Id)) {
			there = append(there, filepath.Base(path))
		}
		if got := strings.Join(there, " "); got != row.files {
			t.Errorf("%s: there are %s", row.says, got)
		}
	}
}
