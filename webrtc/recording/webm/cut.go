package webm

import (
	"errors"
	"io"
	"time"
)

// Cut writes the part of a film from one moment to another, and nothing of the rest. Pictures can begin with a keyframe only: the part
// begins with the last one at or before from, or with the first one after it if there is none; it says by how much it begins earlier.
// Where to is 0 it goes on to the end.
func Cut(from io.ReadSeeker, out io.WriteSeeker, begin, to time.Duration) (starts, lasts time.Duration, err error) {
	starts, err = keyframeBefore(from, begin)
	if err != nil {
		return 0, 0, err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	r, err := NewReader(from)
	if err != nil {
		return 0, 0, err
	}
	w, err := NewWriter(out, r.Tracks)
	if err != nil {
		return 0, 0, err
	}
	for {
		b, err := r.Next()
		if errors.Is(err, io.EOF) || err == nil && to > 0 && b.At >= to {
			break
		}
		if err != nil {
			return 0, 0, err
		}
		switch {
		case b.At < starts:
		case b.Video:
			err = w.Picture(b.At-starts, b.Data, b.Keyframe)
		default:
			err = w.Sound(b.At-starts, 20*time.Millisecond, b.Data)
		}
		if err != nil {
			return 0, 0, err
		}
	}
	lasts, err = w.Close()
	return starts, lasts, err
}

// keyframeBefore is when the last keyframe was at or before a moment; the moment itself in a film without pictures.
func keyframeBefore(from io.ReadSeeker, at time.Duration) (time.Duration, error) {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	r, err := NewReader(from)
	if err != nil {
		return 0, err
	}
	if r.Width == 0 {
		return at, nil
	}
	last := time.Duration(-1)
	for {
		b, err := r.Next()
		if errors.Is(err, io.EOF) {
			return max(last, 0), nil
		}
		if err != nil {
			return 0, err
		}
		if b.Video && b.Keyframe && (b.At <= at || last < 0) {
			last = b.At
		}
		if b.At > at && last >= 0 {
			return min(last, at), nil
		}
	}
}
