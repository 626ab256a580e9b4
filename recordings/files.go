package recordings

import (
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Root is the folder of all recordings of an academy.
func Root(app core.App) string { return filepath.Join(app.DataDir(), "recordings") }

// Folder is where a recording's files lie. Nobody but this package and who writes the film knows their names.
func Folder(app core.App, id string) string { return filepath.Join(Root(app), id) }

// CapturePath is what is written while it runs: it goes once the film is there.
func CapturePath(app core.App, id string) string { return filepath.Join(Folder(app, id), "capture") }

// FilmPath is where a film is to be written, but for its ending: a point and its format.
func FilmPath(app core.App, id string) string { return filepath.Join(Folder(app, id), "media") }

// MediaPath is the film.
func (r *Recording) MediaPath(app core.App) string { return FilmPath(app, r.Id) + "." + r.format() }

// CaptionsPath is what was said, as WebVTT. There is a file as soon as the recording is ready, be it without a cue.
func (r *Recording) CaptionsPath(app core.App) string {
	return filepath.Join(Folder(app, r.Id), "captions.vtt")
}

// ChaptersPath is where ReadChapters finds them.
func (r *Recording) ChaptersPath(app core.App) string {
	return filepath.Join(Folder(app, r.Id), "chapters.json")
}

// PosterPath is a picture of the film, a JPEG; see HasPoster.
func (r *Recording) PosterPath(app core.App) string {
	return filepath.Join(Folder(app, r.Id), "poster.jpg")
}

// Captured is until when something of a recording was written.
func Captured(app core.App, r *Recording) time.Time {
	info, err := os.Stat(CapturePath(app, r.Id))
	if err != nil {
		return r.Started()
	}
	return info.ModTime()
}

// makeFolder makes the folder of a recording.
func makeFolder(app core.App, id string) error { return os.MkdirAll(Folder(app, id), 0o700) }
