package relay

import (
	"math/rand/v2"
	"time"
)

// Line is what one direction does to packets. Its zero value does nothing to them.
type Line struct {
	Loss      float64       // share of the packets that never arrive
	Duplicate float64       // share that arrives twice
	Reorder   float64       // share that is overtaken by those that come within Overtaken after it
	Delay     time.Duration // for all
	Jitter    time.Duration // at most, on top of it; packets keep their order
	Rate      int           // bits a second; 0: any number
	Queue     int           // bytes that may wait because of Rate; 0: what passes in 200 ms. The rest is lost
}

// Overtaken is by how much a packet that loses its place is late.
const Overtaken = 15 * time.Millisecond

// headers are the bytes of IP and UDP, which take their place on a line, too.
const headers = 28

// Counts are what became of the packets of one direction.
type Counts struct {
	Passed     int // once or twice
	Lost       int // by Loss
	Overflowed int // by Rate
	Cut        int // while the line was cut
	Duplicated int
	Reordered  int
}

// fates decides about one packet after the other, by its seed alone.
type fates struct {
	dice   *rand.Rand
	free   time.Time // when the line has carried what waits
	last   time.Time // when the last packet arrives that kept its place
	counts Counts
}

func newFates(seed, direction uint64) *fates {
	return &fates{dice: rand.New(rand.NewPCG(seed, direction))}
}

// next says when a packet arrives: never, once or twice. Each packet takes the same number of dice, whatever the line.
func (f *fates) next(l Line, size int, now time.Time) []time.Time {
	lost, twice, late, jitter := f.dice.Float64(), f.dice.Float64(), f.dice.Float64(), f.dice.Float64()
	if lost < l.Loss {
		f.counts.Lost++
		return nil
	}
	carried, ok := f.carry(l, size+headers, now)
	if !ok {
		f.counts.Overflowed++
		return nil
	}
	f.counts.Passed++
	due := carried.Add(l.Delay + time.Duration(jitter*float64(l.Jitter)))
	if due.Before(f.last) {
		due = f.last
	}
	if late < l.Reorder {
		f.counts.Reordered++
		due = due.Add(Overtaken)
	} else {
		f.last = due
	}
	if twice < l.Duplicate {
		f.counts.Duplicated++
		return []time.Time{due, due}
	}
	return []time.Time{due}
}

// carry says when the line has carried a packet, or that too much waits already.
func (f *fates) carry(l Line, size int, now time.Time) (time.Time, bool) {
	if l.Rate == 0 {
		return now, true
	}
	most := l.Queue
	if most == 0 {
		most = l.Rate / 8 / 5
	}
	if f.free.Before(now) {
		f.free = now
	}
	if f.free.Sub(now) > takes(most, l.Rate) {
		return now, false
	}
	f.free = f.free.Add(takes(size, l.Rate))
	return f.free, true
}

// takes is how long bytes take at a rate.
func takes(bytes, rate int) time.Duration {
	return time.Duration(float64(bytes*8) / float64(rate) * float64(time.Second))
}
