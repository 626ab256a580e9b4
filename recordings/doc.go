// Package recordings keeps what was recorded of webinars: where each stands, which files it has, until when it is kept. How a film is
// captured and written is in webrtc/recording and tied to this in hooks/room_recording.go and hooks/recordings.go.
package recordings

import "errors"

// Decisions that a caller can take.
var (
	// ErrNotFound says that there is no such recording.
	ErrNotFound = errors.New("no such recording")
	// ErrNotReady says that its film is not written yet, or never will be.
	ErrNotReady = errors.New("recording is not ready")
	// ErrRunning says that it is still being recorded or processed.
	ErrRunning = errors.New("recording is still running")
)
