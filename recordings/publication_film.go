package recordings

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/mp4"
	"aula/internal/webm"
)

// MakeLesson does what a LessonOrder says: it cuts the film and shows the lesson. Doing it again, or after a later order, changes nothing.
func MakeLesson(app core.App, o LessonOrder) error {
	r, p, err := ordered(app, o)
	if err != nil || p == nil {
		return err
	}
	from, to := p.wanted()
	picture := time.Duration(0)
	if from > 0 || to < r.Duration() {
		if picture, err = cut(r.MediaPath(app), versionPath(app, r, o.Version), from, to); err != nil {
			return fmt.Errorf("film of lesson %s: %w", p.Id, err)
		}
	}
	err = app.RunInTransaction(func(tx core.App) error {
		r, p, err := ordered(tx, o)
		if err != nil || p == nil {
			return err
		}
		p.Set("cut_from", from.Milliseconds())
		p.Set("cut_to", to.Milliseconds())
		p.Set("picture", picture.Milliseconds())
		p.Set("version", o.Version)
		p.Set("state", string(Shown))
		cues, err := ReadCaptions(tx, r)
		if err != nil {
			return err
		}
		if err := putLesson(tx, p, cues); err != nil {
			return err
		}
		return tx.Save(p)
	})
	if err != nil {
		return fmt.Errorf("show lesson %s: %w", p.Id, err)
	}
	return removeVersions(app, r.Id, versionPath(app, r, o.Version))
}

// ordered returns what an order is about; no publication if it is withdrawn, made already or ordered anew since.
func ordered(app core.App, o LessonOrder) (*Recording, *Publication, error) {
	row, err := app.FindRecordById(Publications, o.Publication)
	if err != nil {
		return nil, nil, nil // withdrawn meanwhile
	}
	p := publication(row)
	r, err := Find(app, p.Recording())
	if errors.Is(err, ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil || p.State() == Shown || p.Version() >= o.Version {
		return nil, nil, err
	}
	return r, p, nil
}

// LessonFailed writes down that the film of a lesson could not be made, and why, for operators.
func LessonFailed(app core.App, o LessonOrder, why string) error {
	_, p, err := ordered(app, o)
	if err != nil || p == nil {
		return err
	}
	p.Set("state", string(NotMade))
	p.Set("error", why[:min(len(why), 300)])
	return app.Save(p)
}

// cut writes a part of a film to a file that is there whole or not at all, and says after how long its first picture comes.
func cut(from, to string, begin, end time.Duration) (picture time.Duration, err error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	draft, err := os.CreateTemp(filepath.Dir(to), ".lesson-*")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	if filepath.Ext(from) == ".mp4" {
		var part mp4.Part
		part, err = mp4.Cut(in, draft, begin, end)
		picture = part.Picture
	} else {
		var part webm.Part
		part, err = webm.Cut(in, draft, begin, end)
		picture = part.Picture
	}
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return 0, err
	}
	return picture, os.Rename(draft.Name(), to)
}

// removeVersions takes the films of other versions of a lesson away than the one that is here.
func removeVersions(app core.App, recording, but string) error {
	files, err := filepath.Glob(filepath.Join(Folder(app, recording), "lesson-*"))
	for _, file := range files {
		if file != but {
			err = errors.Join(err, os.Remove(file))
		}
	}
	return err
}
