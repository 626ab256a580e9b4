package courses

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/markup"
	"aula/quizzes"
	"aula/quizzes/gift"
)

// ErrNotEditable says that a quiz's file has something that writing it anew would lose; the findings of the FaultyError say what.
var ErrNotEditable = errors.New("quiz cannot be edited here")

// FaultyError has what is wrong with a course after a change. It is ErrFaulty or ErrNotEditable.
type FaultyError struct {
	Findings []Finding
	is       error
}

func (e *FaultyError) Error() string { return fmt.Sprintf("%v: %d findings", e.is, len(e.Findings)) }
func (e *FaultyError) Unwrap() error { return e.is }

// Desk is a course's files laid out to edit one of its quizzes. Nothing is stored before EditQuiz does.
type Desk struct {
	Quiz  quizzes.Quiz // as its file has it
	Path  string       // of the file
	tree  *Tree
	part  *part
	desk  *composer
	found []Finding
	base  *Course // the revision
}

// OpenDesk lays out the quiz with this key. It returns quizzes.ErrNotFound for one that the course's files do not have, and ErrMoved where
// the course is changed again and again meanwhile.
func OpenDesk(app core.App, c *Course, key string, o ComposeOptions) (*Desk, error) {
	for range editTries {
		d, err := layOut(app, c, key, o)
		now, findErr := FindByID(app, c.Id)
		if findErr != nil {
			return nil, findErr
		}
		if now.Digest() == c.Digest() {
			return d, err
		}
		c = now // some of what was read is of the one revision, some of the other
	}
	return nil, fmt.Errorf("lay out quiz %s: %w", key, ErrMoved)
}

func layOut(app core.App, c *Course, key string, o ComposeOptions) (*Desk, error) {
	tree, err := storedTree(app, c)
	if err != nil {
		return nil, err
	}
	d := &Desk{tree: tree, base: c, desk: begin(tree, o)}
	at := slices.IndexFunc(d.desk.quizzes, func(p *part) bool { return p.key == key })
	if at < 0 {
		return nil, fmt.Errorf("file of quiz %q in course %s: %w", key, c.Slug(), quizzes.ErrNotFound)
	}
	d.part = d.desk.quizzes[at]
	d.Path = d.part.file.Path
	d.Quiz, d.found = d.desk.parse(d.part, d.desk.resolver(d.Path))
	d.Quiz.Key, d.Quiz.Slug = d.part.key, d.part.slug
	return d, nil
}

// Options are those by which texts of the quiz are read.
func (d *Desk) Options() quizzes.Options {
	return quizzes.Options{
		Path: d.Path, Key: d.part.key, Resolve: d.desk.resolver(d.Path), Label: d.desk.label(), Language: d.desk.m.Language,
	}
}

// Doubts are the warnings about where the quiz's questions come from: a draw that finds too few. They keep nobody from saving.
func (d *Desk) Doubts() []Finding {
	c, before := d.desk, len(d.desk.m.Findings)
	for _, p := range c.quizzes {
		quiz, _ := c.parse(p, c.resolver(p.file.Path))
		quiz.Key = p.key
		c.m.Quizzes = append(c.m.Quizzes, quiz)
	}
	c.checkDraws()
	return slices.DeleteFunc(slices.Concat(d.found, c.m.Findings[before:]), func(f Finding) bool {
		return f.Path != d.Path || !strings.HasPrefix(f.Code, "quiz.draw")
	})
}

// editTries is how often a change is made again because somebody else's came first.
const editTries = 5

// EditQuiz lays out the quiz with this key and edits it.
func EditQuiz(app core.App, course, key string, by *core.Record, o ComposeOptions, edit func(*quizzes.Quiz) error) (*Changes, error) {
	c, err := FindByID(app, course)
	if err != nil {
		return nil, err
	}
	d, err := OpenDesk(app, c, key, o)
	if err != nil {
		return nil, err
	}
	return d.Edit(app, by, edit)
}

