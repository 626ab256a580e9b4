package backups

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Revival is a backup that is to be brought back.
type Revival struct {
	Dir      string // where to; it need not be there
	Replace  bool   // an academy that lives in Dir is moved aside
	Key      Key
	Progress func(done, total int64) // may be nil
	// Finish does what is left to do in the restored folder, before it takes its name. May be nil.
	Finish func(dir string, m Manifest) error
}

// Revived says what was brought back.
type Revived struct {
	Place    string // the folder, as the system calls it
	Manifest Manifest
	Sums     Sums
	Found    Examined // what the restored database says of itself
	Aside    string   // where the folder that was there before lies now; empty: there was none
}

// unfinishedMark is in a folder that is being restored, until it is whole.
const unfinishedMark = "RESTORING"

// Restore writes the archive that r gives into a new folder beside Dir, checks every hash and the database itself,
// and gives it the name Dir last: killed at any moment, it leaves Dir as it was or whole. It returns ErrOccupied,
// ErrServed, ErrNewer, or what is wrong with the archive.
func Restore(ctx context.Context, r io.Reader, v Revival) (Revived, error) {
	dir, err := filepath.Abs(v.Dir)
	if err != nil {
		return Revived{}, err
	}
	v.Dir = dir
	release, err := v.claim()
	if err != nil {
		return Revived{Place: dir}, fmt.Errorf("restore into %s: %w", dir, err)
	}
	defer release()
	temp, err := newSibling(dir)
	if err != nil {
		return Revived{Place: dir}, fmt.Errorf("restore into %s: %w", dir, err)
	}
	done, err := v.fill(ctx, r, temp)
	done.Place = dir
	if err == nil {
		done.Aside, err = v.install(temp)
	}
	if err != nil {
		return done, errors.Join(fmt.Errorf("restore into %s: %w", dir, err), removeUnfinished(temp))
	}
	return done, nil
}

// claim makes sure that nothing that lives is overwritten, and that nobody begins to serve Dir meanwhile.
func (v Revival) claim() (release func(), err error) {
	entries, err := os.ReadDir(v.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil {
		return nil, placed(err)
	}
	if len(entries) == 0 {
		return func() {}, nil
	}
	release, err = Hold(v.Dir)
	if err != nil || v.Replace {
		return release, err
	}
	release()
	return nil, ErrOccupied
}

// newSibling makes the folder in which the backup becomes an academy, on the same disk, and clears what runs that
// were killed left there.
func newSibling(dir string) (string, error) {
	parent, base := filepath.Split(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", placed(err)
	}
	left, err := filepath.Glob(filepath.Join(parent, base+".restoring-*"))
	if err != nil {
		return "", err
	}
	for _, path := range left {
		if err := removeUnfinished(path); err != nil {
			return "", placed(err)
		}
	}
	temp, err := os.MkdirTemp(parent, base+".restoring-")
	if err != nil {
		return "", placed(err)
	}
	return temp, placed(os.WriteFile(filepath.Join(temp, unfinishedMark), nil, 0o600))
}

// removeUnfinished removes a folder that never became an academy. One without the mark may be one: it stays.
func removeUnfinished(path string) error {
	mark := filepath.Join(path, unfinishedMark)
	if _, err := os.Stat(mark); err != nil {
		return nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries { // the mark goes last: a removal that is killed goes on next time
		if e.Name() != unfinishedMark {
			err = errors.Join(err, os.RemoveAll(filepath.Join(path, e.Name())))
		}
	}
	return errors.Join(err, os.RemoveAll(path))
}

// fill makes an academy of the archive.
func (v Revival) fill(ctx context.Context, r io.Reader, temp string) (Revived, error) {
	a, err := openArchive(r, v.Key)
	if err != nil {
		return Revived{}, err
	}
	done := Revived{Manifest: a.Manifest}
	if unknown := Newer(a.Manifest.Schema); len(unknown) > 0 {
		return done, fmt.Errorf("%w: %s", ErrNewer, strings.Join(unknown, ", "))
	}
	root, err := os.OpenRoot(temp)
	if err != nil {
		return done, placed(err)
	}
	defer root.Close()
	progress := v.Progress
	if progress == nil {
		progress = func(int64, int64) {}
	}
	done.Sums, err = a.extract(ctx, root, func(n int64) { progress(n, max(n, a.Manifest.Bytes)) })
	if err != nil {
		return done, err
	}
	if done.Found, err = Examine(ctx, temp); err != nil {
		return done, err
	}
	if wrong := done.Found.Differences(done.Sums.Tables); len(wrong) > 0 {
		return done, fmt.Errorf("%w: table %s", ErrDamaged, wrong[0])
	}
	if v.Finish != nil {
		err = v.Finish(temp, a.Manifest)
	}
	return done, err
}

// install gives the folder its name, in one step.
func (v Revival) install(temp string) (aside string, err error) {
	if err := ownAs(temp, v.Dir); err != nil {
		return "", err
	}
	if err := syncTree(temp); err != nil {
		return "", placed(err)
	}
	if err := os.Remove(filepath.Join(temp, unfinishedMark)); err != nil {
		return "", err
	}
	if err := syncFolder(temp); err != nil {
		return "", err
	}
	defer func() {
		if e := syncFolder(filepath.Dir(v.Dir)); err == nil {
			err = e
		}
	}()
	entries, err := os.ReadDir(v.Dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return "", placed(os.Rename(temp, v.Dir)) // over an empty folder, too
	}
	if err != nil {
		return "", err
	}
	aside = v.Dir + ".before-" + time.Now().UTC().Format(stamp)
	if err := exchange(temp, v.Dir); err == nil {
		return aside, os.Rename(temp, aside)
	}
	if err := os.Rename(v.Dir, aside); err != nil { // where two names cannot be swapped
		return "", placed(err)
	}
	return aside, os.Rename(temp, v.Dir)
}

// syncTree brings the folders' names to the disk; the files' content is there already.
func syncTree(path string) error {
	return filepath.WalkDir(path, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncFolder(path)
	})
}
