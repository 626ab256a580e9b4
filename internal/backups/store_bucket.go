package backups

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/filesystem/blob"
)

// bucket is a destination in an object store that speaks S3, through PocketBase's own client.
type bucket struct {
	place, name, prefix, spool string
	endpoint, region           string
	access, secret             string
	virtual                    bool // the bucket's name is part of the host's
}

// newBucket reads s3://BUCKET/PREFIX; the rest comes from the environment, where no other user of the machine looks.
func newBucket(place, spool string, getenv func(string) string) (Store, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(place, "s3://"), "/")
	b := bucket{
		place: place, name: name, prefix: strings.Trim(prefix, "/"), spool: spool,
		endpoint: getenv("AULA_BACKUP_S3_ENDPOINT"), region: cmp.Or(getenv("AULA_BACKUP_S3_REGION"), "us-east-1"),
		access: getenv("AULA_BACKUP_S3_ACCESS_KEY"), secret: getenv("AULA_BACKUP_S3_SECRET_KEY"),
		virtual: getenv("AULA_BACKUP_S3_VIRTUAL_HOST") != "",
	}
	for variable, value := range map[string]string{
		"AULA_BACKUP_S3_ENDPOINT": b.endpoint, "AULA_BACKUP_S3_ACCESS_KEY": b.access, "AULA_BACKUP_S3_SECRET_KEY": b.secret,
	} {
		if value == "" {
			return nil, fmt.Errorf("%w: %s is not set", ErrPlace, variable)
		}
	}
	if b.name == "" {
		return nil, fmt.Errorf("%w: %s names no bucket", ErrPlace, place)
	}
	return b, nil
}

func (b bucket) Place() string { return b.place }

func (b bucket) key(name string) string { return path.Join(b.prefix, path.Base(name)) }

// forbidden is how PocketBase's client, which has no error of its own for it, says that the store refuses a key.
var forbidden = regexp.MustCompile(`(^|[ \n:])403 [A-Z]`)

// within runs an act on the bucket.
func (b bucket) within(ctx context.Context, act func(*filesystem.System) error) error {
	files, err := filesystem.NewS3(b.name, b.region, b.endpoint, b.access, b.secret, !b.virtual)
	if err != nil {
		return errors.Join(ErrPlace, err)
	}
	defer files.Close()
	files.SetContext(ctx)
	err = act(files)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.Join(ErrInterrupted, err)
	case errors.Is(err, filesystem.ErrNotFound):
		return errors.Join(ErrNotFound, err)
	case forbidden.MatchString(err.Error()):
		return errors.Join(ErrRefused, err)
	}
	return errors.Join(ErrAway, err)
}

// Put writes the file to the local disk first: the database must not be held for as long as a slow line takes. The
// object appears when all of it has arrived.
func (b bucket) Put(ctx context.Context, name string, write func(io.Writer) error) (size int64, err error) {
	if err := os.RemoveAll(b.spool); err != nil { // of a run that was killed
		return 0, err
	}
	if err := os.MkdirAll(b.spool, 0o700); err != nil {
		return 0, placed(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.spool)) }()
	spooled := filepath.Join(b.spool, name)
	out, err := os.OpenFile(spooled, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, placed(err)
	}
	defer out.Close()
	buffered := bufio.NewWriterSize(out, chunk)
	if err := errors.Join(write(buffered), buffered.Flush()); err != nil {
		return 0, placed(err)
	}
	file, err := filesystem.NewFileFromPath(spooled)
	if err != nil {
		return 0, err
	}
	err = b.within(ctx, func(files *filesystem.System) error {
		if err := files.UploadFile(file, b.key(name)); err != nil {
			return err
		}
		arrived, err := files.Attributes(b.key(name))
		if err == nil && arrived.Size != file.Size {
			err = fmt.Errorf("%d bytes arrived of %d", arrived.Size, file.Size)
		}
		return err
	})
	return file.Size, err
}

// object is a file of a bucket that is being read.
type object struct {
	*blob.Reader
	files *filesystem.System
}

func (o object) Close() error { return errors.Join(o.Reader.Close(), o.files.Close()) }

func (b bucket) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	files, err := filesystem.NewS3(b.name, b.region, b.endpoint, b.access, b.secret, !b.virtual)
	if err != nil {
		return nil, errors.Join(ErrPlace, err)
	}
	files.SetContext(ctx)
	reader, err := files.GetReader(b.key(name))
	if err != nil {
		return nil, b.within(ctx, func(*filesystem.System) error { return errors.Join(err, files.Close()) })
	}
	return object{reader, files}, nil
}

func (b bucket) List(ctx context.Context) (map[string]int64, error) {
	names := map[string]int64{}
	err := b.within(ctx, func(files *filesystem.System) error {
		prefix := b.prefix
		if prefix != "" {
			prefix += "/"
		}
		objects, err := files.List(prefix)
		for _, o := range objects {
			if name := strings.TrimPrefix(o.Key, prefix); !strings.Contains(name, "/") {
				names[name] = o.Size
			}
		}
		return err
	})
	return names, err
}

func (b bucket) Delete(ctx context.Context, name string) error {
	err := b.within(ctx, func(files *filesystem.System) error { return files.Delete(b.key(name)) })
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Append writes the file anew: object stores cannot add to one.
func (b bucket) Append(ctx context.Context, name, lines string) error {
	before, err := readAll(ctx, b, name, sumsAtMost)
	if err != nil {
		return err
	}
	return b.within(ctx, func(files *filesystem.System) error {
		return files.Upload(append(before, lines...), b.key(name))
	})
}
