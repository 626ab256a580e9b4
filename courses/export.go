package courses

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// Decisions about an export that a caller can take.
var (
	ErrNotEmpty = errors.New("folder is not empty")
	ErrDamaged  = errors.New("stored file is not what was imported")
)

// Export writes the course's files into a folder as they were imported, byte for byte, each compared with its hash. The folder is
// made if it is not there. It returns ErrNotEmpty for one in which something is already, and ErrNotFound.
func Export(app core.App, slug, dir string) (int, error) {
	c, err := FindBySlug(app, slug)
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("export course %s: %w", slug, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		return 0, fmt.Errorf("export course %s to %s: %w", slug, dir, errors.Join(ErrNotEmpty, err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, fmt.Errorf("export course %s: %w", slug, err)
	}
	defer root.Close()
	return eachFile(app, c, func(name string, content io.Reader) error { return writeInto(root, name, content) })
}

func writeInto(root *os.Root, name string, content io.Reader) error {
	local := filepath.FromSlash(name)
	if folder := filepath.Dir(local); folder != "." {
		if err := root.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	f, err := root.OpenFile(local, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Close())
}

// ExportZip writes the course's folder as an archive.
func ExportZip(app core.App, c *Course, out io.Writer) error {
	archive := zip.NewWriter(out)
	_, err := eachFile(app, c, func(name string, content io.Reader) error {
		w, err := archive.Create(path.Join(c.Slug(), name))
		if err != nil {
			return err
		}
		_, err = io.Copy(w, content)
		return err
	})
	return errors.Join(err, archive.Close())
}

// eachFile hands every stored file on and compares what was read with its hash.
func eachFile(app core.App, c *Course, take func(name string, content io.Reader) error) (int, error) {
	var records []*core.Record
	err := app.RecordQuery("course_files").AndWhere(dbx.HashExp{"course": c.Id}).OrderBy("path ASC").All(&records)
	if err != nil {
		return 0, fmt.Errorf("files of course %s: %w", c.Id, err)
	}
	fsys, err := app.NewFilesystem()
	if err != nil {
		return 0, fmt.Errorf("open stored files: %w", err)
	}
	defer fsys.Close()
	for _, r := range records {
		f := &StoredFile{}
		f.SetProxyRecord(r)
		if err := handOn(fsys, f, take); err != nil {
			return 0, fmt.Errorf("file %s of course %s: %w", f.Path(), c.Slug(), err)
		}
	}
	return len(records), nil
}

func handOn(fsys *filesystem.System, f *StoredFile, take func(string, io.Reader) error) error {
	content, err := fsys.GetReader(f.Stored())
	if err != nil {
		return errors.Join(ErrDamaged, err)
	}
	defer content.Close()
	hash := sha256.New()
	if err := take(f.Path(), io.TeeReader(content, hash)); err != nil {
		return err
	}
	if hex.EncodeToString(hash.Sum(nil)) != f.SHA256() {
		return ErrDamaged
	}
	return nil
}
