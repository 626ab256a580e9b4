package privacy_test

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/internal/testapp"
	"aula/pages"
	"aula/privacy"
)

// made makes the copy that the person asks for, and returns its files by their names.
func (l *life) made() map[string]string {
	l.Helper()
	if _, err := l.app.DB().Delete(privacy.Copies, dbx.NewExp("1=1")).Execute(); err != nil {
		l.Fatal(err)
	}
	c, err := privacy.AskCopy(l.app, l.user.Id, "it")
	if err != nil {
		l.Fatal(err)
	}
	maker := privacy.Maker{Words: pages.CopyWords{}}
	if err := maker.Make(context.Background(), l.app, privacy.CopyOrder{Copy: c.Id}); err != nil {
		l.Fatal(err)
	}
	last, err := privacy.LastCopy(l.app, l.user.Id)
	if err != nil || !last.Downloadable(time.Now()) || last.Downloadable(time.Now().Add(8*24*time.Hour)) {
		l.Fatalf("%+v, %v", last, err)
	}
	z, err := zip.OpenReader(last.Path(l.app))
	if err != nil {
		l.Fatal(err)
	}
	defer z.Close()
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			l.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			l.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

func TestACopyHasEverythingOfWhoAsksAndNothingOfOthers(t *testing.T) {
	l := newLife(t)
	other := testapp.Person(t, l.app, "learner", "altri@example.org")
	other.Set("family_name", "zqaltrui")
	l.save(other)
	l.adds("lesson_questions", map[string]any{"course": l.first("courses"), "user": other.Id, "text": "zqaltrui"})
	l.adds("webinar_messages", map[string]any{"webinar": l.first("webinars"), "person": "u" + other.Id, "name": "zqaltrui", "text": "zqaltrui", "to": "all"})
	files := l.made()
	for _, h := range privacy.Holdings() {
		if len(h.Ways) == 0 || len(h.Shown) == 0 || h.Collection == privacy.Copies {
			continue
		}
		data, page := files["data/"+h.Collection+".json"], files["pages/"+h.Collection+".html"]
		var rows []map[string]any
		if err := json.Unmarshal([]byte(data), &rows); err != nil || len(rows) == 0 {
			if h.Collection != "audit_entries" { // nothing was done to them
				t.Errorf("%s: %v %q", h.Collection, err, data)
			}
			continue
		}
		if !strings.Contains(page, "</html>") || !strings.Contains(files["index.html"], "pages/"+h.Collection+".html") {
			t.Errorf("%s has no page, or the index none of it", h.Collection)
		}
		for _, secret := range h.Secrets {
			if _, shown := rows[0][secret]; shown {
				t.Errorf("%s shows %s", h.Collection, secret)
			}
		}
	}
	whole := ""
	for name, content := range files {
		whole += name + content
		if strings.Contains(content, "zqaltrui") || strings.Contains(content, other.Id) {
			t.Errorf("%s tells of somebody else", name)
		}
	}
	if !strings.Contains(whole, "%PDF-1.7 "+marker) || !strings.Contains(whole, "SPID") || strings.Contains(whole, "http://") {
		t.Error("the file, or the title of the course, is missing; or a page wants the net")
	}
}

func (l *life) first(collection string) string {
	l.Helper()
	r, err := l.app.FindFirstRecordByFilter(collection, "id != ''")
	if err != nil {
		l.Fatal(err)
	}
	return r.Id
}

func TestACopyAskedForAHundredTimesIsMadeOnce(t *testing.T) {
	app := testapp.New(t)
	user := testapp.Person(t, app, "learner")
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := privacy.AskCopy(app, user.Id, "it"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	copies, _ := app.CountRecords(privacy.Copies)
	queued, _ := app.CountRecords("jobs")
	if copies != 1 || queued != 1 {
		t.Errorf("%d copies, %d jobs", copies, queued)
	}
	last, err := privacy.LastCopy(app, user.Id)
	if err != nil {
		t.Fatal(err)
	}
	if err := (privacy.Maker{}).Make(t.Context(), app, privacy.CopyOrder{Copy: last.Id}); err != nil {
		t.Fatal(err)
	}
	if _, err := privacy.AskCopy(app, user.Id, "it"); !errors.Is(err, privacy.ErrRecent) {
		t.Errorf("another at once: %v", err)
	}
	failed := testapp.Person(t, app, "staff")
	c, err := privacy.AskCopy(app, failed.Id, "it")
	if err != nil {
		t.Fatal(err)
	}
	if err := privacy.CopyFailed(app, privacy.CopyOrder{Copy: c.Id}); err != nil {
		t.Fatal(err)
	}
	if again, err := privacy.AskCopy(app, failed.Id, "it"); err != nil || again.Id == c.Id {
		t.Errorf("one that failed can be asked for again: %v", err)
	}
}

func TestCopiesEnd(t *testing.T) {
	l := newLife(t)
	l.made()
	last, err := privacy.LastCopy(l.app, l.user.Id)
	if err != nil {
		t.Fatal(err)
	}
	if err := privacy.EndCopies(l.app, time.Now().Add(6*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(last.Path(l.app)); err != nil {
		t.Errorf("gone before its time: %v", err)
	}
	if err := privacy.EndCopies(l.app, time.Now().Add(8*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(last.Path(l.app)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("stays: %v", err)
	}
	if _, err := privacy.LastCopy(l.app, l.user.Id); !errors.Is(err, privacy.ErrNoCopy) {
		t.Errorf("%v", err)
	}
}

func TestWhoGoesTakesTheCopyAlong(t *testing.T) {
	l := newLife(t)
	l.made()
	last, err := privacy.LastCopy(l.app, l.user.Id)
	if err != nil {
		t.Fatal(err)
	}
	l.erase()
	if _, err := os.Stat(last.Path(l.app)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy stays: %v", err)
	}
}
