package quizzes

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/filename"
)

// Attach adds a file to the answer to a question of the person's open attempt. What it is decide its bytes, not its name. A file that
// is there already is returned as it is. It returns ErrNotFound, ErrNotYours, ErrClosed, ErrNoFiles, ErrTooManyFiles, ErrFileTooLarge,
// and a *FileError for what the question does not take.
func Attach(app core.App, user, attempt, question, name string, content io.Reader) (Attachment, error) {
	if _, err := taskOf(app, user, attempt, question); err != nil { // before anything is received
		return Attachment{}, err
	}
	r, err := receive(content)
	if err != nil {
		return Attachment{}, fmt.Errorf("receive a file for attempt %s: %w", attempt, err)
	}
	defer r.discard()
	var kept Attachment
	err = app.RunInTransaction(func(tx core.App) error {
		task, err := taskOf(tx, user, attempt, question)
		if err != nil {
			return err
		}
		kind, form := formNamed(r.found)
		if !slices.Contains(task.Accepts(), kind) {
			return &FileError{Found: r.found, Accepted: task.Accepts()}
		}
		there, err := attachments(tx, dbx.HashExp{"attempt": attempt, "question": question})
		if err != nil {
			return err
		}
		if same := slices.IndexFunc(there, func(a *attachmentRecord) bool { return a.GetString("sha256") == r.sum }); same >= 0 {
			kept = there[same].attachment()
			return nil
		}
		if len(there) >= task.Files {
			return fmt.Errorf("question %s of attempt %s: %w", question, attempt, ErrTooManyFiles)
		}
		kept, err = r.keep(tx, attempt, question, filename.Clean(name, form.Ending, "file", maxNamed), form)
		return err
	})
	return kept, err
}

// taskOf is what the question of the person's open attempt wants, if it takes files.
func taskOf(app core.App, user, attempt, question string) (*Task, error) {
	a, err := findOpen(app, user, attempt)
	if err != nil {
		return nil, err
	}
	d, err := a.drawn()
	if err != nil {
		return nil, err
	}
	if !d.asks(question) {
		return nil, fmt.Errorf("question %s of attempt %s: %w", question, attempt, ErrNotFound)
	}
	found, err := versionsByID(app, []string{question})
	if err != nil {
		return nil, err
	}
	if v := found[question]; v != nil {
		q, err := v.Question()
		if err != nil {
			return nil, err
		}
		if q.Type == Essay && q.Body.Task != nil && q.Body.Task.Files > 0 {
			return q.Body.Task, nil
		}
	}
	return nil, fmt.Errorf("question %s: %w", question, ErrNoFiles)
}

// received is a file that has arrived and is not kept yet.
type received struct {
	path  string
	size  int64
	sum   string
	found string
}

// receive takes a file in, at most as much as one may have, and finds out what it is.
func receive(content io.Reader) (r received, err error) {
	f, err := os.CreateTemp("", "aula-answer-*") // 0600
	if err != nil {
		return r, err
	}
	r.path = f.Name()
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			r.discard()
		}
	}()
	sum := sha256.New()
	if r.size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(content, MaxFile+1)); err != nil {
		return r, err
	}
	if r.size > MaxFile {
		return r, ErrFileTooLarge
	}
	r.sum = hex.EncodeToString(sum.Sum(nil))
	r.found, err = Recognise(f, r.size)
	return r, err
}

func (r received) discard() { _ = os.Remove(r.path) } // the system clears its temporary folder anyway

func (r received) keep(tx core.App, attempt, question, name string, form FileForm) (Attachment, error) {
	collection, err := tx.FindCachedCollectionByNameOrId("attachments")
	if err != nil {
		return Attachment{}, err
	}
	file, err := filesystem.NewFileFromPath(r.path)
	if err != nil {
		return Attachment{}, err
	}
	file.OriginalName, file.Name = name, security.RandomString(24)+form.Ending
	a := newAttachment(core.NewRecord(collection))
	a.Set("attempt", attempt)
	a.Set("question", question)
	a.Set("file", file)
	a.Set("name", name)
	a.Set("type", form.Name)
	a.Set("size", r.size)
	a.Set("sha256", r.sum)
	if err := tx.Save(a); err != nil {
		return Attachment{}, fmt.Errorf("keep a file of attempt %s: %w", attempt, err)
	}
	return a.attachment(), nil
}

// Detach takes a file back from the person's open attempt. It returns ErrNotFound, ErrNotYours or ErrClosed.
func Detach(app core.App, user, attempt, file string) error {
	return app.RunInTransaction(func(tx core.App) error {
		if _, err := findOpen(tx, user, attempt); err != nil {
			return err
		}
		found, err := attachments(tx, dbx.HashExp{"id": file, "attempt": attempt})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("file %s of attempt %s: %w", file, attempt, ErrNotFound)
		}
		return tx.Delete(found[0])
	})
}
