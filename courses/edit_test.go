package courses_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
	"aula/quizzes"
)

var edited = folder{
	"course.md":            "---\ntitle: Posta certificata\nlanguage: it\ncomplete:\n  quizzes:\n    - id: finale\n---\n\nUna prova.\n",
	"01-uno.md":            "# Uno\n\nLa [verifica](quiz-fine.md) è alla fine.\n",
	"assets/schema.svg":    "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
	"quiz-fine.md":         "---\nid: finale\n# un commento\npass: 50\n---\n\nDue domande.\n\n## Che cos'è la PEC? {#pec}\n\n- [x] Una casella\n- [ ] Un timbro\n\n## Quanto dura? {#dura}\n\n= 42\n",
	"quiz-di-moodle.gift":  "::Uno::Due più due? {=4 ~5}\n\n::Due::Il cielo è blu. {T}\n",
	"altro/02-in-fondo.md": "# In fondo\n\nAncora.\n",
}

// quizOf finds a quiz of the course "posta" by its key.
func quizOf(t *testing.T, app core.App, course, key string) *quizzes.Record {
	t.Helper()
	all, err := quizzes.OfCourse(app, course)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		if q.Key() == key {
			return q
		}
	}
	t.Fatalf("no quiz %s", key)
	return nil
}

// points gives a question other points.
func points(key string, n float64) func(*quizzes.Quiz) error {
	return func(q *quizzes.Quiz) error {
		i, err := q.Find(key)
		if err == nil {
			q.Questions[i].Points = n
		}
		return err
	}
}

func edit(app core.App, course, quiz string, by *core.Record, change func(*quizzes.Quiz) error) (*courses.Changes, error) {
	return courses.EditQuiz(app, course, quiz, by, courses.ComposeOptions{}, change)
}

// exported are the course's files as an archive gives them back.
func exported(t *testing.T, app core.App, course string) map[string]string {
	t.Helper()
	c, err := courses.FindByID(app, course)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := courses.ExportZip(app, c, &out); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimPrefix(f.Name, c.Slug()+"/")] = string(content)
	}
	return files
}

func TestAnEditedQuizIsLikeAnImportedOne(t *testing.T) {
	app := testapp.New(t)
	course := store(t, app, compose(t, "posta", edited), courses.ImportOptions{}).Course
	if err := courses.Withdraw(app, course); err != nil {
		t.Fatal(err)
	}
	changes, err := edit(app, course, "finale", nil, points("dura", 3))
	if err != nil {
		t.Fatal(err)
	}
	if len(changes.Quizzes) != 1 || changes.Quizzes[0].Reworded != 1 || changes.Files.Changed != 1 || len(changes.Lessons) != 0 {
		t.Errorf("changes: %+v", changes)
	}
	if c, err := courses.FindByID(app, course); err != nil || c.State() != courses.Withdrawn || c.Revision() != 2 {
		t.Errorf("the course is %s in revision %d, %v", c.State(), c.Revision(), err)
	}
	current, _, err := quizzes.Editables(app, quizOf(t, app, course, "finale").Id)
	if err != nil || len(current) != 2 || current[1].Points != 3 || current[1].Version != 2 || current[0].Version != 1 {
		t.Errorf("questions: %+v, %v", current, err)
	}
	files := exported(t, app, course)
	for path, content := range edited {
		if path == "quiz-fine.md" {
			if !strings.Contains(files[path], "points=3") || !strings.Contains(files[path], "pass: 50") || !strings.Contains(files[path], "Due domande.") {
				t.Errorf("the file is now\n%s", files[path])
			}
		} else if files[path] != content {
			t.Errorf("%s has changed: %q", path, files[path])
		}
	}
	again := store(t, app, compose(t, "posta", edited), courses.ImportOptions{})
	if again.Same || len(again.Quizzes) != 1 || again.Quizzes[0].Reworded != 1 {
		t.Errorf("importing the folder without the edit says %+v", again)
	}
}

