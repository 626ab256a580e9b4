// Package mp4 writes films of H.264 pictures and Opus sound that browsers begin at once and seek in, for what tells where everything is
// comes first in the file; and it cuts parts out of such films without decoding anything. It reads no other films.
package mp4

import (
	"errors"
	"io"
)

// Decisions that a caller can take.
var (
	ErrNotMP4  = errors.New("file is no MP4 of ours")
	ErrNothing = errors.New("nothing of the film is in that part")
)

// File is where a film is written, as *os.File. It is empty before.
type File interface {
	io.Writer
	io.ReaderAt
	io.WriterAt
}

// Ticks a second: of the film as a whole, of its pictures as RTP counts them, of its sound as Opus does.
const (
	movieScale   = 1000
	pictureScale = 90000
	soundScale   = 48000
)

// preSkip is how much of Opus' beginning is not to be heard, in its ticks: a decoder's delay.
const preSkip = 312
