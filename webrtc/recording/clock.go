package recording

import (
	"math"
	"slices"
	"sort"
	"time"
)

// How clocks are read. What a network delays is never early: the least delay within a while is the best that is known.
const (
	calm      = 30 * time.Second       // that while, before and after
	sampling  = 2 * time.Second        // between two points of a clock
	sameClock = 250 * time.Millisecond // by how much two tracks of one person may differ and still share a clock
	nonsense  = time.Second            // by how much a report may contradict what came, before its clock counts as wrong
)

// point ties a track's timestamp to our clock.
type point struct {
	stamp int64
	at    time.Duration
}

// clock says when a timestamp of a track was, by points in order.
type clock struct {
	rate   float64 // ticks a second
	points []point
}

// at is when a timestamp was. Between two points it runs as they say, outside of them as fast as its rate.
func (c *clock) at(stamp int64) time.Duration {
	i := sort.Search(len(c.points), func(i int) bool { return c.points[i].stamp > stamp })
	switch {
	case len(c.points) == 0:
		return time.Duration(float64(stamp) / c.rate * float64(time.Second))
	case i == 0, i == len(c.points):
		p := c.points[max(0, i-1)]
		return p.at + time.Duration(float64(stamp-p.stamp)/c.rate*float64(time.Second))
	}
	a, b := c.points[i-1], c.points[i]
	return a.at + time.Duration(float64(b.at-a.at)*float64(stamp-a.stamp)/float64(b.stamp-a.stamp))
}

// sample is what was seen of a clock at a moment: by how much ours was ahead.
type sample struct {
	arrived time.Duration
	ahead   time.Duration
}

// settle replaces what each sample says by the least of those around it. They come in order of arrival.
func settle(list []sample) []time.Duration {
	least := make([]time.Duration, len(list))
	var window []int // of samples that may be the least, the least first
	next := 0
	for i := range list {
		for ; next < len(list) && list[next].arrived <= list[i].arrived+calm; next++ {
			for len(window) > 0 && list[window[len(window)-1]].ahead >= list[next].ahead {
				window = window[:len(window)-1]
			}
			window = append(window, next)
		}
		for list[window[0]].arrived < list[i].arrived-calm {
			window = window[1:]
		}
		least[i] = list[window[0]].ahead
	}
	return least
}

// watched is what was seen of a track's clock.
type watched struct {
	track   Track
	stamps  unwrapper
	arrived []point // at most one each while: the packet that was least late
	reports []report
}

type report struct {
	stamp   int64
	said    time.Duration // by the publisher's clock
	arrived time.Duration
}

// packet notes when a packet came.
func (w *watched) packet(stamp int64, arrived time.Duration) {
	n := len(w.arrived)
	if n == 0 || arrived/sampling != w.arrived[n-1].at/sampling {
		w.arrived = append(w.arrived, point{stamp, arrived})
		return
	}
	last := &w.arrived[n-1]
	if w.ahead(point{stamp, arrived}) < w.ahead(*last) {
		*last = point{stamp, arrived}
	}
}

func (w *watched) ahead(p point) time.Duration {
	return p.at - time.Duration(float64(p.stamp)/float64(w.track.Clock)*float64(time.Second))
}

// byArrival is the clock as packets came.
func (w *watched) byArrival() *clock {
	c := &clock{rate: float64(w.track.Clock)}
	list := make([]sample, len(w.arrived))
	for i, p := range w.arrived {
		list[i] = sample{p.at, w.ahead(p)}
	}
	for i, ahead := range settle(list) {
		c.add(w.arrived[i].stamp, ahead+w.arrived[i].at-list[i].ahead)
	}
	return c
}

// add puts a point behind the others, if time goes on by it.
func (c *clock) add(stamp int64, at time.Duration) {
	if n := len(c.points); n > 0 && (stamp <= c.points[n-1].stamp || at <= c.points[n-1].at) {
		return
	}
	c.points = append(c.points, point{stamp, at})
}

// ntp is a moment of a publisher's clock, whose zero means nothing.
func ntp(n uint64) time.Duration {
	return time.Duration(n>>32)*time.Second + time.Duration(math.Round(float64(n&0xffffffff)/(1<<32)*float64(time.Second)))
}

// clocks are those of all tracks. Tracks of one person that share a publisher's clock are tied to ours together, so that lips and voice
// agree however each of them drifts.
func clocks(all map[int]*watched) map[int]*clock {
	result := map[int]*clock{}
	byPerson := map[string][]*watched{}
	for id, w := range all {
		result[id] = w.byArrival()
		if w.sound(result[id]) {
			byPerson[w.track.Person] = append(byPerson[w.track.Person], w)
		}
	}
	for _, list := range byPerson {
		slices.SortFunc(list, func(a, b *watched) int { return a.track.ID - b.track.ID })
		for len(list) > 0 {
			var same, others []*watched
			for _, w := range list {
				if d := w.reports[0].ahead() - list[0].reports[0].ahead(); d.Abs() < sameClock || w == list[0] {
					same = append(same, w)
				} else {
					others = append(others, w)
				}
			}
			for id, c := range byReports(same) {
				result[id] = c
			}
			list = others
		}
	}
	return result
}

func (r report) ahead() time.Duration { return r.arrived - r.said }

// sound says whether a track's reports can be believed: that they say nothing very different from what came.
func (w *watched) sound(c *clock) bool {
	if len(w.reports) == 0 {
		return false
	}
	first := w.reports[0]
	for _, r := range w.reports {
		passed := c.at(r.stamp) - c.at(first.stamp)
		if (r.said-first.said-passed).Abs() > nonsense || (c.at(r.stamp)-r.arrived).Abs() > 10*nonsense {
			return false
		}
	}
	return true
}

// byReports ties the tracks of one publisher to our clock by what it reported.
func byReports(same []*watched) map[int]*clock {
	type place struct {
		track int
		r     report
	}
	var all []place
	for _, w := range same {
		for _, r := range w.reports {
			all = append(all, place{w.track.ID, r})
		}
	}
	slices.SortFunc(all, func(a, b place) int { return int(a.r.arrived - b.r.arrived) })
	list := make([]sample, len(all))
	for i, p := range all {
		list[i] = sample{p.r.arrived, p.r.ahead()}
	}
	result := map[int]*clock{}
	for _, w := range same {
		result[w.track.ID] = &clock{rate: float64(w.track.Clock)}
	}
	for i, ahead := range settle(list) {
		result[all[i].track].add(all[i].r.stamp, all[i].r.said+ahead)
	}
	return result
}

// unwrapper counts on where timestamps of 32 bits begin anew.
type unwrapper struct {
	began bool
	last  int64
}

func (u *unwrapper) next(stamp uint32) int64 {
	if !u.began {
		u.began, u.last = true, int64(stamp)+1<<32
		return u.last
	}
	n := u.last + int64(int32(stamp-uint32(u.last)))
	u.last = max(u.last, n)
	return n
}
