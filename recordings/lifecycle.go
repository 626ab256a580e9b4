package recordings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
)

// Job is the kind of the job that makes the film of a recording; its payload is Order.
const Job = "recording_film"

// Order says of which recording to make the film.
type Order struct {
	Recording string `json:"recording"`
}

// Begin writes down that a webinar is being recorded from now on, and makes the folder for its files.
func Begin(app core.App, webinar, by string, now time.Time) (*Recording, error) {
	c, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	r := Of(core.NewRecord(c))
	r.Set("webinar", webinar)
	r.Set("by", by)
	r.Set("state", string(Running))
	r.Set("started", now)
	if err := app.Save(r); err != nil {
		return nil, fmt.Errorf("begin to record webinar %s: %w", webinar, err)
	}
	if err := makeFolder(app, r.Id); err != nil {
		return r, fmt.Errorf("folder of recording %s: %w", r.Id, err)
	}
	return r, nil
}

// End writes down that a recording has stopped, and orders its film. One that has stopped already stays as it is.
func End(app core.App, id string, why Reason, dropped uint64, now time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		r, err := Find(tx, id)
		if err != nil || r.State() != Running {
			return err
		}
		r.Set("state", string(Processing))
		r.Set("ended", now)
		r.Set("reason", string(why))
		r.Set("dropped", dropped)
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("end recording %s: %w", id, err)
		}
		return jobs.Add(tx, Job, id, Order{id})
	})
}

// Film is what was made of a recording.
type Film struct {
	Format        string // webm or mp4
	Duration      time.Duration
	Bytes         int64
	Width, Height int // 0: sound only
	Poster        bool
	Unshown       string // a codec whose pictures it could not take; empty: none
}

// Finish writes down that the film is there, and until when it is kept.
func Finish(app core.App, id string, f Film, until time.Time) error {
	r, err := Find(app, id)
	if err != nil {
		return err
	}
	r.Set("state", string(Ready))
	r.Set("format", f.Format)
	r.Set("duration", f.Duration.Seconds())
	r.Set("bytes", f.Bytes)
	r.Set("width", f.Width)
	r.Set("height", f.Height)
	r.Set("poster", f.Poster)
	r.Set("unshown", f.Unshown)
	r.Set("progress", 100)
	r.Set("error", "")
	r.KeepUntil(until)
	return app.Save(r)
}

// TryAgain writes down that the film of one that failed is being made after all.
func TryAgain(app core.App, r *Recording) error {
	r.Set("state", string(Processing))
	r.Set("progress", 0)
	return app.Save(r)
}

// Fail writes down that no film could be made, and why, for operators.
func Fail(app core.App, id string, why error, until time.Time) error {
	r, err := Find(app, id)
	if err != nil {
		return err
	}
	r.Set("state", string(Failed))
	r.Set("error", why.Error()[:min(len(why.Error()), 300)])
	r.KeepUntil(until)
	return app.Save(r)
}

// FailEmpty writes down that there is no film because nobody spoke and nothing was shown.
func FailEmpty(app core.App, id string, until time.Time) error {
	r, err := Find(app, id)
	if err != nil {
		return err
	}
	r.Set("state", string(Failed))
	r.Set("reason", string(Nothing))
	r.KeepUntil(until)
	return app.Save(r)
}

// Delete takes a recording away with its files. It returns ErrRunning while it is being recorded, ErrPublished while it is a lesson.
func Delete(app core.App, r *Recording) error {
	if r.State() == Running {
		return ErrRunning
	}
	if _, err := OfRecording(app, r.Id); !errors.Is(err, ErrNotPublished) {
		return errors.Join(ErrPublished, err)
	}
	if err := app.Delete(r); err != nil {
		return fmt.Errorf("delete recording %s: %w", r.Id, err)
	}
	if tx := app.TxInfo(); tx != nil {
		tx.OnComplete(func(undone error) error {
			if undone != nil {
				return nil // it stays
			}
			return RemoveFiles(app, r.Id)
		})
		return nil
	}
	return RemoveFiles(app, r.Id)
}

// RemoveFiles takes a recording's files away, whose record has gone.
func RemoveFiles(app core.App, id string) error {
	if id == "" {
		return nil
	}
	return os.RemoveAll(Folder(app, id))
}

// NoteProgress notes how much of a film is written. Nothing depends on it.
func NoteProgress(app core.App, id string, percent int) {
	_, _ = app.NonconcurrentDB().Update(Collection, dbx.Params{"progress": percent}, dbx.HashExp{"id": id}).Execute()
}

// RemoveCapture lets go of what was captured, once the film is there.
func RemoveCapture(app core.App, id string) error {
	err := os.Remove(CapturePath(app, id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