// Edit changes the quiz as if the course's folder had been imported again with the quiz's file edited: a changed question becomes a new
// version, everything else stays, and an export gives the edited file. What edit returns comes back; it may be called again when another
// change comes first. It returns a *FaultyError for a change after which the course has errors or which cannot be written, and ErrNotYours.
func (d *Desk) Edit(app core.App, by *core.Record, edit func(*quizzes.Quiz) error) (*Changes, error) {
	for range editTries {
		changes, err := d.apply(app, by, edit)
		if err == nil {
			return changes, nil
		}
		c, findErr := FindByID(app, d.base.Id)
		if findErr != nil {
			return nil, findErr
		}
		if c.Digest() == d.base.Digest() { // else the files that were laid out may have gone while they were read
			return nil, err
		}
		if d, err = OpenDesk(app, c, d.part.key, d.desk.options); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("edit quiz %s: %w", d.part.key, ErrMoved)
}

func (d *Desk) apply(app core.App, by *core.Record, edit func(*quizzes.Quiz) error) (*Changes, error) {
	if wrong := only(d.found, markup.Error); len(wrong) > 0 {
		return nil, &FaultyError{wrong, ErrNotEditable}
	}
	quiz := d.Quiz
	quiz.Questions = slices.Clone(quiz.Questions)
	if err := edit(&quiz); err != nil {
		return nil, err
	}
	written, err := writeQuiz(quiz, d.part)
	if err != nil {
		return nil, err
	}
	o := d.desk.options
	if o.before, err = d.revision(app); err != nil {
		return nil, err
	}
	m := Compose(d.tree.with(d.Path, written), o)
	if err := CheckRequires(app, m); err != nil {
		return nil, err
	}
	if wrong := only(m.Findings, markup.Error); len(wrong) > 0 {
		return nil, &FaultyError{wrong, ErrFaulty}
	}
	return Import(app, m, ImportOptions{By: by, Keep: true, Revises: d.base.Digest()})
}

// revision is the stored revision's pages, nil where an import of the same files would make others.
func (d *Desk) revision(app core.App) (*revision, error) {
	if d.desk.digest() != d.base.Digest() {
		return nil, nil
	}
	lessons, err := Lessons(app, d.base.Id)
	if err != nil {
		return nil, err
	}
	r := &revision{links: d.desk.links, pages: make(map[string]Page, len(lessons))}
	for _, l := range lessons {
		r.pages[l.Key()] = Page{Title: l.Title(), Minutes: l.Minutes(), HTML: l.HTML(), Text: l.Text(), Headings: l.Headings()}
	}
	return r, nil
}

func only(found []Finding, s markup.Severity) []Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return f.Severity != s })
}

// writeQuiz writes the quiz in the form of its file.
func writeQuiz(quiz quizzes.Quiz, p *part) ([]byte, error) {
	write := quizzes.WriteMarkdown
	if isGIFT(p) {
		write = gift.Write
	}
	written, err := write(quiz)
	if errors.Is(err, quizzes.ErrUnwritable) {
		return nil, &FaultyError{[]Finding{finding(markup.Error, "quiz.unwritable", p.file.Path, 0)}, ErrNotEditable}
	}
	return written, err
}

// with is the tree with the bytes of one file in the place of those that it had.
func (t *Tree) with(path string, content []byte) *Tree {
	sum := sha256.Sum256(content)
	files := slices.Clone(t.Files)
	for i, f := range files {
		if f.Path == path {
			files[i] = &SourceFile{Path: path, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), open: func() (io.ReadCloser, error) {
				return inMemory{bytes.NewReader(content)}, nil
			}}
		}
	}
	return newTree(t.Name, files, t.limits)
}

// storedTree is the course's folder as it was imported. Its bytes stay in the app's files until they are read.
func storedTree(app core.App, c *Course) (*Tree, error) {
	var records []*core.Record
	if err := app.RecordQuery("course_files").AndWhere(dbx.HashExp{"course": c.Id}).OrderBy("path ASC").All(&records); err != nil {
		return nil, fmt.Errorf("files of course %s: %w", c.Id, err)
	}
	files := make([]*SourceFile, len(records))
	for i, r := range records {
		f := &StoredFile{}
		f.SetProxyRecord(r)
		files[i] = &SourceFile{Path: f.Path(), Size: int64(f.Size()), SHA256: f.SHA256(), open: func() (io.ReadCloser, error) {
			return openStored(app, f)
		}}
	}
	return newTree(c.Slug(), files, DefaultLimits()), nil
}

// storedContent is an open file of the app with what it was opened by.
type storedContent struct {
	io.ReadCloser
	fsys *filesystem.System
}

func (s storedContent) Close() error { return errors.Join(s.ReadCloser.Close(), s.fsys.Close()) }

func openStored(app core.App, f *StoredFile) (io.ReadCloser, error) {
	fsys, err := app.NewFilesystem()
	if err != nil {
		return nil, fmt.Errorf("open stored files: %w", err)
	}
	content, err := fsys.GetReader(f.Stored())
	if err != nil {
		return nil, errors.Join(ErrDamaged, err, fsys.Close())
	}
	return storedContent{content, fsys}, nil
}
