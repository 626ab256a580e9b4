package courses

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// smallFile is how much of a file is held in memory while it is stored; larger ones that cannot be read twice pass through a
// temporary file.
const smallFile = 4 << 20

// saveFiles stores every file of the source, byte for byte; those whose bytes are there already stay untouched.
func (i *importer) saveFiles() error {
	existing, err := i.filesBefore()
	if err != nil {
		return err
	}
	for _, f := range i.m.Files {
		if err := i.saveFile(existing[f.Path], f); err != nil {
			return err
		}
		delete(existing, f.Path)
		i.step()
	}
	for p, r := range existing {
		i.changes.Files.Removed++
		if i.o.DryRun {
			continue
		}
		if err := i.tx.Delete(r); err != nil {
			return fmt.Errorf("remove file %s: %w", p, err)
		}
	}
	return nil
}

func (i *importer) filesBefore() (map[string]*core.Record, error) {
	var records []*core.Record
	if err := i.tx.RecordQuery("course_files").AndWhere(dbx.HashExp{"course": i.course.Id}).All(&records); err != nil {
		return nil, fmt.Errorf("files before: %w", err)
	}
	byPath := make(map[string]*core.Record, len(records))
	for _, r := range records {
		byPath[r.GetString("path")] = r
	}
	return byPath, nil
}

func (i *importer) saveFile(r *core.Record, f *SourceFile) error {
	switch {
	case r == nil:
		i.changes.Files.Added++
	case r.GetString("sha256") == f.SHA256:
		i.changes.Files.Kept++
		return nil
	default:
		i.changes.Files.Changed++
	}
	if i.o.DryRun {
		return nil
	}
	if r == nil {
		collection, err := i.tx.FindCachedCollectionByNameOrId("course_files")
		if err != nil {
			return err
		}
		r = core.NewRecord(collection)
		r.Set("course", i.course.Id)
		r.Set("path", f.Path)
	}
	r.Set("sha256", f.SHA256)
	r.Set("size", f.Size)
	r.Set("media_type", MediaType(f.Path))
	r.Set("file", &filesystem.File{
		Reader: seekable{f}, Name: storedName(f), OriginalName: path.Base(f.Path), Size: f.Size,
	})
	if err := i.tx.Save(r); err != nil {
		return fmt.Errorf("save file %s: %w", f.Path, err)
	}
	return nil
}

var plainEnding = regexp.MustCompile(`^\.[a-z0-9]{1,10}$`)

// storedName is the name under which PocketBase keeps the bytes; the path stands beside it.
func storedName(f *SourceFile) string {
	ending := strings.ToLower(path.Ext(f.Path))
	if !plainEnding.MatchString(ending) {
		ending = ".bin"
	}
	return f.SHA256[:32] + ending
}

// seekable lets PocketBase read a file that may lie compressed in an archive.
type seekable struct{ f *SourceFile }

// Open returns the file's bytes, readable from any place.
func (s seekable) Open() (io.ReadSeekCloser, error) {
	r, err := s.f.Open()
	if err != nil {
		return nil, err
	}
	if ready, ok := r.(io.ReadSeekCloser); ok {
		return ready, nil
	}
	defer r.Close()
	if s.f.Size <= smallFile {
		content, err := io.ReadAll(io.LimitReader(r, smallFile+1))
		return inMemory{bytes.NewReader(content)}, err
	}
	temporary, err := os.CreateTemp("", "aula-file-*")
	if err != nil {
		return nil, err
	}
	t := &onDisk{temporary}
	if _, err = io.Copy(temporary, r); err == nil {
		_, err = temporary.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// onDisk is a temporary file that goes when it is closed.
type onDisk struct{ *os.File }

func (t *onDisk) Close() error { return errors.Join(t.File.Close(), os.Remove(t.Name())) }
