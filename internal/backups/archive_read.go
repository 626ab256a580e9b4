package backups

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// Bounds on what an archive may claim about itself.
const (
	manifestAtMost = 4 << 20
	sumsAtMost     = 512 << 20
	nameAtMost     = 1024
)

// archiveReader reads an archive once, from the beginning, and believes nothing that it has not counted.
type archiveReader struct {
	tar      *tar.Reader
	hash     string // of the manifest
	Manifest Manifest
}

// openArchive reads the manifest. Sealed archives are opened with the key.
func openArchive(r io.Reader, key Key) (*archiveReader, error) {
	buffered := bufio.NewReaderSize(r, chunk)
	beginning, err := buffered.Peek(len(sealedMark))
	if err != nil && len(beginning) == 0 {
		return nil, errors.Join(ErrCut, err)
	}
	var content io.Reader = buffered
	if bytes.Equal(beginning, []byte(sealedMark)) {
		if content, err = key.open(buffered); err != nil {
			return nil, err
		}
	}
	a := &archiveReader{tar: tar.NewReader(content)}
	head, err := a.tar.Next()
	if err != nil {
		return nil, unreadable(err, ErrNotBackup)
	}
	if head.Name != manifestFile || head.Typeflag != tar.TypeReg {
		return nil, ErrNotBackup
	}
	manifest, err := a.small(head, manifestAtMost)
	if err != nil {
		return nil, err
	}
	a.hash = hashOf(manifest)
	a.Manifest, err = readManifest(manifest)
	return a, err
}

// sealedMark is how every age file begins.
const sealedMark = "age-encryption.org/"

// unreadable tells a file that ends too early from one whose bytes are wrong.
func unreadable(err, wrong error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.Join(ErrCut, err)
	case errors.Is(err, context.Canceled):
		return errors.Join(ErrInterrupted, err)
	case strings.Contains(err.Error(), "failed to decrypt and authenticate"): // age has no error of its own for it
		return errors.Join(ErrDamaged, err)
	}
	return errors.Join(wrong, err)
}

func (a *archiveReader) small(head *tar.Header, most int64) ([]byte, error) {
	if head.Size > most {
		return nil, fmt.Errorf("%w: %s claims %d bytes", ErrDamaged, head.Name, head.Size)
	}
	content, err := io.ReadAll(io.LimitReader(a.tar, most))
	if err != nil {
		return nil, unreadable(err, ErrDamaged)
	}
	return content, nil
}

// extract writes everything below root and returns the sums, which it has checked against what it wrote.
func (a *archiveReader) extract(ctx context.Context, root *os.Root, progress func(done int64)) (Sums, error) {
	written := map[string]File{}
	var done int64
	for {
		if ctx.Err() != nil {
			return Sums{}, ErrInterrupted
		}
		head, err := a.tar.Next()
		if err != nil {
			return Sums{}, unreadable(err, ErrDamaged) // an end before the sums is a cut, too
		}
		if head.Name == sumsFile && head.Typeflag == tar.TypeReg {
			return a.conclude(head, written)
		}
		if err := permitted(head); err != nil {
			return Sums{}, err
		}
		if _, twice := written[head.Name]; twice {
			return Sums{}, fmt.Errorf("%w: %s is there twice", ErrDamaged, head.Name)
		}
		count := func(n int) { done += int64(n); progress(done) }
		if written[head.Name], err = a.file(ctx, root, head, count); err != nil {
			return Sums{}, err
		}
	}
}

// permitted tells whether an archive may hold such a thing: plain files in their places, and nothing else.
func permitted(head *tar.Header) error {
	name := head.Name
	sparse := slices.ContainsFunc(slices.Collect(maps.Keys(head.PAXRecords)), func(key string) bool { return strings.HasPrefix(key, "GNU.sparse.") })
	if head.Typeflag != tar.TypeReg || sparse || head.Size < 0 { // a sparse file claims what is not there
		return fmt.Errorf("%w: %.80q is no plain file", ErrDamaged, name)
	}
	top, rest, inside := strings.Cut(name, "/")
	if name == databaseFile || inside && rest != "" && (slices.Contains(folders, top) || top == filmFolder) && path.Clean(name) == name && len(name) <= nameAtMost &&
		!strings.ContainsAny(name, "\x00\\") && !slices.Contains(strings.Split(name, "/"), "..") {
		return nil
	}
	return fmt.Errorf("%w: %.80q has no place in an academy", ErrDamaged, name)
}

// file writes one file, to the disk.
func (a *archiveReader) file(ctx context.Context, root *os.Root, head *tar.Header, count func(int)) (File, error) {
	if err := root.MkdirAll(path.Dir(head.Name), 0o700); err != nil {
		return File{}, placed(err)
	}
	out, err := root.OpenFile(head.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return File{}, placed(err)
	}
	defer out.Close()
	sum := sha256.New()
	size, err := a.pour(ctx, io.MultiWriter(out, sum), count)
	if err != nil {
		return File{}, fmt.Errorf("read %s: %w", head.Name, err)
	}
	if err := out.Sync(); err != nil {
		return File{}, placed(err)
	}
	return File{head.Name, size, hex.EncodeToString(sum.Sum(nil))}, placed(root.Chtimes(head.Name, head.ModTime, head.ModTime))
}

func (a *archiveReader) pour(ctx context.Context, w io.Writer, count func(int)) (size int64, err error) {
	b := make([]byte, 256<<10)
	for {
		if ctx.Err() != nil {
			return size, ErrInterrupted
		}
		n, err := a.tar.Read(b)
		if n > 0 {
			if _, err := w.Write(b[:n]); err != nil {
				return size, placed(err)
			}
			size += int64(n)
			count(n)
		}
		switch {
		case errors.Is(err, io.EOF):
			return size, nil
		case err != nil:
			return size, unreadable(err, ErrDamaged)
		}
	}
}

// conclude reads the sums and holds them against what was written.
func (a *archiveReader) conclude(head *tar.Header, written map[string]File) (Sums, error) {
	content, err := a.small(head, sumsAtMost)
	if err != nil {
		return Sums{}, err
	}
	var s Sums
	if err := json.Unmarshal(content, &s); err != nil {
		return s, errors.Join(ErrDamaged, err)
	}
	if s.Manifest != a.hash {
		return s, fmt.Errorf("%w: %s was changed", ErrDamaged, manifestFile)
	}
	if len(s.Files) != len(written) {
		return s, fmt.Errorf("%w: it holds %d files and speaks of %d", ErrDamaged, len(written), len(s.Files))
	}
	for _, f := range s.Files {
		if written[f.Path] != f {
			return s, fmt.Errorf("%w: %s", ErrDamaged, f.Path)
		}
	}
	if _, there := written[databaseFile]; !there {
		return s, fmt.Errorf("%w: it has no database", ErrDamaged)
	}
	// A sealed file is whole only where its seal says so: read to the end.
	if _, err := a.tar.Next(); !errors.Is(err, io.EOF) {
		return s, unreadable(err, ErrDamaged)
	}
	return s, nil
}
