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
	look, end := time.NewTicker(10*time.Millisecond), time.After(roomDeadline)
	defer look.Stop()
	now, err := recordings.Find(app, k.Id)
	for ; err == nil && now.State() != recordings.Failed; now, err = recordings.Find(app, k.Id) {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("it is %s still", now.State())
		}
	}
	if err != nil || !now.IsEmpty() || now.Problem() != "" || now.Until().IsZero() {
		t.Errorf("it is %s by %q, %q, until %v: %v", now.State(), now.Why(), now.Problem(), now.Until(), err)
	}
	if _, err := os.Stat(recordings.CapturePath(app, k.Id)); !os.IsNotExist(err) {
		t.Errorf("the capture of nothing stays: %v", err)
	}
}
