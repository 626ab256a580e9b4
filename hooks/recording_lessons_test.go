package hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/recordings"
)

// filmed is a recording of ten seconds that is the only lesson of the course "spid".
func filmed(t *testing.T, app core.App) *recordings.Recording {
	t.Helper()
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "ended"}).Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "complete": types.JSONRaw(`{"lessons":"all"}`)}).Id
	r := recordings.Of(testapp.Save(t, app, "recordings", map[string]any{"webinar": webinar, "state": "ready", "duration": 10, "format": "webm"}))
	testapp.Film(t, r.MediaPath(app), 10*time.Second)
	p, err := recordings.Publish(app, r.Id, 0, course, "Dal vivo", "", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := recordings.MakeLesson(app, recordings.LessonOrder{Publication: p.Id, Version: 1}); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWatchingALessonIsSaidAndNeverClaimed(t *testing.T) {
	app, url := newServer(t)
	filmed(t, app)
	token := testapp.Token(t, testapp.Person(t, app, "learner"))
	played := func(version int, pairs ...[2]float64) map[string]any {
		return map[string]any{"version": version, "played": pairs}
	}
	for _, row := range []struct {
		name, method, path, token string
		body                      any
		status                    int
		contains                  string
	}{
		{"a guest says nothing", "POST", "/courses/spid/lessons/dal-vivo/watching", "", played(1), 401, `"code":"sign_in"`},
		{"who is not enrolled neither", "POST", "/courses/spid/lessons/dal-vivo/watching", token, played(1), 403, `"code":"not_enrolled"`},
		{"enrolled", "POST", "/courses/spid/enrolment", token, nil, 201, `"percent":0`},
		{"what is missing", "GET", "/courses/spid/progress", token, nil, 200, `Guarda la registrazione «Dal vivo».`},
		{"done, said by a client", "PUT", "/courses/spid/lessons/dal-vivo", token, map[string]any{"done": true}, 409, `"code":"lesson_watched"`},
		{"nothing yet", "POST", "/courses/spid/lessons/dal-vivo/watching", token, played(1), 200, `{"done":false,"percent":0,"left":9,"resume":0,"words":"`},
		{"half of it", "POST", "/courses/spid/lessons/dal-vivo/watching", token, played(1, [2]float64{0, 5}), 200, `{"done":false,"percent":50,"left":4,"resume":5,"words":"`},
		{"another film", "POST", "/courses/spid/lessons/dal-vivo/watching", token, played(2, [2]float64{0, 9}), 409, `"code":"recording_changed"`},
		{"beyond the film", "POST", "/courses/spid/lessons/dal-vivo/watching", token, played(1, [2]float64{0, 1e300}), 422, `"code":"watching_beyond"`},
		{"before the film", "POST", "/courses/spid/lessons/dal-vivo/watching", token, played(1, [2]float64{-1e300, 3}), 422, `"code":"watching_beyond"`},
		{"of another shape", "POST", "/courses/spid/lessons/dal-vivo/watching", token, map[string]any{"played": "all"}, 400, `"code":"invalid"`},
		{"a lesson that is none", "POST", "/courses/spid/lessons/nothing/watching", token, played(1), 404, `"code":"not_found"`},
		{"the rest", "POST", "/courses/spid/lessons/dal-vivo/watching", token, played(1, [2]float64{5, 9.2}), 200, `"done":true`},
		{"the course is complete", "GET", "/courses/spid/progress", token, nil, 200, `"complete":true`},
		{"taken back by a client", "PUT", "/courses/spid/lessons/dal-vivo", token, map[string]any{"done": false}, 409, `"code":"lesson_watched"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, body := call(t, row.method, url+"/api/aula"+row.path, row.token, row.body)
			if status != row.status || !strings.Contains(body, row.contains) {
				t.Errorf("%d %s, want %d with %s", status, body, row.status, row.contains)
			}
			if strings.HasSuffix(row.path, "/watching") {
				if err := hooks.Described(http.MethodPost, "/api/aula/courses/{slug}/lessons/{lesson}/watching", status, []byte(body)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestARecordingWhoseCourseIsDeletedGetsItsDayAgain(t *testing.T) {
	app, _ := newServer(t)
	r := filmed(t, app)
	course, err := app.FindFirstRecordByData("courses", "slug", "spid")
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := recordings.Find(app, r.Id); err != nil || !kept.Until().IsZero() {
		t.Fatal("a lesson has a day", err)
	}
	if err := app.Delete(course); err != nil {
		t.Fatal(err)
	}
	if kept, err := recordings.Find(app, r.Id); err != nil || kept.Until().IsZero() {
		t.Error("it stays for good", err)
	}
}

func TestWhatWasPlayedGoesWithTheAccount(t *testing.T) {
	app, url := newServer(t)
	filmed(t, app)
	pupil := testapp.Person(t, app, "learner")
	token := testapp.Token(t, pupil)
	call(t, "POST", url+"/api/aula/courses/spid/enrolment", token, nil)
	call(t, "POST", url+"/api/aula/courses/spid/lessons/dal-vivo/watching", token, map[string]any{"version": 1, "played": [][2]float64{{0, 3}}})
	count := func(of string) int64 {
		n, err := app.CountRecords(of)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if count(recordings.Watchings) != 1 {
		t.Fatal("nothing is kept")
	}
	if err := app.Delete(pupil); err != nil {
		t.Fatal(err)
	}
	if count(recordings.Watchings) != 0 || count("enrolments") != 1 {
		t.Errorf("%d watchings, %d enrolments", count(recordings.Watchings), count("enrolments"))
	}
}
