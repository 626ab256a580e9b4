package courses

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"aula/internal/markup"
)

// ReadFolder reads the course in a folder of this machine. A link that leaves the folder is refused.
func ReadFolder(dir string, l Limits) (*Tree, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, refuse("source.unreadable", dir)
	}
	root, err := os.OpenRoot(absolute)
	if err != nil {
		return nil, refuse("source.unreadable", dir)
	}
	tree, err := ReadFS(root.FS(), filepath.Base(absolute), l)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	tree.close = root.Close
	return tree, nil
}

// ReadFS reads the course in a file system, such as the one that the program carries.
func ReadFS(fsys fs.FS, name string, l Limits) (*Tree, error) {
	w := folderWalk{fsys: fsys, limits: l, left: l.Total}
	if err := fs.WalkDir(fsys, ".", w.visit); err != nil {
		return nil, err
	}
	if len(w.files) == 0 {
		return nil, refuse("source.empty", "")
	}
	tree := newTree(name, w.files, l)
	tree.Findings = w.found
	return tree, nil
}

// folderWalk gathers the files of one folder.
type folderWalk struct {
	fsys   fs.FS
	limits Limits
	seen   int
	left   int64 // bytes that the tree may still have
	files  []*SourceFile
	found  []Finding
}

func (w *folderWalk) visit(path string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return refuse("source.unreadable", path)
	case path == ".":
		return nil
	case ignored(path):
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if w.seen++; w.seen > w.limits.Entries {
		return refuse("source.too_many", "", "limit", w.limits.Entries)
	}
	switch mode := entry.Type(); {
	case mode.IsDir():
		return nil
	case mode&fs.ModeSymlink != 0:
		return w.link(path)
	case !mode.IsRegular():
		w.found = append(w.found, finding(markup.Warning, "source.special", path, 0))
		return nil
	}
	return w.add(path)
}

// link takes a link to a file of the same folder as that file.
func (w *folderWalk) link(path string) error {
	info, err := fs.Stat(w.fsys, path)
	switch {
	case err != nil:
		return refuse("source.link", path)
	case !info.Mode().IsRegular():
		w.found = append(w.found, finding(markup.Warning, "source.link_to_folder", path, 0))
		return nil
	}
	return w.add(path)
}

func (w *folderWalk) add(path string) error {
	f := &SourceFile{Path: path, open: func() (io.ReadCloser, error) { return w.fsys.Open(path) }}
	if err := measure(f, w.limits, &w.left); err != nil {
		return err
	}
	w.files = append(w.files, f)
	return nil
}

// measure reads a file once to learn its size and its hash, within what the limits leave.
func measure(f *SourceFile, l Limits, left *int64) error {
	r, err := f.open()
	if err != nil {
		return refuse("source.unreadable", f.Path)
	}
	defer r.Close()
	hash := sha256.New()
	n, err := io.Copy(hash, io.LimitReader(r, min(l.File, *left)+1))
	switch {
	case err != nil:
		return refusalOf(err, f.Path)
	case n > l.File:
		return refuse("source.file_too_large", f.Path, "limit", megabytes(l.File))
	case n > *left:
		return refuse("source.too_large", "", "limit", megabytes(l.Total))
	}
	*left -= n
	f.Size, f.SHA256 = n, hex.EncodeToString(hash.Sum(nil))
	return nil
}

// refusalOf keeps a refusal that a reader gave and takes every other error as an unreadable file.
func refusalOf(err error, path string) error {
	if errors.Is(err, ErrRefused) {
		return err
	}
	return refuse("source.unreadable", path)
}
