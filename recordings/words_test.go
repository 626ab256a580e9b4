package recordings_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"aula/courses"
	"aula/internal/testapp"
	"aula/recordings"
	"aula/recordings/captions"
)

func TestWhoReadsAllTheWordsHasDoneTheLesson(t *testing.T) {
	app := testapp.New(t)
	course, user, e := academy(t, app)
	r := ready(t, app)
	long := []captions.Cue{{Start: 6 * time.Second, End: 9 * time.Second, Text: strings.TrimSpace(strings.Repeat("parola ", 20))}} // two seconds for the quickest
	r = must(recordings.SaveCaptions(app, r.Id, r.Revision(), long, true))(t)
	p := must(recordings.Publish(app, r.Id, r.Revision(), course, "Dal vivo", "", true))(t)
	make1(t, app, p)
	p = must(recordings.OfRecording(app, r.Id))(t)
	done := func() bool { return must(courses.Met(app, e.Id))(t)["lesson:recording:"+r.Id] }
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	if left, err := recordings.ReadWords(app, user, course, p.Lesson(), now); !errors.Is(err, recordings.ErrTooSoon) || left != 2*time.Second {
		t.Errorf("without opening them: %v, %v left", err, left)
	}
	for _, at := range []time.Time{now, now.Add(time.Second)} { // the first time counts
		if err := recordings.OpenWords(app, user, course, p.Lesson(), at); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := recordings.ReadWords(app, user, course, p.Lesson(), now.Add(1500*time.Millisecond)); !errors.Is(err, recordings.ErrTooSoon) || left != 500*time.Millisecond || done() {
		t.Errorf("after a second and a half: %v, %v left, done %v", err, left, done())
	}
	if _, err := recordings.ReadWords(app, user, course, p.Lesson(), now.Add(2*time.Second)); err != nil || !done() {
		t.Errorf("after two seconds: %v, done %v", err, done())
	}
	if rows := must(app.FindAllRecords(recordings.Watchings))(t); len(rows) != 1 || !rows[0].GetDateTime("opened").IsZero() {
		t.Errorf("when it was opened stays: %v", rows)
	}
	if w := must(recordings.Watch(app, user, course, p.Lesson(), p.Version(), nil, now.Add(time.Minute)))(t); !w.Done {
		t.Error("the film says that it is not done")
	}
}

func TestWordsThatLackAPartAreNotEnough(t *testing.T) {
	app := testapp.New(t)
	course, user, _ := academy(t, app)
	r := ready(t, app)
	p := must(recordings.Publish(app, r.Id, r.Revision(), course, "Dal vivo", "", false))(t) // the centre does without captions
	make1(t, app, p)
	p = must(recordings.OfRecording(app, r.Id))(t)
	if _, err := recordings.ReadWords(app, user, course, p.Lesson(), time.Now()); !errors.Is(err, recordings.ErrWordsLacking) {
		t.Errorf("without a word: %v", err)
	}
	if err := recordings.OpenWords(app, testapp.Person(t, app, "staff").Id, course, p.Lesson(), time.Now()); !errors.Is(err, courses.ErrNotEnrolled) {
		t.Errorf("somebody who is not enrolled: %v", err)
	}
}
