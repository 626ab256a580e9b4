package backups

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// filmFolder is where films are, in a data folder and in an archive alike. A backup takes none of them but those that its order names.
const filmFolder = "recordings"

// Film is a file of a film, or of what lies beside one.
type Film struct {
	Path    string                 // in the data folder, with slashes
	Content func() ([]byte, error) // what of it a backup takes; nil: all that is there
}

// films adds those that the order names. One that has gone meanwhile is noted, as every file is.
func (w *work) films(ctx context.Context, a *archiveWriter) error {
	for _, f := range w.Films {
		if !strings.HasPrefix(f.Path, filmFolder+"/") || w.taken[f.Path] {
			continue
		}
		w.taken[f.Path] = true
		if err := w.film(ctx, a, f); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) film(ctx context.Context, a *archiveWriter, f Film) error {
	if f.Content == nil {
		return w.file(ctx, a, f.Path)
	}
	content, err := f.Content()
	if err != nil { // never all of it instead
		a.sums.Gone = append(a.sums.Gone, f.Path)
		return nil
	}
	return a.add(ctx, f.Path, int64(len(content)), w.manifest.Made, bytes.NewReader(content))
}

// weighFilms is how large they are together.
func (w *work) weighFilms() (total int64) {
	for _, f := range w.Films {
		if info, err := os.Stat(filepath.Join(w.Dir, filepath.FromSlash(f.Path))); err == nil {
			total += info.Size()
		}
	}
	return total
}

// createWithin makes a backup, and one without films where there is no room for both: what the academy cannot do without comes first.
func createWithin(ctx context.Context, o Order) (Made, error) {
	m, err := Create(ctx, o)
	if !errors.Is(err, ErrFull) || len(o.Films) == 0 {
		return m, err
	}
	o.FilmsLeft, o.Films = o.FilmsLeft+countFilms(o.Films), nil
	return Create(ctx, o)
}

// countFilms is how many films there are among files: captions and chapters lie beside.
func countFilms(files []Film) (n int) {
	folders := map[string]bool{}
	for _, f := range files {
		if strings.HasPrefix(f.Path, filmFolder+"/") {
			folders[filepath.Dir(f.Path)] = true
		}
	}
	return len(folders)
}
