package hooks_test

import (
	"os"
	"testing"
	"time"

	"aula/internal/jobs"
	"aula/internal/testapp"
	"aula/recordings"
)

func TestAFilmThatIsGivenUpIsNamedAndItsCaptureStays(t *testing.T) {
	app, _ := newServer(t)
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "ended"}).Id
	k, err := recordings.Begin(app, webinar, "p", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	k.Set("state", string(recordings.Processing))
	if err := app.Save(k); err != nil {
		t.Fatal(err)
	}
	capture := recordings.CapturePath(app, k.Id)
	if err := os.WriteFile(capture, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	id := testapp.Save(t, app, "jobs", map[string]any{"kind": recordings.Job, "state": string(jobs.Running), "payload": map[string]string{"recording": k.Id}}).Id
	job, err := app.FindRecordById("jobs", id)
	if err != nil {
		t.Fatal(err)
	}
	job.Set("state", string(jobs.Failed))
	job.Set("error", "disk quota exceeded")
	if err := app.Save(job); err != nil {
		t.Fatal(err)
	}
	now, err := recordings.Find(app, k.Id)
	if err != nil || now.State() != recordings.Failed || now.Problem() != "disk quota exceeded" || now.Until().IsZero() {
		t.Errorf("it is %s, %q, until %v: %v", now.State(), now.Problem(), now.Until(), err)
	}
	if _, err := os.Stat(capture); err != nil {
		t.Error(err)
	}
}
