package hooks_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/notifications"
	"aula/recordings"
)

func TestThoseWhoHostAreToldBeforeTheirRecordingGoes(t *testing.T) {
	app, _ := newServer(t)
	staff := testapp.Person(t, app, "staff")
	host, second := testapp.Person(t, app, "author"), testapp.Person(t, app, "author", "second@example.org")
	now := time.Now()
	goes := func(values map[string]any, in time.Duration) *recordings.Recording {
		t.Helper()
		values["title"], values["state"] = "Dal vivo", "ended"
		w := testapp.Webinar(t, app, values)
		return recordings.Of(testapp.Save(t, app, "recordings", map[string]any{"webinar": w.Id, "state": "ready", "until": now.Add(in)}))
	}
	hosted := goes(map[string]any{"owner": host.Id, "hosts": []string{second.Id}}, 72*time.Hour)
	nobodys := goes(map[string]any{}, -time.Hour) // its day was while the academy was closed: it is put off
	for range 2 {
		if err := hooks.AnnounceRecordings(app, now); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		person string
		of     *recordings.Recording
	}{{host.Id, hosted}, {second.Id, hosted}, {staff.Id, nobodys}} {
		list, all, err := notifications.List(app, row.person, 1)
		if err != nil || all != 1 || list[0].Kind() != notifications.RecordingGoes || list[0].About() != "recording:"+row.of.Id {
			t.Fatalf("%d notices: %v", all, err)
		}
		if m, err := hooks.WriteNotice(app, list[0]); err != nil || !strings.Contains(m.Text, "fanne una lezione") || !strings.Contains(m.Text, row.of.Id) {
			t.Errorf("%v: %v", m, err)
		}
		if holds, err := hooks.StillTrue(app, list[0]); err != nil || !holds {
			t.Errorf("it does not hold: %v", err)
		}
		row.of.KeepUntil(time.Time{}) // it is a lesson now
		if err := app.Save(row.of); err != nil {
			t.Fatal(err)
		}
		if holds, err := hooks.StillTrue(app, list[0]); err != nil || holds {
			t.Errorf("it holds of what stays: %v", err)
		}
		row.of.KeepUntil(now.Add(72 * time.Hour))
		if err := app.Save(row.of); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNothingTakesAwayTheFilmOfALesson(t *testing.T) {
	app, _ := newServer(t)
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "film", "title": "Film", "state": "published", "language": "it"}).Id
	webinar := testapp.Webinar(t, app, map[string]any{"state": "ended"})
	k := recordings.Of(testapp.Save(t, app, "recordings", map[string]any{"webinar": webinar.Id, "state": "ready", "duration": 10, "until": time.Now().Add(-time.Hour), "announced": time.Now()}))
	testapp.Film(t, k.MediaPath(app), time.Second)
	p := testapp.Save(t, app, recordings.Publications, map[string]any{"recording": k.Id, "course": course, "title": "Film", "state": "ready", "cut_to": 10000, "version": 1})
	there := func() bool {
		_, err := os.Stat(k.MediaPath(app))
		n, _ := app.CountRecords(recordings.Publications, dbx.HashExp{"id": p.Id})
		return err == nil && n == 1
	}
	for says, try := range map[string]func() error{
		"its record":  func() error { return app.Delete(k.ProxyRecord()) },
		"its webinar": func() error { return app.Delete(webinar) },
		"the night":   func() error { return recordings.Expire(app, time.Now()) },
	} {
		if err := try(); err == nil || !there() {
			t.Errorf("%s takes it along: %v", says, err)
		}
	}
	if err := app.Delete(p); err != nil {
		t.Fatal(err)
	}
	if err := app.Delete(webinar); err != nil || there() {
		t.Errorf("it stays for nobody: %v", err)
	}
}
