package recordings

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/jobs"
	"aula/recordings/captions"
)

// Decisions about a publication that a caller can take.
var (
	ErrPublished    = errors.New("recording is a lesson already")
	ErrNotPublished = errors.New("recording is no lesson")
	ErrTitle        = errors.New("a lesson needs a title, of at most 200 characters")
)

// Publications is the collection of what recordings are lessons.
const Publications = "recording_lessons"

// titleAtMost is how many characters the title of a lesson may have.
const titleAtMost = 200

// LessonJob is the kind of the job that makes the film of a lesson; its payload is LessonOrder.
const LessonJob = "recording_lesson"

// LessonOrder says of which publication to make which version.
type LessonOrder struct {
	Publication string `json:"publication"`
	Version     int    `json:"version"`
}

// PublicationState is where a lesson of a recording stands.
type PublicationState string

// The states of a lesson of a recording. A lesson that is there already is shown as it was while another version is prepared, and when that
// fails.
const (
	Preparing PublicationState = "preparing"
	Shown     PublicationState = "ready"
	NotMade   PublicationState = "failed"
)

// Publication ties a recording to the lesson that it is.
type Publication struct{ core.BaseRecordProxy }

func publication(r *core.Record) *Publication {
	p := &Publication{}
	p.SetProxyRecord(r)
	return p
}

func (p *Publication) Recording() string       { return p.GetString("recording") }
func (p *Publication) Course() string          { return p.GetString("course") }
func (p *Publication) Lesson() string          { return p.GetString("lesson") } // empty until its film is there
func (p *Publication) Title() string           { return p.GetString("title") }
func (p *Publication) After() string           { return p.GetString("after") } // see courses.Made
func (p *Publication) State() PublicationState { return PublicationState(p.GetString("state")) }
func (p *Publication) Problem() string         { return p.GetString("error") }         // for operators
func (p *Publication) Version() int            { return p.GetInt("version") }          // of its film; 0: there is none yet
func (p *Publication) From() time.Duration     { return millis(p.GetInt("cut_from")) } // of the recording, where the lesson's film begins
func (p *Publication) To() time.Duration       { return millis(p.GetInt("cut_to")) }   // and where it ends
func (p *Publication) Picture() time.Duration  { return millis(p.GetInt("picture")) }  // after how long its first picture comes
func (p *Publication) Length() time.Duration   { return p.To() - p.From() }            //
func (p *Publication) wanted() (a, b time.Duration) {
	return millis(p.GetInt("next_from")), millis(p.GetInt("next_to"))
}

// MediaPath is the lesson's film: nothing that was cut away is in it.
func (p *Publication) MediaPath(app core.App, r *Recording) string {
	if p.showsAll(r) {
		return r.MediaPath(app)
	}
	return versionPath(app, r, p.Version())
}

func (p *Publication) showsAll(r *Recording) bool { return p.From() == 0 && p.To() >= r.Duration() }

func versionPath(app core.App, r *Recording, version int) string {
	return filepath.Join(Folder(app, r.Id), fmt.Sprintf("lesson-%d.%s", version, r.format()))
}

// Captions are the lesson's, timed from where its film begins.
func (p *Publication) Captions(app core.App, r *Recording) ([]captions.Cue, error) {
	cues, err := ReadCaptions(app, r)
	return captions.Cut(cues, p.From(), p.To()), err
}

// Chapters are the lesson's, timed from where its film begins. The one that is under way then begins with it.
func (p *Publication) Chapters(app core.App, r *Recording) ([]Chapter, error) {
	all, err := ReadChapters(app, r)
	return within(all, p.From(), p.To()), err
}

func within(all []Chapter, from, to time.Duration) []Chapter {
	var list []Chapter
	for _, c := range all {
		if c.Begins() >= to {
			break
		}
		c.At = max(0, c.At-from.Seconds())
		if c.At == 0 && len(list) > 0 {
			list = list[:0]
		}
		list = append(list, c)
	}
	return list
}

// OfRecording returns the publication of a recording, or ErrNotPublished.
func OfRecording(app core.App, recording string) (*Publication, error) {
	return findPublication(app, dbx.HashExp{"recording": recording})
}

// OfLesson returns the publication that is a lesson and its recording, or ErrNotPublished.
func OfLesson(app core.App, lesson string) (*Publication, *Recording, error) {
	p, err := findPublication(app, dbx.HashExp{"lesson": lesson})
	if err != nil {
		return nil, nil, err
	}
	r, err := Find(app, p.Recording())
	return p, r, err
}

func findPublication(app core.App, which dbx.Expression) (*Publication, error) {
	r := &core.Record{}
	err := app.RecordQuery(Publications).AndWhere(which).Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotPublished
	}
	if err != nil {
		return nil, fmt.Errorf("lesson of a recording: %w", err)
	}
	return publication(r), nil
}

