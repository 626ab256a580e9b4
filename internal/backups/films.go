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

// spare is what a backup leaves free of a disk that says how much room it has.
const spare = 64 << 20

// roomy is a destination that knows how much room it has.
type roomy interface {
	Room() (bytes uint64, known bool)
}

// createWithin makes a backup, and one without films where there is no room for both: what the academy cannot do without comes first. It fills
// no disk to find out that says so before.
func createWithin(ctx context.Context, o Order) (Made, error) {
	if !holds(o) {
		return Create(ctx, withoutThem(o))
	}
	m, err := Create(ctx, o)
	if !errors.Is(err, ErrFull) || len(o.Films) == 0 {
		return m, err
	}
	m, again := Create(ctx, withoutThem(o))
	if again != nil {
		return m, errors.Join(again, err)
	}
	return m, nil
}

// holds tells whether the destination takes a backup with its films, as far as it says.
func holds(o Order) bool {
	r, asks := o.Store.(roomy)
	if !asks || len(o.Films) == 0 {
		return true
	}
	w := &work{Order: o}
	rest, err := w.weigh()
	room, known := r.Room()
	return err != nil || !known || room >= uint64(rest+w.weighFilms()+spare)
}

func withoutThem(o Order) Order {
	o.FilmsLeft, o.Films = o.FilmsLeft+countFilms(o.Films), nil
	return o
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
