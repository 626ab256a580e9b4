package recordings

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/recordings/captions"
)

// Decisions about reading what is said, in place of watching it.
var (
	// ErrWordsLacking says that words are missing for too long: who reads them would miss what others hear.
	ErrWordsLacking = errors.New("the words of a film are not whole")
	// ErrTooSoon says that nobody can have read it all by now.
	ErrTooSoon = errors.New("read too soon")
)

// quickest is how many words somebody reads in a minute who is very quick at it.
const quickest = 600

// ReadingTakes is how long it takes at least to read so many words.
func ReadingTakes(words int) time.Duration {
	return time.Duration(words) * time.Minute / quickest
}

// Words are those of a lesson that is a film.
type Words struct {
	Cues  []captions.Cue
	Count int
	Whole bool // no stretch lacks captions: reading them is as good as watching
}

// WordsOf returns the words of a lesson, in its own time.
func WordsOf(app core.App, p *Publication, r *Recording) (Words, error) {
	cues, err := p.Captions(app, r)
	if err != nil {
		return Words{}, err
	}
	return Words{cues, len(strings.Fields(captions.Text(cues))), len(lacking(cues, 0, p.Length())) == 0}, nil
}

// OpenWords notes that a learner has the words of a lesson open, unless they had before or the lesson is fulfilled. It returns
// courses.ErrNotEnrolled or ErrNotPublished.
func OpenWords(app core.App, user, course, lesson string, now time.Time) error {
	err := app.RunInTransaction(func(tx core.App) error {
		v, err := newViewing(tx, user, course, lesson)
		if err != nil || v.done {
			return err
		}
		row, err := findWatching(tx, v.enrolment.Id, v.lesson.Id)
		if err != nil || !row.GetDateTime("opened").IsZero() {
			return err
		}
		row.Set("opened", now)
		if !row.IsNew() {
			return tx.SaveNoValidate(row)
		}
		v.enrolment.Set("last_lesson", v.lesson.Id)
		return v.keep(tx, row, []Span{}, firstCredit, now)
	})
	if err != nil {
		return fmt.Errorf("open the words of lesson %s: %w", lesson, err)
	}
	return nil
}

// ReadWords fulfils a lesson whose learner says that they have read its words. It returns what OpenWords does, ErrWordsLacking, or ErrTooSoon
// with the time that is left, counted from when they first had them open.
func ReadWords(app core.App, user, course, lesson string, now time.Time) (left time.Duration, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		v, err := newViewing(tx, user, course, lesson)
		if err != nil || v.done {
			return err
		}
		r, err := Find(tx, v.publication.Recording())
		if err != nil {
			return err
		}
		words, err := WordsOf(tx, v.publication, r)
		if err != nil {
			return err
		}
		if !words.Whole {
			return ErrWordsLacking
		}
		row, err := findWatching(tx, v.enrolment.Id, v.lesson.Id)
		if err != nil {
			return err
		}
		opened := row.GetDateTime("opened").Time()
		if opened.IsZero() {
			opened = now
		}
		if left = ReadingTakes(words.Count) - now.Sub(opened); left > 0 {
			return ErrTooSoon
		}
		if !row.IsNew() { // when it was has done its service
			row.Set("opened", types.DateTime{})
			if err := tx.SaveNoValidate(row); err != nil {
				return err
			}
		}
		return courses.Fulfil(tx, v.enrolment, requirementOf(v.lesson).String(), map[string]any{"read": words.Count})
	})
	if err != nil {
		return max(0, left), fmt.Errorf("read the words of lesson %s: %w", lesson, err)
	}
	return 0, nil
}