// Publish makes a lesson of what is shown of a recording, at the end of a course. It is there once its film is: LessonJob makes it. Until
// the lesson is withdrawn, nothing deletes the recording. strict refuses one without captions for longer than LongestSilence. It returns
// ErrNotReady, ErrChanged, ErrPublished, ErrTitle, courses.ErrNotFound or an *UncoveredError.
func Publish(app core.App, id string, revision int, course, title, by string, strict bool) (*Publication, error) {
	var p *Publication
	_, err := change(app, id, revision, func(tx core.App, r *Recording) error {
		if _, err := OfRecording(tx, id); !errors.Is(err, ErrNotPublished) {
			return errors.Join(ErrPublished, err)
		}
		if _, err := courses.FindByID(tx, course); err != nil {
			return err
		}
		c, err := tx.FindCachedCollectionByNameOrId(Publications)
		if err != nil {
			return err
		}
		p = publication(core.NewRecord(c))
		p.Set("recording", id)
		p.Set("course", course)
		p.Set("by", by)
		r.KeepUntil(time.Time{})
		return order(tx, r, p, title, strict)
	})
	return p, err
}

// Renew makes the lesson of a recording anew, of what is shown of it now. Learners see the former film until the new one is there. It
// returns what Publish does, and ErrNotPublished.
func Renew(app core.App, id string, revision int, title string, strict bool) (*Publication, error) {
	var p *Publication
	_, err := change(app, id, revision, func(tx core.App, r *Recording) (err error) {
		if p, err = OfRecording(tx, id); err != nil {
			return err
		}
		return order(tx, r, p, title, strict)
	})
	return p, err
}

func order(tx core.App, r *Recording, p *Publication, title string, strict bool) error {
	title = strings.TrimSpace(title)
	if title == "" || utf8.RuneCountInString(title) > titleAtMost || captions.Clean(title) != title || strings.Contains(title, "\n") {
		return ErrTitle
	}
	if strict {
		gaps, err := Lacking(tx, r)
		if err != nil {
			return err
		}
		if len(gaps) > 0 {
			return &UncoveredError{gaps}
		}
	}
	from, to := r.Part()
	p.Set("title", title)
	p.Set("state", string(Preparing))
	p.Set("error", "")
	p.Set("next_from", from.Milliseconds())
	p.Set("next_to", to.Milliseconds())
	if err := tx.Save(p); err != nil {
		return err
	}
	version := r.Revision() // which has just been raised, and is nobody else's
	return jobs.Add(tx, LessonJob, fmt.Sprintf("%s:%d", p.Id, version), LessonOrder{p.Id, version})
}

// Place lets the lesson of a recording stand after another one of its course, at once or as soon as it is there; see courses.Made. It returns
// ErrNotPublished or courses.ErrNotFound.
func Place(app core.App, recording, after string) error {
	err := app.RunInTransaction(func(tx core.App) error {
		p, err := OfRecording(tx, recording)
		if err != nil {
			return err
		}
		p.Set("after", after)
		if err := tx.Save(p); err != nil {
			return err
		}
		if p.Lesson() == "" {
			return courses.CheckPlace(tx, p.Course(), after)
		}
		return courses.PlaceMade(tx, p.Lesson(), after)
	})
	if err != nil {
		return fmt.Errorf("place lesson of recording %s: %w", recording, err)
	}
	return nil
}

// putLesson writes the lesson that the publication is: its words are those of its captions.
func putLesson(tx core.App, p *Publication, cues []captions.Cue) error {
	l, err := courses.PutMade(tx, p.Course(), courses.Made{
		Origin: "recording:" + p.Recording(), Title: p.Title(), Minutes: int((p.Length() + time.Minute - 1) / time.Minute),
		Text: captions.Text(captions.Cut(cues, p.From(), p.To())), After: p.After(),
	})
	if err != nil {
		return err
	}
	p.Set("lesson", l.Id)
	return nil
}

// Withdraw takes the lesson of a recording away and gives the recording its day again: until then it is kept. What learners have fulfilled
// by it stays theirs. It returns ErrNotPublished.
func Withdraw(app core.App, recording string, until time.Time) error {
	err := app.RunInTransaction(func(tx core.App) error {
		p, err := OfRecording(tx, recording)
		if err != nil {
			return err
		}
		if p.Lesson() != "" {
			if err := courses.WithdrawMade(tx, p.Lesson()); err != nil && !errors.Is(err, courses.ErrNotFound) {
				return err
			}
		}
		if err := tx.Delete(p); err != nil {
			return err
		}
		return Release(tx, recording, until)
	})
	if err != nil {
		return fmt.Errorf("withdraw lesson of recording %s: %w", recording, err)
	}
	return removeVersions(app, recording, "")
}

// Release gives a recording that is no lesson any more its day again. One that has gone stays so.
func Release(app core.App, recording string, until time.Time) error {
	r, err := Find(app, recording)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil || !r.Until().IsZero() {
		return err
	}
	r.KeepUntil(until)
	return app.Save(r)
}
