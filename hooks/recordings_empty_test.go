package hooks_test

import (
	"os"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/recordings"
	"aula/webrtc/recording"
)

func TestARecordingInWhichNobodySpokeIsEmptyAndNoFailure(t *testing.T) {
	app, _ := newServer(t)
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "ended"}).Id
	k, err := recordings.Begin(app, webinar, "p", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	tape, err := recording.Create(recordings.CapturePath(app, k.Id), time.Now())
	if err == nil {
		err = tape.Close()
	}
	if err == nil {
		err = recordings.End(app, k.Id, recordings.ByHost, 0, time.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
	var now *recordings.Recording
	eventually(t, "the recording", func() (bool, any) {
		if now, err = recordings.Find(app, k.Id); err != nil {
			t.Fatal(err)
		}
		return now.State() == recordings.Failed, now.State()
	})
	if !now.IsEmpty() || now.Problem() != "" || now.Until().IsZero() {
		t.Errorf("it is %s by %q, %q, until %v", now.State(), now.Why(), now.Problem(), now.Until())
	}
	eventually(t, "the capture of nothing to go", func() (bool, any) {
		_, err := os.Stat(recordings.CapturePath(app, k.Id))
		return os.IsNotExist(err), err
	})
}
