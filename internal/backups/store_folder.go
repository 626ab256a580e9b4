package backups

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder is a destination on a disk. It must be there: one that is missing is rather a disk that is not mounted.
type folder struct{ path string }

// partial ends the names of files that are being written.
const partial = ".partial"

func newFolder(path string) (Store, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, errors.Join(ErrPlace, err)
	}
	info, err := os.Stat(whole)
	if err != nil {
		return nil, placed(err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%w: %s is a file", ErrPlace, whole)
	}
	return folder{whole}, nil
}

func (f folder) Place() string { return f.path }

// Room is how many bytes its disk still takes.
func (f folder) Room() (bytes uint64, known bool) { return freeSpace(f.path) }

// Put writes beside the name, brings every byte to the disk, and takes the name last.
func (f folder) Put(_ context.Context, name string, write func(io.Writer) error) (size int64, err error) {
	f.sweep(name)
	path := filepath.Join(f.path, name)
	out, err := os.OpenFile(path+partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, placed(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(placed(err), out.Close(), os.Remove(path+partial))
		}
	}()
	buffered := bufio.NewWriterSize(&flowing{file: out}, chunk)
	if err := write(buffered); err != nil {
		return 0, err
	}
	if err := buffered.Flush(); err != nil {
		return 0, err
	}
	if err := out.Sync(); err != nil {
		return 0, err
	}
	info, err := out.Stat()
	if err != nil {
		return 0, err
	}
	if err := os.Rename(path+partial, path); err != nil {
		return 0, err
	}
	return info.Size(), errors.Join(out.Close(), syncFolder(f.path))
}

// sweep removes what a crash left half-written. Nobody else is writing: an academy makes one backup at a time.
func (f folder) sweep(name string) {
	mine, _ := ParseName(name)
	files, err := os.ReadDir(f.path)
	if err != nil {
		return // the writing that follows says why
	}
	for _, file := range files {
		whole, unfinished := strings.CutSuffix(file.Name(), partial)
		if its, ours := ParseName(whole); unfinished && ours && its.Academy == mine.Academy {
			_ = os.Remove(filepath.Join(f.path, file.Name()))
		}
	}
}

func (f folder) Open(_ context.Context, name string) (io.ReadCloser, error) {
	file, err := os.Open(filepath.Join(f.path, filepath.Base(name)))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(f.path); err != nil {
			return nil, placed(err)
		}
		return nil, fmt.Errorf("%w: %s", ErrNotFound, name)
	}
	if err != nil {
		return nil, placed(err)
	}
	return file, nil
}

func (f folder) List(context.Context) (map[string]int64, error) {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return nil, placed(err)
	}
	files := map[string]int64{}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() { // one that has just gone is not there
			files[entry.Name()] = info.Size()
		}
	}
	return files, nil
}

func (f folder) Delete(_ context.Context, name string) error {
	if err := os.Remove(filepath.Join(f.path, filepath.Base(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return placed(err)
	}
	return nil
}

func (f folder) Append(_ context.Context, name, lines string) (err error) {
	file, err := os.OpenFile(filepath.Join(f.path, name), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return placed(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.WriteString(lines); err != nil {
		return placed(err)
	}
	return placed(file.Sync())
}

// syncFolder brings a folder's names to the disk.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
