package recordings_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
	"aula/recordings"
	"aula/recordings/captions"
)

const length = 20 * time.Second

// ready is a recording of twenty seconds with its film, and without captions.
func ready(t *testing.T, app core.App) *recordings.Recording {
	t.Helper()
	webinar := testapp.Save(t, app, "webinars", map[string]any{"title": "Dal vivo", "state": "ended"}).Id
	r, err := recordings.Begin(app, webinar, "", time.Now().Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := recordings.Finish(app, r.Id, recordings.Film{Format: "webm", Duration: length}, time.Now().AddDate(0, 0, 90)); err != nil {
		t.Fatal(err)
	}
	r = found(t, app, r.Id)
	testapp.Film(t, r.MediaPath(app), length)
	return r
}

func found(t *testing.T, app core.App, id string) *recordings.Recording {
	t.Helper()
	r, err := recordings.Find(app, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func academy(t *testing.T, app core.App) (course, user string, enrolment *courses.Enrolment) {
	t.Helper()
	course = testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "language": "it"}).Id
	user = testapp.Person(t, app, "learner").Id
	enrolment, err := courses.Enrol(app, user, course)
	if err != nil {
		t.Fatal(err)
	}
	return course, user, enrolment
}

func cues(pairs ...int) (list []captions.Cue) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, captions.Cue{Start: time.Duration(pairs[i]) * time.Second, End: time.Duration(pairs[i+1]) * time.Second, Text: fmt.Sprintf("frase %d", i/2+1)})
	}
	return list
}

// published is a recording that is the lesson of a course, from the fifth second to the fifteenth.
func published(t *testing.T, app core.App, course string) (*recordings.Recording, *recordings.Publication) {
	t.Helper()
	r := ready(t, app)
	r = must(recordings.SaveCaptions(app, r.Id, r.Revision(), cues(1, 4, 6, 9, 12, 18), true))(t)
	r = must(recordings.Trim(app, r.Id, r.Revision(), 5*time.Second, 15*time.Second))(t)
	if err := recordings.WriteChapters(app, r, []recordings.Chapter{{At: 0, Title: "Prima"}, {At: 3, Title: "Inizio"}, {At: 10, Title: "Poi"}, {At: 16, Title: "Via"}}); err != nil {
		t.Fatal(err)
	}
	p := must(recordings.Publish(app, r.Id, r.Revision(), course, "Dal vivo: SPID", "", true))(t)
	make1(t, app, p)
	p = must(recordings.OfRecording(app, r.Id))(t)
	return found(t, app, r.Id), p
}

