// Package wholefile writes small files that are there whole or not at all, as keys must be. Its files are readable by nobody else,
// unless who writes them says otherwise, and belong to whom their folder belongs to.
package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Write writes content to a file of its own beside path and lets place put it there: so path is never seen half-written.
func Write(path string, content []byte, place func(draft string) error) error {
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.Write(content)
	if err = errors.Join(err, own(draft.Name(), filepath.Dir(path)), draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := place(draft.Name()); err != nil {
		return err
	}
	return settle(filepath.Dir(path))
}

// settle lets a folder keep its new names through a power cut, where the file system can.
func settle(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return nil // who may write in it need not be able to read it
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// Make writes a file that is not there yet, and its folder. Where another process was faster, its file stays.
func Make(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return Write(path, content, func(draft string) error {
		if err := os.Link(draft, path); err == nil || errors.Is(err, fs.ErrExist) {
			return nil
		}
		return os.Rename(draft, path) // a file system without links
	})
}
