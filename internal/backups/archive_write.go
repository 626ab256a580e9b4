package backups

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"
)

// chunk is how much is read, hashed and written at a time.
const chunk = 1 << 20

// archiveWriter writes an archive in one pass and notes what it wrote. Large files are hashed beside the writing.
type archiveWriter struct {
	tar      *tar.Writer
	when     time.Time
	sums     Sums
	done     int64
	progress func(done int64) // told after every chunk
	buffers  [3][]byte
}

func newArchiveWriter(w io.Writer, m Manifest, progress func(int64)) (*archiveWriter, error) {
	a := &archiveWriter{tar: tar.NewWriter(w), when: m.Made, progress: progress}
	for i := range a.buffers {
		a.buffers[i] = make([]byte, chunk)
	}
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	a.sums.Manifest = hashOf(content)
	return a, a.small(manifestFile, content)
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// small writes what is about the archive itself.
func (a *archiveWriter) small(name string, content []byte) error {
	if err := a.begin(name, int64(len(content)), a.when); err != nil {
		return err
	}
	_, err := a.tar.Write(content)
	return err
}

func (a *archiveWriter) begin(name string, size int64, changed time.Time) error {
	return a.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: changed, Format: tar.FormatPAX})
}

// add writes a file of which exactly size bytes are read.
func (a *archiveWriter) add(ctx context.Context, name string, size int64, changed time.Time, r io.Reader) error {
	if err := a.begin(name, size, changed.Truncate(time.Second)); err != nil {
		return err
	}
	sum := sha256.New()
	if err := a.copy(ctx, r, size, sum); err != nil {
		return fmt.Errorf("archive %s: %w", name, err)
	}
	a.sums.Files = append(a.sums.Files, File{name, size, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// copy moves the bytes on; what is longer than a chunk is hashed by a second goroutine.
func (a *archiveWriter) copy(ctx context.Context, r io.Reader, size int64, sum hash.Hash) error {
	free, full := make(chan []byte, len(a.buffers)), make(chan []byte, len(a.buffers))
	for _, b := range a.buffers {
		free <- b
	}
	hashed := make(chan struct{})
	hashing := func() {
		for b := range full {
			sum.Write(b)
			free <- b[:chunk]
		}
		close(hashed)
	}
	go hashing()
	defer func() { close(full); <-hashed }()
	for left := size; left > 0; {
		if ctx.Err() != nil {
			return ErrInterrupted
		}
		b := (<-free)[:min(chunk, left)]
		if _, err := io.ReadFull(r, b); err != nil {
			return err
		}
		full <- b // both sides only read it
		if _, err := a.tar.Write(b); err != nil {
			return err
		}
		left -= int64(len(b))
		a.done += int64(len(b))
		a.progress(a.done)
	}
	return nil
}

// finish writes the sums, which make the archive whole.
func (a *archiveWriter) finish(tables []Table) error {
	a.sums.Tables = tables
	content, err := json.MarshalIndent(a.sums, "", " ")
	if err != nil {
		return err
	}
	if err := a.small(sumsFile, content); err != nil {
		return err
	}
	return a.tar.Close()
}
