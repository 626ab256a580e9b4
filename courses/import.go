package courses

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/markup"
	"aula/quizzes"
)

// Decisions about an import that a caller can take.
var (
	ErrFaulty    = errors.New("course has errors")
	ErrNotYours  = errors.New("course belongs to somebody else")
	ErrPublished = errors.New("course is published")
	ErrMoved     = errors.New("course has another revision meanwhile")
)

// errDryRun ends the transaction of a dry run.
var errDryRun = errors.New("dry run")

// ImportOptions say how a manuscript is stored.
type ImportOptions struct {
	Draft    bool                  // a new course is not shown yet
	DryRun   bool                  // nothing is stored
	By       *core.Record          // the person who imports; nil: the machine's operator, who may everything
	Owner    string                // id of the person who will own the course; empty: By, or who owns it already
	Progress func(done, total int) // called now and then; may be nil
	Revises  string                // digest of the revision that the manuscript was made from; empty: whatever is there
	Keep     bool                  // a course that is there keeps its state
}

// Import stores a manuscript in one transaction: the new course, or a new revision of the one with its slug. Progress is kept
// by the ids of lessons and quizzes; open enrolments are judged anew and finished ones stay as they are. The same revision
// again changes nothing. It returns ErrFaulty for a manuscript with errors, ErrNotYours, ErrPublished for a draft that would
// take a published course away from its learners, or ErrMoved.
func Import(app core.App, m *Manuscript, o ImportOptions) (*Changes, error) {
	if m.Count(markup.Error) > 0 {
		return nil, fmt.Errorf("import course %s: %w", m.Slug, ErrFaulty)
	}
	var changes *Changes
	err := app.RunInTransaction(func(tx core.App) error {
		i := &importer{tx: tx, m: m, o: o, changes: &Changes{Slug: m.Slug, Title: m.Title}}
		if err := i.run(); err != nil {
			return err
		}
		changes = i.changes
		if o.DryRun {
			return errDryRun
		}
		return i.audit()
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, fmt.Errorf("import course %s: %w", m.Slug, err)
	}
	return changes, nil
}

// audit keeps who brought in what. Questions that are edited come in this way too, and are no import.
func (i *importer) audit() error {
	if i.o.Keep || i.changes.Nothing() {
		return nil
	}
	by := audit.Operator
	if i.o.By != nil {
		by = audit.By(i.o.By)
	}
	entry := audit.CourseImported.On(audit.Course, i.course.Id, "state", i.changes.State, "revision", strconv.Itoa(i.changes.Revision))
	return audit.Write(i.tx, entry.DoneBy(by))
}

// importer stores one manuscript.
type importer struct {
	tx      core.App
	m       *Manuscript
	o       ImportOptions
	course  *Course
	changes *Changes
	done    int
	words   bool // what the search knows of the course changes

	required []Requirement // of the revision before
	titles   TitleTable    // of its parts
}

func (i *importer) run() error {
	if err := i.findCourse(); err != nil {
		return err
	}
	c := i.changes
	c.WasState = i.course.State()
	c.State = Published
	if i.o.Draft {
		c.State = Draft
	}
	if i.o.Keep && !c.New {
		c.State = c.WasState
	}
	if !c.New && i.course.Digest() == i.m.Digest {
		c.Same = true
		c.Revision = i.course.Revision()
		return i.saveState()
	}
	for _, step := range []func() error{
		i.saveCourse, i.saveLessons, i.saveQuizzes, i.saveFiles, i.index, i.resettle,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// findCourse finds the course of the manuscript's slug, or begins a new one, if who imports may.
func (i *importer) findCourse() error {
	found, err := FindBySlug(i.tx, i.m.Slug)
	switch {
	case errors.Is(err, ErrNotFound):
		if i.o.By != nil && !accounts.Allowed(i.o.By, accounts.ManageOwnCourses) {
			return ErrNotYours
		}
		collection, err := i.tx.FindCachedCollectionByNameOrId("courses")
		if err != nil {
			return err
		}
		i.course, i.changes.New = newCourse(core.NewRecord(collection)), true
		if i.o.By != nil && !i.o.By.IsSuperuser() {
			i.course.Set("owner", i.o.By.Id)
		}
		return nil
	case err != nil:
		return err
	case i.o.By != nil && !accounts.MayManageCourse(i.o.By, found.Owner()):
		return ErrNotYours
	case i.o.Draft && found.State() == Published:
		return ErrPublished
	case i.o.Revises != "" && found.Digest() != i.o.Revises:
		return ErrMoved
	}
	i.course = found
	return nil
}

// saveState stores the state and the owner alone.
func (i *importer) saveState() error {
	owner := i.o.Owner != "" && i.o.Owner != i.course.Owner()
	if i.changes.State == i.changes.WasState && !owner {
		return nil
	}
	i.setState()
	if err := i.tx.Save(i.course); err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	return nil
}

func (i *importer) setState() {
	i.course.Set("state", i.changes.State)
	if i.changes.State == Published && i.course.Published().IsZero() {
		i.course.Set("published", types.NowDateTime())
	}
	if i.o.Owner != "" {
		i.course.Set("owner", i.o.Owner)
	}
}

func (i *importer) saveCourse() error {
	if err := i.requirementsBefore(); err != nil {
		return err
	}
	i.changes.Head = i.setHead()
	i.course.Set("revision", i.course.Revision()+1)
	i.course.Set("digest", i.m.Digest)
	i.changes.Revision = i.course.Revision()
	i.setState()
	if err := i.tx.Save(i.course); err != nil {
		return fmt.Errorf("save course: %w", err)
	}
	i.changes.Course = i.course.Id
	return nil
}

// searched are the course's own fields whose words the search knows.
var searched = []string{"title", "summary", "intro_text"}

// setHead sets the course's own fields and returns the names of those that differ.
func (i *importer) setHead() []string {
	objectives := make([]string, len(i.m.Objectives))
	for n, o := range i.m.Objectives {
		objectives[n] = o.Text
	}
	fields := []struct {
		name  string
		value any
	}{
		{"title", i.m.Title}, {"summary", i.m.Summary}, {"language", i.m.Language}, {"hours", i.m.Hours}, {"audience", i.m.Audience},
		{"level", i.m.Level}, {"licence", i.m.Licence}, {"certificate", i.m.Certificate}, {"validity", i.m.Validity}, {"area", string(i.m.Area)}, {"compulsory", i.m.Compulsory}, {"skills", i.m.Skills},
		{"requires", i.m.Requires}, {"objectives", objectives}, {"complete", i.m.Rule},
		{"intro_html", i.m.IntroHTML}, {"intro_text", i.m.IntroText},
	}
	var differ []string
	for _, f := range fields {
		before := i.course.GetString(f.name)
		i.course.Set(f.name, f.value)
		now := i.course.GetString(f.name)
		i.words = i.words || now != before && slices.Contains(searched, f.name)
		if !i.changes.New && now != before && f.name != "intro_text" {
			differ = append(differ, f.name)
		}
	}
	i.course.Set("slug", i.m.Slug)
	return differ
}

// saveQuizzes lets quizzes keep the questions in their versions.
func (i *importer) saveQuizzes() error {
	before, err := Quizzes(i.tx, i.course.Id)
	if err != nil {
		return err
	}
	done, err := quizzes.Store(i.tx, i.course.Id, i.m.Quizzes)
	if err != nil {
		return fmt.Errorf("save quizzes: %w", err)
	}
	if i.changes.New {
		return nil
	}
	titles := map[string]string{}
	for _, q := range before {
		titles[q.Key] = q.Title
	}
	for _, q := range i.m.Quizzes {
		titles[q.Key] = q.Title
	}
	i.changes.Quizzes = quizChanges(done, titles)
	return nil
}

// step tells how far the import is.
func (i *importer) step() {
	i.done++
	if i.o.Progress != nil {
		i.o.Progress(i.done, len(i.m.Lessons)+len(i.m.Files))
	}
}
