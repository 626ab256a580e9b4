package recordings_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

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
		told  any
		why   string
		stays bool
	}{
		{"ready", now.Add(-time.Hour), now, "", false}, {"failed", now.Add(-time.Hour), now, "", false}, {"ready", now.Add(time.Hour), now, "", true},
		{"ready", now.Add(-time.Hour), nil, "", true}, {"failed", now.Add(-time.Hour), nil, "empty", false},
		{"ready", nil, nil, "", true}, {"processing", now.Add(-time.Hour), now, "", true}, {"recording", nil, nil, "", true},
	} {
		id := testapp.Save(t, app, recordings.Collection, map[string]any{
			"webinar": webinar, "state": row.state, "until": row.until, "announced": row.told, "reason": row.why,
		}).Id
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

func TestWhoLooksAfterARecordingIsToldOnceAndInTime(t *testing.T) {
	app := testapp.New(t)
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "ended"}).Id
	now := time.Date(2026, 11, 27, 7, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, row := range []struct {
		says   string
		values map[string]any
		days   int
		told   bool
		until  time.Time
	}{
		{"in a month", map[string]any{"state": "ready", "until": now.Add(30 * day)}, 0, false, now.Add(30 * day)},
		{"within the week", map[string]any{"state": "ready", "until": now.Add(6 * day)}, 0, true, now.Add(6 * day)},
		{"a film that failed", map[string]any{"state": "failed", "until": now.Add(2 * day)}, 0, true, now.Add(2 * day)},
		{"nothing is in it", map[string]any{"state": "failed", "reason": "empty", "until": now.Add(2 * day)}, 0, false, now.Add(2 * day)},
		{"its day has gone by", map[string]any{"state": "ready", "until": now.Add(-day)}, 0, true, now.Add(7 * day)},
		{"where all go soon", map[string]any{"state": "ready", "until": now.Add(time.Hour)}, 2, true, now.Add(2 * day)},
		{"a lesson", map[string]any{"state": "ready"}, 0, false, time.Time{}},
	} {
		row.values["webinar"] = webinar
		id := testapp.Save(t, app, recordings.Collection, row.values).Id
		told := 0
		for range 2 {
			err := recordings.Announce(app, now, row.days, func(_ core.App, r *recordings.Recording) error {
				told++
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if told == 1 != row.told || told > 1 {
			t.Errorf("%s: told %d times", row.says, told)
		}
		if r, err := recordings.Find(app, id); err != nil || !r.Until().Equal(row.until) {
			t.Errorf("%s: until %v, %v", row.says, r.Until(), err)
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
