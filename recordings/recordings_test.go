package recordings_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/recordings"
)

func TestARecordingRunsIsProcessedAndBecomesReady(t *testing.T) {
	app := testapp.New(t)
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "open"}).Id
	now := time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)
	r, err := recordings.Begin(app, webinar, "anna", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := recordings.Delete(app, r); !errors.Is(err, recordings.ErrRunning) {
		t.Fatalf("one that runs was deleted: %v", err)
	}
	for range 2 { // the second is nothing
		if err := recordings.End(app, r.Id, recordings.AtEnd, 3, now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if jobs, err := app.CountRecords("jobs"); err != nil || jobs != 1 {
		t.Fatalf("%d jobs, %v", jobs, err)
	}
	until := now.AddDate(0, 0, 90)
	if err := recordings.Finish(app, r.Id, recordings.Film{Format: "webm", Duration: 90500 * time.Millisecond, Bytes: 9, Width: 640, Height: 360}, until); err != nil {
		t.Fatal(err)
	}
	list, err := recordings.OfWebinar(app, webinar)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d recordings, %v", len(list), err)
	}
	got := list[0]
	if got.State() != recordings.Ready || got.Duration() != 90500*time.Millisecond || got.Why() != recordings.AtEnd || got.Dropped() != 3 || !got.Until().Equal(until) {
		t.Fatalf("%+v", got.FieldsData())
	}
	chapters := []recordings.Chapter{{At: 0, Title: "Inizio"}, {At: 12.5, Title: "SPID", Deck: "d", Page: 2}}
	if err := recordings.WriteChapters(app, got, chapters); err != nil {
		t.Fatal(err)
	}
	if read, err := recordings.ReadChapters(app, got); err != nil || len(read) != 2 || read[1] != chapters[1] {
		t.Fatalf("%v, %v", read, err)
	}
	if err := recordings.Delete(app, got); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(recordings.Folder(app, got.Id)); !os.IsNotExist(err) {
		t.Fatalf("its files stay: %v", err)
	}
	if _, err := recordings.Find(app, got.Id); !errors.Is(err, recordings.ErrNotFound) {
		t.Fatalf("it is still found: %v", err)
	}
}
