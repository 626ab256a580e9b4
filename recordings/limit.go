package recordings

import (
	"errors"
	"time"
)

var (
	// ErrNoSpace says that the disk has too little room to record.
	ErrNoSpace = errors.New("too little room to record")
	// ErrNoRoom says that the disk has too little room for a film. What was captured stays, so that it can be made once there is.
	ErrNoRoom = errors.New("too little room on the disk for the film")
)

// Limits bound what the recordings of a webinar may take.
type Limits struct {
	Longest time.Duration // of all of them; 0: as the webinar's plan or the centre says
	Reserve uint64        // bytes that the disk keeps for everything else
	Begin   uint64        // bytes that one may take at least, and its film again, for it to begin
	Free    func(dir string) (bytes uint64, known bool)
}

// Standard are the limits of every academy.
var Standard = Limits{Reserve: 1 << 30, Begin: 175 << 20} // to begin: a quarter of an hour

// Left is how much room the disk of a folder has; false: it does not say.
func (l Limits) Left(dir string) (bytes uint64, known bool) {
	if l.Free == nil {
		return 0, false
	}
	return l.Free(dir)
}

// MayBegin returns ErrNoSpace if a disk with so much room left is too full to begin, a disk that says nothing may, and ErrNoTime if what was
// recorded before lasted for as long as all may.
func (l Limits) MayBegin(before time.Duration, free uint64, known bool) error {
	switch {
	case l.Longest-before < leastLeft:
		return ErrNoTime
	case known && free < l.Reserve+2*l.Begin:
		return ErrNoSpace
	}
	return nil
}

// Warning says how many minutes are left, counted up, once it is time to warn of the end.
func (l Limits) Warning(lasted time.Duration) (minutes int, due bool) {
	left := l.Longest - lasted
	return int((left + time.Minute - 1) / time.Minute), left <= WarnedBefore
}

// MustEnd says why a recording that runs must end now; empty: it may go on. It and those before it lasted so long; its film takes about as
// much again as was captured. Stills among H.264 may take 550 MB an hour more, which the reserve is to bear: see MayWrite.
func (l Limits) MustEnd(lasted time.Duration, captured, free uint64, known bool) Reason {
	switch {
	case lasted >= l.Longest:
		return TooLong
	case known && free < l.Reserve+captured:
		return DiskFull
	}
	return ""
}

// MayWrite returns ErrNoRoom if a film of which about so many bytes are still to be written would leave less than a quarter of the reserve on
// a disk with so much room left. A disk that says nothing has room.
func (l Limits) MayWrite(more, free uint64, known bool) error {
	if known && free < l.Reserve/4+more {
		return ErrNoRoom
	}
	return nil
}
