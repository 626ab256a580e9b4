package recordings

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Decisions about a change that a caller can take.
var (
	// ErrChanged says that somebody else has changed the recording since it was read.
	ErrChanged = errors.New("recording was changed by somebody else")
	// ErrPart says that the part to be shown is none of the film, or shorter than a second.
	ErrPart = errors.New("no part of the film")
)

// shortest is how long what is shown must be.
const shortest = time.Second

// Revision is how often people have changed the recording: who saves says which one was read.
func (r *Recording) Revision() int { return r.GetInt("revision") }

// Part is what is shown of the film: all of it, unless somebody has said otherwise.
func (r *Recording) Part() (from, to time.Duration) {
	from, to = millis(r.GetInt("cut_from")), millis(r.GetInt("cut_to"))
	if length := r.Duration(); to == 0 || to > length {
		to = length
	}
	return from, to
}

func millis(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// Trim says which part of the film is shown. It returns ErrNotReady, ErrChanged or ErrPart.
func Trim(app core.App, id string, revision int, from, to time.Duration) (*Recording, error) {
	return change(app, id, revision, func(_ core.App, r *Recording) error {
		length := r.Duration()
		if from < 0 || to-from < shortest || to > length+time.Second {
			return ErrPart
		}
		r.Set("cut_from", from.Milliseconds())
		r.Set("cut_to", min(to, length).Milliseconds())
		if to >= length {
			r.Set("cut_to", 0)
		}
		return nil
	})
}

// change lets somebody change a recording that is ready, in the revision that was read, and counts that.
func change(app core.App, id string, revision int, act func(tx core.App, r *Recording) error) (*Recording, error) {
	var changed *Recording
	err := app.RunInTransaction(func(tx core.App) error {
		r, err := Find(tx, id)
		if err != nil {
			return err
		}
		switch {
		case r.State() != Ready:
			return ErrNotReady
		case r.Revision() != revision:
			return ErrChanged
		}
		r.Set("revision", revision+1)
		if err := act(tx, r); err != nil {
			return err
		}
		changed = r
		return tx.Save(r)
	})
	if err != nil {
		return nil, fmt.Errorf("change recording %s: %w", id, err)
	}
	return changed, nil
}
