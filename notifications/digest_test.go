package notifications_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/notifications"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDigestsAreDueAtSevenInTheAcademy(t *testing.T) {
	rows := []struct {
		name, now, daily, weekly string
	}{
		{"Thursday at seven", "2026-11-26T06:00:00Z", "2026-11-26T06:00:00Z", "2026-11-23T06:00:00Z"},
		{"a second before", "2026-11-26T05:59:59Z", "2026-11-25T06:00:00Z", "2026-11-23T06:00:00Z"},
		{"Monday before seven", "2026-11-23T05:00:00Z", "2026-11-22T06:00:00Z", "2026-11-16T06:00:00Z"},
		{"Monday at eight", "2026-11-23T07:00:00Z", "2026-11-23T06:00:00Z", "2026-11-23T06:00:00Z"},
		{"Sunday night", "2026-11-29T22:30:00Z", "2026-11-29T06:00:00Z", "2026-11-23T06:00:00Z"},
		{"the Sunday on which summer time begins", "2026-03-29T12:00:00Z", "2026-03-29T05:00:00Z", "2026-03-23T06:00:00Z"},
		{"the Monday after it", "2026-03-30T12:00:00Z", "2026-03-30T05:00:00Z", "2026-03-30T05:00:00Z"},
		{"the Sunday on which it ends", "2026-10-25T05:59:00Z", "2026-10-24T05:00:00Z", "2026-10-19T05:00:00Z"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			now := at(t, row.now)
			if got := notifications.Boundary(notifications.Daily, now); !got.Equal(at(t, row.daily)) {
				t.Errorf("daily since %s, want %s", got.UTC(), row.daily)
			}
			if got := notifications.Boundary(notifications.Weekly, now); !got.Equal(at(t, row.weekly)) {
				t.Errorf("weekly since %s, want %s", got.UTC(), row.weekly)
			}
		})
	}
}

// toldAt lets a notice be as old as the moment.
func toldAt(t *testing.T, app core.App, person, key, moment string) {
	t.Helper()
	tell(t, app, answered(person, key))
	_, err := app.DB().Update(notifications.Collection, dbx.Params{"created": at(t, moment).UTC().Format("2006-01-02 15:04:05.000Z")},
		dbx.HashExp{"person": person, "key": key}).Execute()
	if err != nil {
		t.Fatal(err)
	}
}

// letters are those that were written, in order.
func letters(t *testing.T, app core.App) (list []notifications.Letter) {
	t.Helper()
	records, err := app.FindRecordsByFilter("jobs", "kind = 'notice'", "created", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		var l notifications.Letter
		if err := json.Unmarshal([]byte(r.GetString("payload")), &l); err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
	return list
}

func TestADigestTakesWhatWaitedSinceBeforeItWasDue(t *testing.T) {
	rows := []struct {
		name string
		way  notifications.Way
		told []string
		now  string
		want int // notices in the one letter; 0: no letter
	}{
		{"told yesterday, daily", notifications.Daily, []string{"2026-11-25T10:00:00Z", "2026-11-25T11:00:00Z"}, "2026-11-26T06:01:00Z", 2},
		{"told after seven, daily", notifications.Daily, []string{"2026-11-26T06:00:30Z"}, "2026-11-26T06:01:00Z", 0},
		{"only what was told before seven", notifications.Daily, []string{"2026-11-26T05:59:00Z", "2026-11-26T06:00:30Z"}, "2026-11-26T06:01:00Z", 1},
		{"before seven nothing goes", notifications.Daily, []string{"2026-11-25T10:00:00Z"}, "2026-11-26T05:59:00Z", 0},
		{"a machine that slept three days", notifications.Daily, []string{"2026-11-23T10:00:00Z", "2026-11-24T10:00:00Z"}, "2026-11-27T15:00:00Z", 2},
		{"weekly, on a Thursday", notifications.Weekly, []string{"2026-11-25T10:00:00Z"}, "2026-11-26T06:01:00Z", 0},
		{"weekly, on Monday", notifications.Weekly, []string{"2026-11-25T10:00:00Z", "2026-11-29T10:00:00Z"}, "2026-11-30T06:01:00Z", 2},
		{"weekly, the machine slept on Monday", notifications.Weekly, []string{"2026-11-25T10:00:00Z"}, "2026-12-01T09:00:00Z", 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			ada := testapp.Person(t, app, "learner").Id
			choose(t, app, ada, notifications.Answers, row.way)
			for _, moment := range row.told {
				toldAt(t, app, ada, moment, moment)
			}
			for range 2 { // a second round finds nothing to do
				if err := notifications.QueueDigests(app, at(t, row.now)); err != nil {
					t.Fatal(err)
				}
			}
			got := letters(t, app)
			if row.want == 0 {
				if len(got) != 0 {
					t.Errorf("letters %+v", got)
				}
				return
			}
			if len(got) != 1 || len(got[0].Notices) != row.want || got[0].Digest != row.way || got[0].Person != ada {
				t.Errorf("letters %+v, want one with %d notices", got, row.want)
			}
		})
	}
}

// A crash between any two steps leaves either nothing of a digest or all of it: the round can be run again.
func TestADigestThatFailsHalfWayIsWrittenWholeTheNextTime(t *testing.T) {
	app := testapp.New(t)
	people := []string{testapp.Person(t, app, "learner", "ada@example.org").Id, testapp.Person(t, app, "learner", "bea@example.org").Id}
	for _, person := range people {
		choose(t, app, person, notifications.Answers, notifications.Daily)
		toldAt(t, app, person, "one", "2026-11-25T10:00:00Z")
		toldAt(t, app, person, "two", "2026-11-25T11:00:00Z")
	}
	crash := errors.New("the machine stops")
	for step := range 6 { // each person: two notices marked, one letter written
		countdown := step
		stop := func(e *core.RecordEvent) error {
			if countdown == 0 {
				countdown--
				return crash
			}
			countdown--
			return e.Next()
		}
		id := app.OnRecordUpdate(notifications.Collection).BindFunc(stop)
		jobID := app.OnRecordCreate("jobs").BindFunc(stop)
		err := notifications.QueueDigests(app, at(t, "2026-11-26T06:01:00Z"))
		app.OnRecordUpdate(notifications.Collection).Unbind(id)
		app.OnRecordCreate("jobs").Unbind(jobID)
		if err != nil && !errors.Is(err, crash) {
			t.Fatal(err)
		}
		queued := count(t, app, notifications.Collection, dbx.HashExp{"mail": "queued"})
		if got := letters(t, app); int(queued) != 2*len(got) {
			t.Errorf("stopped at step %d: %d notices marked, letters %+v", step, queued, got)
		}
	}
	if err := notifications.QueueDigests(app, at(t, "2026-11-26T06:02:00Z")); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range letters(t, app) {
		for _, n := range l.Notices {
			if seen[n] {
				t.Errorf("notice %s is in two letters", n)
			}
			seen[n] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d notices in letters, want all 4", len(seen))
	}
}

func TestOldNoticesAreForgotten(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	toldAt(t, app, ada, "old", "2025-11-25T10:00:00Z")
	tell(t, app, answered(ada, "new"))
	if err := notifications.Purge(app, time.Now().Add(-30*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	list, total, err := notifications.List(app, ada, 1)
	if err != nil || total != 1 || list[0].GetString("key") != "new" {
		t.Errorf("%d left, %v", total, err)
	}
}
