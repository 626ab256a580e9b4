package recordings_test

import (
	"slices"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/internal/testapp"
	"aula/recordings"
)

func TestFilmsAreKnownThoughARecordingOrACourseHasGone(t *testing.T) {
	app := testapp.New(t)
	save := func(title string) (recording, course string) {
		course = testapp.Save(t, app, "courses", map[string]any{"slug": title, "title": title, "state": "published", "language": "it"}).Id
		webinar := testapp.Save(t, app, "webinars", map[string]any{"title": title, "state": "ended"}).Id
		recording = testapp.Save(t, app, "recordings", map[string]any{"webinar": webinar, "state": "ready", "duration": 10, "format": "webm"}).Id
		key := "recording:" + recording
		lesson := testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": key, "origin": key, "slug": title, "title": title}).Id
		testapp.Save(t, app, recordings.Publications, map[string]any{"recording": recording, "course": course, "lesson": lesson, "title": title, "state": "ready", "cut_to": 10000, "version": 1})
		return recording, course
	}
	lost, _ := save("uno")
	second, orphaned := save("due")
	third, _ := save("tre")
	for table, id := range map[string]string{"recordings": lost, "courses": orphaned} { // as a hand at the database may
		if _, err := app.NonconcurrentDB().Delete(table, dbx.HashExp{"id": id}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	if _, films, err := recordings.LessonFiles(app); err != nil || films != 2 {
		t.Errorf("%d films, error %v", films, err)
	}
	list, err := recordings.FilmlessLessons(app)
	if want := []recordings.Filmless{
		{Course: orphaned, Lesson: "due", File: "recordings/" + second + "/media.webm"}, {Course: "tre", Lesson: "tre", File: "recordings/" + third + "/media.webm"},
	}; err != nil || !slices.Equal(list, want) {
		t.Errorf("%+v, error %v", list, err)
	}
}
