// Package webm writes films of VP8 pictures and Opus sound that browsers can seek in, for their duration and an index of keyframes (Cues)
// are in them; it reads them again, and cuts parts out without decoding anything. And it writes sound as a stream without an end.
package webm

import (
	"errors"
	"fmt"
	"time"
)

// Decisions that a caller can take.
var (
	ErrNotWebM  = errors.New("file is no WebM of VP8 and Opus")
	ErrNothing  = errors.New("nothing of the film is in that part")
	errTooLarge = fmt.Errorf("element is too large: %w", ErrNotWebM)
)

// Tracks says what a film has.
type Tracks struct {
	Width, Height int // 0: no pictures
	Sound         bool
}

// Block is a frame of pictures, or a packet of sound.
type Block struct {
	Video    bool
	At       time.Duration
	Keyframe bool // it needs none before it, as all sound
	Data     []byte
}

// The elements that are written or read (RFC 9559).
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
	idMuxer       = 0x4D80
	idWriter      = 0x5741
	idTracks      = 0x1654AE6B
	idTrack       = 0xAE
	idTrackNumber = 0xD7
	idTrackUID    = 0x73C5
	idTrackType   = 0x83
	idCodec       = 0x86
	idPrivate     = 0x63A2
	idDelay       = 0x56AA
	idPreRoll     = 0x56BB
	idVideo       = 0xE0
	idWidth       = 0xB0
	idHeight      = 0xBA
	idAudio       = 0xE1
	idRate        = 0xB5
	idChannels    = 0x9F
	idLacing      = 0x9C
	idCluster     = 0x1F43B675
	idTimestamp   = 0xE7
	idSimpleBlock = 0xA3
	idBlockGroup  = 0xA0
	idBlock       = 0xA1
	idReference   = 0xFB
	idCues        = 0x1C53BB6B
	idCuePoint    = 0xBB
	idCueTime     = 0xB3
	idCuePlace    = 0xB7
	idCueTrack    = 0xF7
	idCueCluster  = 0xF1
)

// The codecs, as they are named.
const (
	vp8  = "V_VP8"
	opus = "A_OPUS"
)
