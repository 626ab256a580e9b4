package recordings_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/recordings"
)

func TestRecordingsGoWhenTheirTimeIsOver(t *testing.T) {
	app := testapp.New(t)
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "ended"}).Id
	now := time.Date(2026, 11, 27, 3, 41, 0, 0, time.UTC)
	keep := map[string]bool{}
	for _, row := range []struct {
		state string
		until any
		stays bool
	}{
		{"ready", now.Add(-time.Hour), false}, {"failed", now.Add(-time.Hour), false}, {"ready", now.Add(time.Hour), true},
		{"ready", nil, true}, {"processing", now.Add(-time.Hour), true}, {"recording", nil, true},
	} {
		id := testapp.Save(t, app, recordings.Collection, map[string]any{"webinar": webinar, "state": row.state, "until": row.until}).Id
		keep[id] = row.stays
		if err := os.MkdirAll(recordings.Folder(app, id), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	stray := filepath.Join(recordings.Root(app), "of-nobody")
	if err := os.MkdirAll(stray, 0o700); err != nil {
		t.Fatal(err)
	}
	keep["of-nobody"] = false
	if err := recordings.Expire(app, now); err != nil {
		t.Fatal(err)
	}
	for id, stays := range keep {
		_, err := os.Stat(recordings.Folder(app, id))
		_, found := recordings.Find(app, id)
		if (err == nil) != stays || (found == nil) != stays {
			t.Errorf("%s: files %v, record %v, want it to stay: %v", id, err, found, stays)
		}
	}
}

func TestTheCentreSaysForHowManyDays(t *testing.T) {
	now := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	for days, want := range map[int]time.Time{0: now.AddDate(0, 0, 90), 10: now.AddDate(0, 0, 10), -1: now.AddDate(0, 0, 90)} {
		if got := recordings.KeptUntil(now, days); !got.Equal(want) {
			t.Errorf("%d days: %v", days, got)
		}
	}
}