// make1 does what the queue would.
func make1(t *testing.T, app core.App, p *recordings.Publication) {
	t.Helper()
	if err := recordings.MakeLesson(app, recordings.LessonOrder{Publication: p.Id, Version: found(t, app, p.Recording()).Revision()}); err != nil {
		t.Fatal(err)
	}
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestTheFirstToSaveWinsAndTheOtherIsTold(t *testing.T) {
	app := testapp.New(t)
	r := ready(t, app)
	must(recordings.SaveCaptions(app, r.Id, r.Revision(), cues(1, 4), true))(t)
	for name, err := range map[string]error{
		"captions": second(recordings.SaveCaptions(app, r.Id, r.Revision(), cues(2, 5), true)),
		"a part":   second(recordings.Trim(app, r.Id, r.Revision(), 0, 10*time.Second)),
		"chapters": second(recordings.SaveChapters(app, r.Id, r.Revision(), nil)),
	} {
		if !errors.Is(err, recordings.ErrChanged) {
			t.Errorf("%s over another's change: %v", name, err)
		}
	}
	kept, err := recordings.ReadCaptions(app, r)
	if err != nil || len(kept) != 1 || kept[0].Start != time.Second {
		t.Errorf("kept %+v, %v", kept, err)
	}
	var wrong *recordings.CaptionsError
	if _, err := recordings.SaveCaptions(app, r.Id, r.Revision()+1, cues(1, 4, 3, 5), true); !errors.As(err, &wrong) || len(wrong.Problems) != 1 {
		t.Errorf("captions that overlap: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestWhatIsNoPartOfAFilm(t *testing.T) {
	app := testapp.New(t)
	r := ready(t, app)
	for _, row := range []struct {
		from, to time.Duration
		want     error
	}{
		{-time.Second, length, recordings.ErrPart}, {0, time.Hour, recordings.ErrPart}, {9 * time.Second, 9 * time.Second, recordings.ErrPart},
		{12 * time.Second, 3 * time.Second, recordings.ErrPart},
	} {
		if _, err := recordings.Trim(app, r.Id, 0, row.from, row.to); !errors.Is(err, row.want) {
			t.Errorf("%v to %v: %v", row.from, row.to, err)
		}
	}
	for name, list := range map[string][]recordings.Chapter{
		"without a title": {{At: 1, Title: " "}}, "after the film": {{At: 21, Title: "x"}}, "not in order": {{At: 2, Title: "x"}, {At: 2, Title: "y"}},
		"of two lines": {{At: 2, Title: "x\ny"}},
	} {
		if _, err := recordings.SaveChapters(app, r.Id, 0, list); !errors.Is(err, recordings.ErrChapters) {
			t.Errorf("a chapter %s: %v", name, err)
		}
	}
}

func TestALessonIsRefusedWhileCaptionsAreMissingUnlessTheCentreDoesWithout(t *testing.T) {
	app := testapp.New(t)
	course, _, _ := academy(t, app)
	r := ready(t, app)
	var uncovered *recordings.UncoveredError
	if _, err := recordings.Publish(app, r.Id, r.Revision(), course, "Dal vivo", "", true); !errors.As(err, &uncovered) || uncovered.Gaps[0].To != length {
		t.Fatalf("without captions: %v", err)
	}
	if got := found(t, app, r.Id); got.Until().IsZero() || got.Revision() != r.Revision() {
		t.Error("something was written")
	}
	if _, err := recordings.Publish(app, r.Id, r.Revision(), course, " ", "", false); !errors.Is(err, recordings.ErrTitle) {
		t.Errorf("without a title: %v", err)
	}
	p := must(recordings.Publish(app, r.Id, r.Revision(), course, "Dal vivo", "", false))(t)
	if p.State() != recordings.Preparing || p.Lesson() != "" {
		t.Errorf("%s, lesson %q", p.State(), p.Lesson())
	}
	if _, err := recordings.Publish(app, r.Id, r.Revision()+1, course, "Dal vivo", "", false); !errors.Is(err, recordings.ErrPublished) {
		t.Errorf("twice: %v", err)
	}
}

func TestALessonShowsNothingOfWhatWasCutAway(t *testing.T) {
	app := testapp.New(t)
	course, _, _ := academy(t, app)
	r, p := published(t, app, course)
	l := must(courses.FindLesson(app, course, p.Lesson()))(t)
	if l.Slug() != "dal-vivo-spid" || l.Minutes() != 1 || l.Text() != "frase 2\nfrase 3" {
		t.Errorf("%s, %d minutes, %q", l.Slug(), l.Minutes(), l.Text())
	}
	shown := must(p.Captions(app, r))(t)
	if len(shown) != 2 || shown[0].Start != time.Second || shown[1].End != 10*time.Second {
		t.Errorf("captions %+v", shown)
	}
	if got := must(p.Chapters(app, r))(t); len(got) != 2 || got[0] != (recordings.Chapter{At: 0, Title: "Inizio"}) || got[1].At != 5 {
		t.Errorf("chapters %+v", got)
	}
	film := must(os.ReadFile(p.MediaPath(app, r)))(t)
	whole := must(os.ReadFile(r.MediaPath(app)))(t)
	if len(film) > len(whole)*6/10 || len(film) < len(whole)*4/10 || bytes.Equal(film, whole) {
		t.Errorf("%d of %d bytes", len(film), len(whole))
	}
	if !r.Until().IsZero() {
		t.Error("it would be deleted")
	}
	if err := recordings.Delete(app, r); !errors.Is(err, recordings.ErrPublished) {
		t.Errorf("deleted while it is a lesson: %v", err)
	}
	var uncovered *recordings.UncoveredError
	if _, err := recordings.SaveCaptions(app, r.Id, r.Revision(), cues(1, 2), true); !errors.As(err, &uncovered) {
		t.Errorf("a lesson loses its captions: %v", err)
	}
	must(recordings.SaveCaptions(app, r.Id, r.Revision(), cues(8, 9), true))(t)
	if l = must(courses.FindLesson(app, course, p.Lesson()))(t); l.Text() != "frase 1" {
		t.Errorf("corrected captions are not the lesson's: %q", l.Text())
	}
}

func TestAFilmThatIsCutAnewTakesThePlaceOfTheFormer(t *testing.T) {
	app := testapp.New(t)
	course, user, _ := academy(t, app)
	r, p := published(t, app, course)
	now := time.Now()
	must(recordings.Watch(app, user, course, p.Lesson(), p.Version(), []recordings.Span{{From: 0, To: 4 * time.Second}}, now))(t)
	r = must(recordings.Trim(app, r.Id, r.Revision(), 0, 15*time.Second))(t)
	former := p.MediaPath(app, r)
	p = must(recordings.Renew(app, r.Id, r.Revision(), "Con il saluto", true))(t)
	if p.From() != 5*time.Second || p.State() != recordings.Preparing {
		t.Fatalf("learners are shown the new part before it is there: %v", p.From())
	}
	make1(t, app, p)
	make1(t, app, p) // again: nothing
	p = must(recordings.OfRecording(app, r.Id))(t)
	if files, _ := filepath.Glob(filepath.Join(recordings.Folder(app, r.Id), "lesson-*")); len(files) != 1 || files[0] == former || files[0] != p.MediaPath(app, r) {
		t.Errorf("films %v", files)
	}
	if _, err := recordings.Watch(app, user, course, p.Lesson(), p.Version()-1, nil, now); !errors.Is(err, recordings.ErrChanged) {
		t.Errorf("a report about the former film: %v", err)
	}
	w := must(recordings.Watch(app, user, course, p.Lesson(), p.Version(), nil, now))(t)
	if len(w.Seen) != 1 || w.Seen[0] != (recordings.Span{From: 5 * time.Second, To: 9 * time.Second}) || w.Resume != 0 {
		t.Errorf("what was played before: %+v", w)
	}
}

func TestAWithdrawnLessonGivesTheRecordingItsDayAgain(t *testing.T) {
	app := testapp.New(t)
	course, _, _ := academy(t, app)
	r, p := published(t, app, course)
	until := time.Now().AddDate(0, 0, 90).Truncate(time.Millisecond).UTC()
	if err := recordings.Withdraw(app, r.Id, until); err != nil {
		t.Fatal(err)
	}
	if got := found(t, app, r.Id).Until(); !got.Equal(until) {
		t.Errorf("kept until %v", got)
	}
	if _, err := courses.FindLesson(app, course, p.Lesson()); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("the lesson is still there: %v", err)
	}
	if err := recordings.MakeLesson(app, recordings.LessonOrder{Publication: p.Id, Version: 99}); err != nil {
		t.Errorf("a late job: %v", err)
	}
	if files, _ := filepath.Glob(filepath.Join(recordings.Folder(app, r.Id), "lesson-*")); len(files) > 0 {
		t.Errorf("its film stays: %v", files)
	}
	r = found(t, app, r.Id)
	again := must(recordings.Publish(app, r.Id, r.Revision(), course, "Di nuovo", "", true))(t)
	make1(t, app, again)
	if again = must(recordings.OfRecording(app, r.Id))(t); again.Lesson() != p.Lesson() {
		t.Error("published again it is another lesson, without its progress")
	}
}

func TestALessonIsDoneOnceNineTenthsOfItWerePlayed(t *testing.T) {
	app := testapp.New(t)
	course, user, enrolment := academy(t, app)
	_, p := published(t, app, course)
	at := time.Now()
	watch := func(after time.Duration, from, to int) (recordings.Watching, error) {
		at = at.Add(after)
		spans := []recordings.Span{{From: time.Duration(from) * time.Second, To: time.Duration(to) * time.Second}}
		return recordings.Watch(app, user, course, p.Lesson(), p.Version(), spans, at)
	}
	w := must(watch(0, 0, 4))(t)
	if w.Done || w.Left() != 5*time.Second || w.Percent() != 40 || w.Resume != 4*time.Second {
		t.Errorf("after four seconds: %+v, %v left", w, w.Left())
	}
	must(watch(time.Second, 0, 4))(t) // said again, it counts once
	if w = must(watch(time.Second, 5, 9))(t); w.Done || w.Percent() != 80 {
		t.Errorf("with a hole: %+v", w)
	}
	if _, s, err := courses.Progress(app, user, course); err != nil || s.Complete {
		t.Errorf("complete before: %+v, %v", s, err)
	}
	if err := recordings.OpenWords(app, user, course, p.Lesson(), at); err != nil {
		t.Fatal(err)
	}
	if w = must(watch(time.Second, 3, 6))(t); !w.Done || w.Left() != 0 {
		t.Errorf("all but the last second: %+v", w)
	}
	if rows := must(app.FindAllRecords(recordings.Watchings))(t); len(rows) != 1 || !rows[0].GetDateTime("opened").IsZero() {
		t.Errorf("when its words were opened stays: %v", rows)
	}
	if _, s, err := courses.Progress(app, user, course); err != nil || !s.Complete {
		t.Errorf("not complete: %+v, %v", s, err)
	}
	for _, done := range []bool{true, false} {
		if _, err := courses.MarkLesson(app, user, course, p.Lesson(), done); !errors.Is(err, courses.ErrMadeHere) {
			t.Errorf("marked %v by a client: %v", done, err)
		}
	}
	if err := app.Delete(enrolment.Record); err != nil {
		t.Fatal(err)
	}
	if n, err := app.CountRecords(recordings.Watchings); err != nil || n != 0 {
		t.Errorf("%d watchings outlive the enrolment, %v", n, err)
	}
}

func TestNobodyPlaysMoreThanTimeAllows(t *testing.T) {
	app := testapp.New(t)
	course, user, _ := academy(t, app)
	r := ready(t, app)
	r.Set("duration", 3600)
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	p := must(recordings.Publish(app, r.Id, r.Revision(), course, "Un'ora", "", false))(t)
	make1(t, app, p)
	p = must(recordings.OfRecording(app, r.Id))(t)
	at := time.Now()
	watch := func(to int) error {
		_, err := recordings.Watch(app, user, course, p.Lesson(), p.Version(), []recordings.Span{{To: time.Duration(to) * time.Second}}, at)
		return err
	}
	if err := watch(3600); !errors.Is(err, recordings.ErrTooFast) {
		t.Errorf("an hour at once: %v", err)
	}
	if err := watch(4000); !errors.Is(err, recordings.ErrBeyond) {
		t.Errorf("more than the film has: %v", err)
	}
	at = at.Add(15 * time.Second)
	if err := watch(30); err != nil {
		t.Errorf("at twice the speed: %v", err)
	}
	at = at.Add(15 * time.Second)
	if err := watch(120); !errors.Is(err, recordings.ErrTooFast) {
		t.Errorf("at six times the speed: %v", err)
	}
	at = at.Add(48 * time.Hour)
	if err := watch(3600); !errors.Is(err, recordings.ErrTooFast) {
		t.Errorf("all of it after two days of waiting: %v", err)
	}
	if err := watch(600); err != nil {
		t.Errorf("ten minutes without a line: %v", err)
	}
	stranger := testapp.Person(t, app, "learner", "altra@example.org").Id
	if _, err := recordings.Watch(app, stranger, course, p.Lesson(), p.Version(), nil, at); !errors.Is(err, courses.ErrNotEnrolled) {
		t.Errorf("who is not enrolled: %v", err)
	}
}
