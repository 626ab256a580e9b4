// Package loss notices which packets of a received stream are missing and when to ask for them. It sends nothing.
package loss

import "time"

// How a missing packet is asked for.
const (
	patience = 5 * time.Millisecond  // for packets that overtook each other
	pause    = 60 * time.Millisecond // between two requests
	tries    = 10
	most     = 256 // missing at once; beyond that a keyframe is cheaper
)

type gap struct {
	sequence uint16
	due      time.Time
	asked    int
}

// Tracker is one stream's memory of its gaps, for one goroutine at a time. Its zero value has seen nothing.
type Tracker struct {
	began   bool
	highest uint16
	gaps    []gap
	missed  uint64
}

// Seen notes a packet that came. It says true if so many are missing that asking for them is no use.
func (t *Tracker) Seen(sequence uint16, now time.Time) (hopeless bool) {
	if !t.began {
		t.began, t.highest = true, sequence
		return false
	}
	ahead := int16(sequence - t.highest)
	if ahead <= 0 {
		t.found(sequence)
		return false
	}
	if len(t.gaps)+int(ahead)-1 > most {
		t.gaps, t.highest = t.gaps[:0], sequence
		return true
	}
	for s := t.highest + 1; s != sequence; s++ {
		t.gaps = append(t.gaps, gap{sequence: s, due: now.Add(patience)})
	}
	t.highest = sequence
	return false
}

func (t *Tracker) found(sequence uint16) {
	for i := range t.gaps {
		if t.gaps[i].sequence == sequence {
			t.gaps = append(t.gaps[:i], t.gaps[i+1:]...)
			return
		}
	}
}

// Due returns what to ask for now, and forgets what has been asked for often enough.
func (t *Tracker) Due(now time.Time) []uint16 {
	var due []uint16
	kept := t.gaps[:0]
	for _, g := range t.gaps {
		if !now.Before(g.due) {
			if g.asked == tries {
				continue
			}
			if g.asked == 0 {
				t.missed++
			}
			g.asked++
			g.due = now.Add(pause)
			due = append(due, g.sequence)
		}
		kept = append(kept, g)
	}
	t.gaps = kept
	return due
}

// Missed is how many packets were ever asked for: lost on the way, or later than patience.
func (t *Tracker) Missed() uint64 { return t.missed }
