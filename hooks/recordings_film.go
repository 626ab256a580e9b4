package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
	"aula/organisations"
	"aula/recordings"
	"aula/webinars"
	"aula/webrtc/recording"
)

// bindRecordings makes films of what was recorded, and deletes those whose time is over.
func bindRecordings(app core.App, queue *jobs.Queue, limits recordings.Limits) {
	queue.Register(recordings.Job, func(ctx context.Context, app core.App, payload json.RawMessage) error {
		return makeFilm(ctx, app, limits, payload)
	})
	bindRecordingRounds(app)
	app.OnRecordUpdate("jobs").BindFunc(noteFilmGivenUp)
	app.OnRecordDelete(recordings.Collection).BindFunc(func(e *core.RecordEvent) error { // by whatever: its webinar would take it along
		if _, err := recordings.OfRecording(e.App, e.Record.Id); !errors.Is(err, recordings.ErrNotPublished) {
			return errors.Join(recordings.ErrPublished, err)
		}
		return e.Next()
	})
	app.OnRecordAfterDeleteSuccess(recordings.Collection).BindFunc(func(e *core.RecordEvent) error {
		if err := recordings.RemoveFiles(e.App, e.Record.Id); err != nil { // its webinar may have taken it along
			e.App.Logger().Error("files of a recording stay", "recording", e.Record.Id, "error", err)
		}
		return e.Next()
	})
}

// noteFilmGivenUp says with a recording that its film was given up. Its capture stays: the job can be tried again.
func noteFilmGivenUp(e *core.RecordEvent) error {
	before := e.Record.Original()
	if err := e.Next(); err != nil {
		return err
	}
	state := jobs.State(e.Record.GetString("state"))
	if e.Record.GetString("kind") != recordings.Job || state != jobs.Failed && state != jobs.Discarded {
		return nil
	}
	var order recordings.Order
	if err := before.UnmarshalJSONField("payload", &order); err != nil {
		return fmt.Errorf("read order of a film: %w", err)
	}
	until, err := keptUntil(e.App, time.Now())
	if err != nil {
		return err
	}
	err = recordings.Fail(e.App, order.Recording, errors.New(e.Record.GetString("error")), until)
	if errors.Is(err, recordings.ErrNotFound) {
		return nil
	}
	return err
}

// makeFilm makes the film of one recording. It may be run again: it writes everything anew.
func makeFilm(ctx context.Context, app core.App, limits recordings.Limits, payload json.RawMessage) error {
	k, err := toBeFilmed(app, payload)
	if err != nil || k == nil {
		return err
	}
	until, err := keptUntil(app, time.Now())
	if err != nil {
		return err
	}
	story, err := storyOf(app, k)
	if err != nil {
		return err
	}
	film, err := writeFilm(ctx, app, limits, k, story)
	switch {
	case errors.Is(err, recording.ErrEmpty):
		return errors.Join(recordings.FailEmpty(app, k.Id, until), recordings.RemoveCapture(app, k.Id))
	case errors.Is(err, recording.ErrNoCapture), errors.Is(err, os.ErrNotExist):
		return errors.Join(recordings.Fail(app, k.Id, err, until), recordings.RemoveCapture(app, k.Id))
	case errors.Is(err, recordings.ErrNoRoom): // room is made by people, who then let it be tried again
		return fmt.Errorf("film of recording %s: %w: %w", k.Id, err, jobs.ErrGiveUp)
	case err != nil:
		return fmt.Errorf("film of recording %s: %w", k.Id, err)
	}
	if err := story.write(app, k, film); err != nil {
		return err
	}
	made := recordings.Film{Format: film.Format, Duration: film.Duration, Bytes: film.Bytes, Width: film.Width, Height: film.Height, Poster: film.Poster != nil, Unshown: film.Unshown}
	if err := recordings.Finish(app, k.Id, made, until); err != nil {
		return err
	}
	return recordings.RemoveCapture(app, k.Id)
}

