package backups_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/backups"
)

const shownWords = "WEBVTT\n\nwhat is shown"

// filmed is an academy with the files of a recording that is a lesson, and of one that is not.
func filmed(t *testing.T) (dir string, app backups.Order) {
	t.Helper()
	a := newAcademy(t)
	for name, content := range map[string]string{
		"recordings/one/media.webm": "whole", "recordings/one/lesson-3.webm": strings.Repeat("film", 100_000), "recordings/one/captions.vtt": "WEBVTT\n\nwhat was cut away", "recordings/one/chapters.json": "broken", "recordings/two/capture": "runs",
	} {
		path := filepath.Join(a.DataDir(), name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(content), 0o600))
	}
	return a.DataDir(), backups.Order{Dir: a.DataDir(), Program: "test", Films: []backups.Film{
		{Path: "recordings/one/lesson-3.webm"}, {Path: "recordings/gone/media.webm"}, {Path: "storage/../demo.json"},
		{Path: "recordings/one/captions.vtt", Content: func() ([]byte, error) { return []byte(shownWords), nil }},
		{Path: "recordings/one/chapters.json", Content: func() ([]byte, error) { return nil, errors.New("broken") }},
	}}
}

func TestFilmsOfLessonsComeAlongAndNothingElseOfRecordings(t *testing.T) {
	_, o := filmed(t)
	for _, row := range []struct {
		says   string
		films  []backups.Film
		left   int
		there  bool
		format int
	}{{"with them", o.Films, 0, true, 2}, {"without", nil, 2, false, 1}} {
		o := o
		o.Store, o.Films, o.FilmsLeft = folder(t), row.films, row.left
		m, err := backups.Create(t.Context(), o)
		must(t, err)
		if m.Manifest.FilmsLeft != row.left || m.Manifest.Format != row.format {
			t.Errorf("%s: the manifest says %+v", row.says, m.Manifest)
		}
		dir := filepath.Join(t.TempDir(), "new")
		_, err = restore(t.Context(), content(t, o.Store, m.File), dir, backups.Key{})
		must(t, err)
		for name, want := range map[string]bool{
			"recordings/one/lesson-3.webm": row.there, "recordings/one/captions.vtt": row.there, "recordings/one/chapters.json": false, "recordings/one/media.webm": false, "recordings/two/capture": false, "demo.json": false,
		} {
			if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
				t.Errorf("%s: %s: %v", row.says, name, err)
			}
		}
		if words, err := os.ReadFile(filepath.Join(dir, "recordings/one/captions.vtt")); row.there && string(words) != shownWords {
			t.Errorf("the words are %q: %v", words, err)
		}
	}
}

// small is a destination with little room.
type small struct {
	backups.Store
	most  int64
	room  uint64
	tried int
}

func (s *small) Room() (uint64, bool) { return s.room, true }

func (s *small) Put(ctx context.Context, name string, write func(io.Writer) error) (int64, error) {
	s.tried++
	return s.Store.Put(ctx, name, func(w io.Writer) error { return write(&bounded{w, s.most}) })
}

type bounded struct {
	io.Writer
	left int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, backups.ErrFull
	}
	return b.Writer.Write(p)
}

func TestWhereThereIsNoRoomForFilmsTheRestIsBackedUp(t *testing.T) {
	dir, o := filmed(t)
	must(t, os.WriteFile(filepath.Join(dir, "recordings/one/lesson-3.webm"), make([]byte, 12<<20), 0o600))
	for _, row := range []struct {
		says  string
		most  int64
		room  uint64
		tried int
		left  int
	}{
		{"a disk that fills up", 10 << 20, 1 << 40, 2, 2},
		{"one that says so before", 10 << 20, 70 << 20, 1, 2},
		{"one with room for all", 1 << 40, 1 << 40, 1, 0},
	} {
		dest := &small{Store: folder(t), most: row.most, room: row.room}
		o.Store = dest
		m, err := backups.CreateWithin(t.Context(), o)
		must(t, err)
		if dest.tried != row.tried || m.Manifest.FilmsLeft != row.left || m.Sums.Rows() < 20 {
			t.Errorf("%s: after %d tries: %+v", row.says, dest.tried, m.Manifest)
		}
	}
}