func TestAnEditLeavesTheLessonsAsTheyWereRendered(t *testing.T) {
	app := testapp.New(t)
	course := store(t, app, compose(t, "posta", edited), courses.ImportOptions{}).Course
	lesson := func() *courses.Lesson {
		list, err := courses.Lessons(app, course)
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	rendered := lesson()
	rendered.Set("html", "<p>Già resa</p>")
	if err := app.Save(rendered); err != nil {
		t.Fatal(err)
	}
	if _, err := edit(app, course, "finale", nil, points("dura", 3)); err != nil {
		t.Fatal(err)
	}
	if now := lesson(); now.HTML() != "<p>Già resa</p>" || now.Title() != "Uno" || now.Slug() != rendered.Slug() || len(now.Headings()) != len(rendered.Headings()) {
		t.Errorf("the edit of a quiz makes the lesson %s: %s", now.Title(), now.HTML())
	}
	if found, err := courses.Search(app, "verifica"); err != nil || len(found) == 0 {
		t.Errorf("the search no longer knows the lessons: %v %v", found, err)
	}
	old, err := courses.FindByID(app, course)
	if err != nil {
		t.Fatal(err)
	}
	old.Set("digest", "of an earlier program")
	if err := app.Save(old); err != nil {
		t.Fatal(err)
	}
	if _, err := edit(app, course, "finale", nil, points("dura", 4)); err != nil {
		t.Fatal(err)
	}
	if now := lesson(); !strings.Contains(now.HTML(), "quizzes/quiz-fine") {
		t.Errorf("what an earlier program rendered stays: %s", now.HTML())
	}
}

func TestAGIFTFileStaysOne(t *testing.T) {
	app := testapp.New(t)
	course := store(t, app, compose(t, "posta", edited), courses.ImportOptions{}).Course
	current, _, err := quizzes.Editables(app, quizOf(t, app, course, "quiz-di-moodle").Id)
	if err != nil || len(current) != 2 {
		t.Fatal(current, err)
	}
	changed, found := quizzes.FormOf(current[0].Question).Question(quizzes.Options{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	edition, err := current[0].Edition()
	if err != nil {
		t.Fatal(err)
	}
	changed.Points = 2
	if _, err := edit(app, course, "quiz-di-moodle", nil, func(q *quizzes.Quiz) error { return q.Replace(edition, changed) }); err != nil {
		t.Fatal(err)
	}
	after, removed, err := quizzes.Editables(app, quizOf(t, app, course, "quiz-di-moodle").Id)
	if err != nil || len(after) != 2 || len(removed) != 0 || after[0].Points != 2 || after[1].Version != 1 {
		t.Errorf("got %+v, taken out %+v, %v", after, removed, err)
	}
	if file := exported(t, app, course)["quiz-di-moodle.gift"]; !strings.Contains(file, "::Uno::") {
		t.Errorf("the file is now\n%s", file)
	}
}

func TestEditsOfTwoQuestionsAtOnceAreBothKept(t *testing.T) {
	app := testapp.New(t)
	course := store(t, app, compose(t, "posta", edited), courses.ImportOptions{}).Course
	var editing sync.WaitGroup
	failures := make([]error, 2)
	for i, key := range []string{"pec", "dura"} {
		editing.Go(func() { _, failures[i] = edit(app, course, "finale", nil, points(key, 5)) })
	}
	editing.Wait()
	current, _, err := quizzes.Editables(app, quizOf(t, app, course, "finale").Id)
	if err := errors.Join(append(failures, err)...); err != nil {
		t.Fatal(err)
	}
	if current[0].Points != 5 || current[1].Points != 5 {
		t.Errorf("one of two edits is lost: %v and %v points", current[0].Points, current[1].Points)
	}
}

func TestAnEditOutlastsAnotherOneThatComesWhileItIsMade(t *testing.T) {
	app := testapp.New(t)
	course := store(t, app, compose(t, "posta", edited), courses.ImportOptions{}).Course
	moodle, _, err := quizzes.Editables(app, quizOf(t, app, course, "quiz-di-moodle").Id)
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	_, err = edit(app, course, "finale", nil, func(q *quizzes.Quiz) error {
		if made++; made == 1 { // somebody else is faster, in a file that this edit must read too
			if _, err := edit(app, course, "quiz-di-moodle", nil, points(moodle[0].Key, 7)); err != nil {
				return err
			}
		}
		return points("pec", 5)(q)
	})
	if err != nil || made != 2 {
		t.Fatalf("made %d times, %v", made, err)
	}
	current, _, err := quizzes.Editables(app, quizOf(t, app, course, "finale").Id)
	other, _, otherErr := quizzes.Editables(app, quizOf(t, app, course, "quiz-di-moodle").Id)
	if err != nil || otherErr != nil || current[0].Points != 5 || other[0].Points != 7 {
		t.Errorf("%v and %v points, %v %v", current[0].Points, other[0].Points, err, otherErr)
	}
}

func TestAnEditThatBreaksTheCourseChangesNothing(t *testing.T) {
	app := testapp.New(t)
	course := store(t, app, compose(t, "posta", edited), courses.ImportOptions{}).Course
	stranger := testapp.Person(t, app, "author")
	rows := []struct {
		name   string
		by     *core.Record
		quiz   string
		change func(*quizzes.Quiz) error
		want   error
	}{
		{"no question is left", nil, "finale", func(q *quizzes.Quiz) error { q.Questions = nil; return nil }, courses.ErrFaulty},
		{"it becomes a bank, and the course asks for it", nil, "finale", func(q *quizzes.Quiz) error { q.Settings.Bank = true; return nil }, courses.ErrFaulty},
		{"a draw from a bank that is not there", nil, "finale", func(q *quizzes.Quiz) error {
			q.Settings.Draws = []quizzes.Draw{{Bank: "niente"}}
			return nil
		}, courses.ErrFaulty},
		{"somebody else's course", stranger, "finale", points("pec", 4), courses.ErrNotYours},
		{"a quiz that is not there", nil, "altra", points("pec", 4), quizzes.ErrNotFound},
		{"a question that is not there", nil, "finale", points("altra", 4), quizzes.ErrNotFound},
	}
	for _, row := range rows {
		if _, err := edit(app, course, row.quiz, row.by, row.change); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if c, err := courses.FindByID(app, course); err != nil || c.Revision() != 1 {
		t.Errorf("revision %d, %v", c.Revision(), err)
	}
}
