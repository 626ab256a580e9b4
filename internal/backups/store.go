package backups

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Store is where backups lie.
type Store interface {
	// Place is what the destination is called.
	Place() string
	// Put keeps what write writes under a name. It is there wholly or not at all.
	Put(ctx context.Context, name string, write func(io.Writer) error) (size int64, err error)
	// Open reads a file, or returns ErrNotFound.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// List names every file that lies there, ours or not, and its size.
	List(ctx context.Context) (map[string]int64, error)
	// Delete removes a file.
	Delete(ctx context.Context, name string) error
	// Append adds lines to a small file, making it the first time.
	Append(ctx context.Context, name string, lines string) error
}

// OpenStore opens the destination: a folder, or s3://BUCKET/PREFIX. Large copies on the way to an object store are
// spooled in the folder spool. getenv gives endpoint and keys of the object store.
func OpenStore(place, spool string, getenv func(string) string) (Store, error) {
	switch {
	case strings.TrimSpace(place) == "":
		return nil, ErrNoPlace
	case strings.HasPrefix(place, "s3://"):
		return newBucket(place, spool, getenv)
	case strings.Contains(place, "://"):
		return nil, fmt.Errorf("%w: %s", ErrPlace, place)
	}
	return newFolder(place)
}

// Stored is a backup at a destination.
type Stored struct {
	Name
	File string
	Size int64
}

// List returns the backups of an academy, the newest first; of every academy where none is named.
func List(ctx context.Context, s Store, academy string) ([]Stored, error) {
	files, err := s.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", s.Place(), err)
	}
	var list []Stored
	for file, size := range files {
		if name, ours := ParseName(file); ours && (academy == "" || name.Academy == academy) {
			list = append(list, Stored{name, file, size})
		}
	}
	slices.SortFunc(list, func(a, b Stored) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.File, b.File)) })
	return list, nil
}

// Latest is the newest backup of an academy. It returns ErrNotFound where there is none, and ErrMany where there
// are several academies' and none is named.
func Latest(ctx context.Context, s Store, academy string) (Stored, error) {
	list, err := List(ctx, s, academy)
	if err != nil {
		return Stored{}, err
	}
	if len(list) == 0 {
		return Stored{}, fmt.Errorf("%w: %s is empty", ErrNotFound, s.Place())
	}
	for _, other := range list {
		if other.Academy != list[0].Academy {
			return Stored{}, fmt.Errorf("%w: %s", ErrMany, s.Place())
		}
	}
	return list[0], nil
}

// readAll reads a small file; one that is not there is empty.
func readAll(ctx context.Context, s Store, name string, most int64) ([]byte, error) {
	r, err := s.Open(ctx, name)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most))
}
