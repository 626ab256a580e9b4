// Package recording keeps what a room's stage shows and sounds of while it is live (a capture: packets as they came, crash-safe), and
// makes a film of it afterwards that browsers can seek in. It knows neither people's names nor where films belong.
//
// A capture keeps packets, not frames, and the publishers' own clocks beside ours: what came late, who spoke when and how clocks drifted
// is decided afterwards, when all of it is known, at leisure.
package recording

import "errors"

var (
	// ErrNoCapture says that a file is no capture, or that nothing of it can be read.
	ErrNoCapture = errors.New("no capture")
	// ErrEmpty says that nothing was shown or said.
	ErrEmpty = errors.New("nothing was recorded")
)
