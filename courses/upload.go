package courses

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
)

const (
	uploadFolder = "uploads"      // below the data folder
	uploadLife   = 24 * time.Hour // how long an upload waits for a decision
	uploadsOfOne = 5              // uploads of one person that wait; the oldest gives way
)

// ErrUploadTooLarge says that an upload has more bytes than allowed.
var ErrUploadTooLarge = errors.New("upload is too large")

var uploadID = regexp.MustCompile(`^[A-Za-z0-9]{32}$`)

// Upload is an archive that somebody sent and has not decided about. Only who sent it finds it, by an id that nobody guesses.
type Upload struct {
	ID       string
	Name     string // of the archive, without its ending
	Received time.Time
	path     string
}

// KeepUpload stores an archive as it arrives, at most limit bytes of it. What is older than a day goes away meanwhile.
func KeepUpload(app core.App, user, name string, content io.Reader, limit int64) (*Upload, error) {
	if err := sweepUploads(app, user); err != nil {
		return nil, err
	}
	stem := slugify(strings.TrimSuffix(name, filepath.Ext(name)))
	if stem == "" {
		stem = "corso"
	}
	u := &Upload{ID: security.RandomString(32), Name: stem, Received: time.Now()}
	dir := filepath.Join(uploadsOf(app, user), u.ID)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep upload: %w", err)
	}
	u.path = filepath.Join(dir, stem+".zip")
	if err := receive(u.path, content, limit); err != nil {
		return nil, fmt.Errorf("keep upload: %w", errors.Join(err, os.RemoveAll(dir)))
	}
	return u, nil
}

func receive(path string, content io.Reader, limit int64) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(content, limit+1))
	if err == nil && n > limit {
		err = ErrUploadTooLarge
	}
	return errors.Join(err, f.Close())
}

// FindUpload returns the person's upload, or ErrNotFound.
func FindUpload(app core.App, user, id string) (*Upload, error) {
	if !uploadID.MatchString(id) {
		return nil, fmt.Errorf("upload: %w", ErrNotFound)
	}
	dir := filepath.Join(uploadsOf(app, user), id)
	archives, err := filepath.Glob(filepath.Join(dir, "*.zip"))
	if err != nil || len(archives) != 1 {
		return nil, fmt.Errorf("upload: %w", ErrNotFound)
	}
	info, err := os.Stat(archives[0])
	if err != nil || time.Since(info.ModTime()) > uploadLife {
		return nil, fmt.Errorf("upload: %w", ErrNotFound)
	}
	return &Upload{
		ID: id, Name: strings.TrimSuffix(filepath.Base(archives[0]), ".zip"), Received: info.ModTime(), path: archives[0],
	}, nil
}

// Open reads the archive. Close the tree when it is no longer needed.
func (u *Upload) Open(l Limits) (*Tree, error) { return openZip(u.path, l) }

// Discard removes the upload.
func (u *Upload) Discard() error { return os.RemoveAll(filepath.Dir(u.path)) }

func uploadsOf(app core.App, user string) string {
	return filepath.Join(app.DataDir(), uploadFolder, filepath.Base(user))
}

// sweepUploads removes everybody's expired uploads, and so many of the person's own that one more has room.
func sweepUploads(app core.App, user string) error {
	all, err := filepath.Glob(filepath.Join(app.DataDir(), uploadFolder, "*", "*"))
	if err != nil {
		return err
	}
	var own []string
	age := map[string]time.Time{}
	for _, dir := range all {
		info, err := os.Stat(dir)
		switch {
		case err != nil:
		case time.Since(info.ModTime()) > uploadLife:
			_ = os.RemoveAll(dir)
		case filepath.Dir(dir) == uploadsOf(app, user):
			own = append(own, dir)
			age[dir] = info.ModTime()
		}
	}
	for len(own) >= uploadsOfOne {
		oldest := 0
		for i := range own {
			if age[own[i]].Before(age[own[oldest]]) {
				oldest = i
			}
		}
		if err := os.RemoveAll(own[oldest]); err != nil {
			return fmt.Errorf("make room for an upload: %w", err)
		}
		own = append(own[:oldest], own[oldest+1:]...)
	}
	return nil
}
