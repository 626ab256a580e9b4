// Package webm cuts a part out of a film in WebM without decoding anything: sound from the moment asked for, pictures from the first
// whole one after it, so that nothing of what comes before or after is in the new file. It makes no films of its own but small ones for
// tests; those of webinars come from webrtc/recording.
package webm

import "errors"

// Decisions that a caller can take.
var (
	ErrNotWebM  = errors.New("file is no WebM")
	ErrNothing  = errors.New("nothing of the film is in that part")
	errTooLarge = errors.New("element is too large")
)

// The elements that are read or written, by their numbers in the Matroska specification.
const (
	idEBML        = 0x1A45DFA3
	idSegment     = 0x18538067
	idSeekHead    = 0x114D9B74
	idSeek        = 0x4DBB
	idSeekID      = 0x53AB
	idSeekAt      = 0x53AC
	idInfo        = 0x1549A966
	idScale       = 0x2AD7B1
	idDuration    = 0x4489
	idTracks      = 0x1654AE6B
	idTrack       = 0xAE
	idTrackNumber = 0xD7
	idTrackType   = 0x83
	idCluster     = 0x1F43B675
	idTimestamp   = 0xE7
	idSimpleBlock = 0xA3
	idBlockGroup  = 0xA0
	idBlock       = 0xA1
	idReference   = 0xFB
	idCues        = 0x1C53BB6B
	idCuePoint    = 0xBB
	idCueTime     = 0xB3
	idCuePlaces   = 0xB7
	idCueTrack    = 0xF7
	idCueCluster  = 0xF1
)

const (
	video = 1 // a track's type
	audio = 2
)

// Most that is held in memory at once: a picture, or the head of a film.
const elementAtMost = 32 << 20
