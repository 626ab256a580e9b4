package backups

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// filmFolder is where films are, in a data folder and in an archive alike. A backup takes none of them but those that its order names.
const filmFolder = "recordings"

// films adds those that the order names. One that has gone meanwhile is noted, as every file is.
func (w *work) films(ctx context.Context, a *archiveWriter) error {
	for _, path := range w.Films {
		if !strings.HasPrefix(path, filmFolder+"/") || w.taken[path] {
			continue
		}
		w.taken[path] = true
		if err := w.file(ctx, a, path); err != nil {
			return err
		}
	}
	return nil
}

// weighFilms is how large they are together.
func (w *work) weighFilms() (total int64) {
	for _, path := range w.Films {
		if info, err := os.Stat(filepath.Join(w.Dir, filepath.FromSlash(path))); err == nil {
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
func countFilms(paths []string) (n int) {
	folders := map[string]bool{}
	for _, path := range paths {
		if strings.HasPrefix(path, filmFolder+"/") {
			folders[filepath.Dir(path)] = true
		}
	}
	return len(folders)
}
