package recordings

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ErrNoTime says that a webinar has been recorded for as long as it may be.
var ErrNoTime = errors.New("webinar has been recorded for as long as may be")

// How long the recordings of one webinar may last together.
const (
	StandardMinutes = 4 * 60 // where nobody says otherwise
	LeastMinutes    = 5
	MostMinutes     = 12 * 60
)

// leastLeft is what must be left for a recording to begin.
const leastLeft = time.Minute

// WarnedBefore is how long before a recording ends by itself its hosts are told.
const WarnedBefore = 10 * time.Minute

// Longest is how long the recordings of a webinar may last together: as its plan says, else as the centre does; 0: it says nothing.
func Longest(plan, centre int) time.Duration {
	for _, minutes := range []int{plan, centre} {
		if minutes > 0 {
			return time.Duration(minutes) * time.Minute
		}
	}
	return StandardMinutes * time.Minute
}

// Lasted is how long the recordings of a webinar last together that have stopped and are kept, those left out in which nothing was.
func Lasted(app core.App, webinar string) (time.Duration, error) {
	list, err := all(app, dbx.HashExp{"webinar": webinar})
	if err != nil {
		return 0, fmt.Errorf("length of recordings of webinar %s: %w", webinar, err)
	}
	var sum time.Duration
	for _, r := range list {
		switch {
		case r.State() == Ready:
			sum += r.Duration()
		case !r.IsEmpty() && !r.Ended().IsZero():
			sum += r.Ended().Sub(r.Started())
		}
	}
	return sum, nil
}
