package backups

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// Order is what a backup is to be made of, where to, and how.
type Order struct {
	Dir     string // the academy's data folder, whether it is being served or not
	Program string // version of this program
	Store   Store
	Key     Key
	Remote  bool   // uploaded files are in an object store
	Films   []Film // files below filmFolder that are taken along
	// FilmsLeft is how many films there are that it does not take.
	FilmsLeft int
	Progress  func(done, total int64) // may be nil
}

// Made is a backup that has been made.
type Made struct {
	Stored
	Manifest Manifest
	Sums     Sums
}

// Create makes a backup. Writers wait for some milliseconds at most. Where it fails, nothing is left at the
// destination. It returns ErrNoAcademy, ErrUnderway, ErrBusy, ErrFull, ErrRefused, ErrAway or ErrInterrupted.
func Create(ctx context.Context, o Order) (Made, error) {
	if _, err := os.Stat(filepath.Join(o.Dir, databaseFile)); err != nil {
		return Made{}, fmt.Errorf("%w: %s", ErrNoAcademy, o.Dir)
	}
	release, err := holdBackup(o.Dir)
	if err != nil {
		return Made{}, fmt.Errorf("back up %s: %w", o.Dir, err)
	}
	defer release()
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	w := &work{Order: o}
	if err := w.look(ctx); err != nil {
		return Made{}, fmt.Errorf("back up %s: %w", o.Dir, err)
	}
	name := Name{w.manifest.Academy, w.manifest.Made, newest(w.manifest.Schema), o.Key.Seals()}
	size, err := o.Store.Put(ctx, name.String(), func(out io.Writer) error { return w.write(ctx, out) })
	if err != nil {
		return Made{}, fmt.Errorf("back up %s to %s: %w", o.Dir, o.Store.Place(), err)
	}
	return Made{Stored{name, name.String(), size}, w.manifest, w.sums}, nil
}

// work is one backup under way.
type work struct {
	Order
	manifest Manifest
	sums     Sums
	root     *os.Root
	taken    map[string]bool // files that are in the archive, or were gone
}

// look finds out what the manifest says.
func (w *work) look(ctx context.Context) error {
	db, err := openDatabase(filepath.Join(w.Dir, databaseFile), "_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	w.manifest = Manifest{Kind: kind, Format: Format, Program: w.Program, Made: time.Now().UTC().Truncate(time.Second), Remote: w.Remote, FilmsLeft: w.FilmsLeft}
	if len(w.Films) == 0 {
		w.manifest.Format = withoutFilms
	}
	if w.manifest.Schema, err = schemaOf(ctx, c); err != nil {
		return err
	}
	if w.manifest.Academy, err = academyOf(ctx, c); err != nil {
		return err
	}
	w.manifest.Bytes, err = w.weigh()
	w.manifest.Bytes += w.weighFilms()
	return err
}

// newest is the number of the last step of a schema.
func newest(schema []string) (number int64) {
	for _, step := range schema {
		number = max(number, schemaNumber(step))
	}
	return number
}

func (w *work) weigh() (total int64, err error) {
	for _, name := range append([]string{databaseFile}, folders...) {
		err := filepath.WalkDir(filepath.Join(w.Dir, name), func(_ string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				if info, err := d.Info(); err == nil {
					total += info.Size()
				}
			}
			return nil // what cannot be read is met again, and said, by the copying
		})
		if err != nil {
			return 0, err
		}
	}
	return total, nil
}

// write makes the archive: files, then the database, then the files that came in between. So every file of which the
// database knows is there, unless it was deleted in that short while.
func (w *work) write(ctx context.Context, out io.Writer) (err error) {
	if w.root, err = os.OpenRoot(w.Dir); err != nil {
		return err
	}
	defer w.root.Close()
	w.taken = map[string]bool{}
	sealed, err := w.Key.seal(out)
	if err != nil {
		return err
	}
	a, err := newArchiveWriter(sealed, w.manifest, func(done int64) { w.Progress(done, max(done, w.manifest.Bytes)) })
	if err != nil {
		return err
	}
	if err := w.files(ctx, a); err != nil {
		return err
	}
	tables, err := w.database(ctx, a)
	if err != nil {
		return err
	}
	if err := w.files(ctx, a); err != nil {
		return err
	}
	if err := w.films(ctx, a); err != nil {
		return err
	}
	if err := a.finish(tables); err != nil {
		return err
	}
	w.sums = a.sums
	return sealed.Close()
}

// database adds the database as it is at one moment, while its rows are counted beside.
func (w *work) database(ctx context.Context, a *archiveWriter) (tables []Table, err error) {
	s, err := freeze(ctx, filepath.Join(w.Dir, databaseFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	ctx, stop := context.WithCancel(ctx)
	counted := make(chan error, 1)
	go func() {
		var err error
		tables, err = tally(ctx, s.teller)
		counted <- err
	}()
	err = a.add(ctx, databaseFile, s.size, w.manifest.Made, s.content())
	if err != nil {
		stop()
	}
	err = errors.Join(err, <-counted)
	stop()
	return tables, err
}

// unfinished is how uploads are called that are still being written.
var unfinished = regexp.MustCompile(`\.[0-9a-f]{10,}\.tmp$`)

// files adds those that are not in the archive yet.
func (w *work) files(ctx context.Context, a *archiveWriter) error {
	for _, folder := range folders {
		err := fs.WalkDir(w.root.FS(), folder, func(path string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return errors.Join(ErrSource, err)
			case !d.Type().IsRegular() || w.taken[path] || unfinished.MatchString(path):
				return nil
			}
			w.taken[path] = true
			return w.file(ctx, a, path)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// file adds one. Files never change under their name, but may go.
func (w *work) file(ctx context.Context, a *archiveWriter, path string) error {
	file, err := w.root.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		a.sums.Gone = append(a.sums.Gone, path)
		return nil
	}
	if err != nil {
		return errors.Join(ErrSource, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return a.add(ctx, path, info.Size(), info.ModTime(), file)
}