// toBeFilmed is the recording of an order; nil: it is deleted, or its film made already.
func toBeFilmed(app core.App, payload json.RawMessage) (*recordings.Recording, error) {
	var order recordings.Order
	if err := json.Unmarshal(payload, &order); err != nil {
		return nil, fmt.Errorf("%w: %w", jobs.ErrGiveUp, err)
	}
	k, err := recordings.Find(app, order.Recording)
	switch {
	case errors.Is(err, recordings.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case k.State() == recordings.Processing:
		return k, nil
	case k.State() == recordings.Failed && !k.IsEmpty():
		return k, recordings.TryAgain(app, k)
	}
	return nil, nil
}

// writeFilm writes the film of a recording as long as the disk has room for it, or returns recordings.ErrNoRoom and leaves nothing of it.
func writeFilm(ctx context.Context, app core.App, limits recordings.Limits, k *recordings.Recording, s *story) (recording.Film, error) {
	room := func(more int64) error {
		free, known := limits.Left(app.DataDir())
		return limits.MayWrite(uint64(more), free, known)
	}
	capture := recordings.CapturePath(app, k.Id)
	info, err := os.Stat(capture)
	if err == nil {
		err = room(info.Size())
	}
	if err != nil {
		return recording.Film{}, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	film, err := recording.Make(ctx, capture, recordings.FilmPath(app, k.Id), s.slides, func(percent int) {
		if err := room(0); err != nil {
			stop(err)
		}
		if percent%5 == 0 {
			recordings.NoteProgress(app, k.Id, percent)
		}
	})
	if diskIsFull(err) { // others were faster
		err = fmt.Errorf("%w: %w", recordings.ErrNoRoom, err)
	}
	return film, err
}

// keptUntil is until when a recording of now is kept, as the centre wants it.
func keptUntil(app core.App, now time.Time) (time.Time, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return time.Time{}, err
	}
	return recordings.KeptUntil(now, centre.RecordingDays), nil
}

// story is what was shown and said beside sound and pictures, by the webinar's own clock.
type story struct {
	app      core.App
	webinar  string
	shown    []recordings.PageShown
	captions []webinars.Caption
}

func storyOf(app core.App, k *recordings.Recording) (*story, error) {
	events, err := webinars.EventsOf(app, k.Webinar())
	if err != nil {
		return nil, err
	}
	s := &story{app: app, webinar: k.Webinar()}
	for _, e := range events {
		if e.Kind != webinars.SlidesKind {
			continue
		}
		page := recordings.PageShown{At: e.At, Deck: e.Data.Deck, Page: e.Data.Page}
		if d, err := webinars.FindDeck(app, k.Webinar(), e.Data.Deck); err == nil {
			page.Title = d.Name
		} else {
			page.Deck = "" // taken away, or deleted since
		}
		s.shown = append(s.shown, page)
	}
	s.captions, err = webinars.Captions(app, k.Webinar(), 0)
	return s, err
}

// slides are the pages as pictures of the film, where they can be: those that browsers drew as WebP.
func (s *story) slides(started time.Time) []recording.Slide {
	var list []recording.Slide
	fs, err := s.app.NewFilesystem()
	if err != nil {
		return nil
	}
	defer fs.Close()
	for _, page := range s.shown {
		slide := recording.Slide{At: page.At.Sub(started)}
		if path, err := webinars.PagePath(s.app, s.webinar, page.Deck, page.Page); err == nil && page.Deck != "" {
			if content, err := fs.GetReader(path); err == nil {
				slide.Picture, slide.Width, slide.Height = recording.SlidePicture(content)
				_ = content.Close()
			}
		}
		list = append(list, slide)
	}
	return list
}

// write writes captions, chapters and the poster beside the film.
func (s *story) write(app core.App, k *recordings.Recording, film recording.Film) error {
	var said []recordings.Said
	for _, c := range s.captions {
		said = append(said, recordings.Said{At: c.At, Text: c.Text})
	}
	if err := recordings.WriteSaid(app, k, film.Started, film.Duration, said); err != nil {
		return err
	}
	if err := recordings.WriteChapters(app, k, recordings.ChaptersOf(film.Started, film.Duration, s.shown)); err != nil {
		return err
	}
	if film.Poster == nil {
		return nil
	}
	return os.WriteFile(k.PosterPath(app), film.Poster, 0o600)
}
