package recordings

import (
	"errors"
	"time"
)

// ErrNoSpace says that the disk has too little room to record.
var ErrNoSpace = errors.New("too little room to record")

// Limits bound what one recording may take.
type Limits struct {
	Longest time.Duration // of one
	Reserve uint64        // bytes that the disk keeps for everything else
	Begin   uint64        // bytes that one may take at least, and its film again, for it to begin
	Free    func(dir string) (bytes uint64, known bool)
}

// Standard are the limits of every academy.
var Standard = Limits{Longest: 4 * time.Hour, Reserve: 1 << 30, Begin: 175 << 20} // to begin: a quarter of an hour

// Left is how much room the disk of a folder has; false: it does not say.
func (l Limits) Left(dir string) (bytes uint64, known bool) {
	if l.Free == nil {
		return 0, false
	}
	return l.Free(dir)
}

// MayBegin returns ErrNoSpace if a disk with so much room left is too full to begin. A disk that says nothing may.
func (l Limits) MayBegin(free uint64, known bool) error {
	if known && free < l.Reserve+2*l.Begin {
		return ErrNoSpace
	}
	return nil
}

// MustEnd says why a recording that runs must end now; empty: it may go on. Its film takes as much again as was captured.
func (l Limits) MustEnd(lasted time.Duration, captured, free uint64, known bool) Reason {
	switch {
	case lasted >= l.Longest:
		return TooLong
	case known && free < l.Reserve+captured:
		return DiskFull
	}
	return ""
}
