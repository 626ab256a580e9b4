package commands

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/testapp"
)

func TestARestoreAndTheDoctorSayWhichLessonsMissTheirFilm(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	app := healthy(t)
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "film", "title": "Dal vivo", "state": "published", "language": "it"}).Id
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Incontro", "state": "ended"}).Id
	recording := testapp.Save(t, app, "recordings", map[string]any{"webinar": webinar, "state": "ready", "duration": 10, "format": "webm"}).Id
	lesson := testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "recording:" + recording, "origin": "recording:" + recording, "slug": "incontro", "title": "Incontro"}).Id
	testapp.Save(t, app, "recording_lessons", map[string]any{"recording": recording, "course": course, "lesson": lesson, "title": "Incontro", "state": "ready", "cut_to": 10000, "version": 1})
	film := filepath.Join("recordings", recording, "media.webm")
	must(t, os.MkdirAll(filepath.Dir(filepath.Join(app.DataDir(), film)), 0o700))
	must(t, os.WriteFile(filepath.Join(app.DataDir(), film), []byte("film"), 0o600))
	run := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if status := Execute(append([]string{"backup"}, args...), Program{Version: "test", Out: &out, Err: &out}); status != 0 {
			t.Fatalf("%v ends with %d:\n%s", args, status, out.String())
		}
		return out.String()
	}
	for _, row := range []struct {
		says     string
		more     []string
		made     string // what is said when the backup is made
		restored string // and when it is brought back
		there    bool
	}{
		{"by default", nil, "", "", true},
		{"without films", []string{"--without-films"}, "Il filmato di 1 lezione non è nella copia", "A 1 lezione manca il filmato", false},
	} {
		dest, again := t.TempDir(), filepath.Join(t.TempDir(), "again")
		made := run(append([]string{"create", "--to", dest, "--dir", app.DataDir()}, row.more...)...)
		restored := run("restore", "latest", "--from", dest, "--dir", again)
		if !strings.Contains(made, row.made) || strings.Contains(made, "filmato") != (row.made != "") {
			t.Errorf("%s: made:\n%s", row.says, made)
		}
		if !strings.Contains(restored, row.restored) || strings.Contains(restored, "Dal vivo · Incontro: "+filepath.ToSlash(film)) != (row.restored != "") {
			t.Errorf("%s: restored:\n%s", row.says, restored)
		}
		if _, err := os.Stat(filepath.Join(again, film)); (err == nil) != row.there {
			t.Errorf("%s: the film: %v", row.says, err)
		}
		var doctor bytes.Buffer
		status := Execute([]string{"doctor", "--dir", again}, Program{Out: &doctor, Err: &doctor})
		for _, words := range []string{"manca il filmato: 1\n    Dal vivo · Incontro: " + filepath.ToSlash(film), "Rimetti ogni file al suo posto in " + again} {
			if strings.Contains(doctor.String(), words) == row.there || !row.there && status != 2 {
				t.Errorf("%s: the doctor, status %d:\n%s", row.says, status, doctor.String())
			}
		}
	}
}
