package relay

import (
	"container/heap"
	"sync"
	"time"
)

// parcel is a packet on its way.
type parcel struct {
	due   time.Time
	order int // of those that are due together
	bytes []byte
	send  func([]byte)
}

// parcels are a heap, the next one first.
type parcels []parcel

func (p parcels) Len() int      { return len(p) }
func (p parcels) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p parcels) Less(i, j int) bool {
	if p[i].due.Equal(p[j].due) {
		return p[i].order < p[j].order
	}
	return p[i].due.Before(p[j].due)
}
func (p *parcels) Push(x any) { *p = append(*p, x.(parcel)) }
func (p *parcels) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// link is one direction: what waits on it, and the goroutine that delivers it.
type link struct {
	mu    sync.Mutex // guards what follows
	line  Line
	cut   bool
	fates *fates
	queue parcels
	order int

	wake  chan struct{}
	stop  chan struct{}
	ended chan struct{}
}

func startLink(seed, direction uint64) *link {
	l := &link{fates: newFates(seed, direction), wake: make(chan struct{}, 1), stop: make(chan struct{}), ended: make(chan struct{})}
	go l.run()
	return l
}

// take decides about a packet, whose bytes it copies, and says whether it is under way.
func (l *link) take(b []byte, send func([]byte)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		l.fates.counts.Cut++
		return false
	}
	fate := l.fates.next(l.line, len(b), time.Now())
	for _, due := range fate {
		l.order++
		heap.Push(&l.queue, parcel{due, l.order, append([]byte(nil), b...), send})
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return len(fate) > 0
}

func (l *link) delay() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.line.Delay
}

func (l *link) run() {
	defer close(l.ended)
	clock := time.NewTimer(0)
	defer clock.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-l.wake:
		case <-clock.C:
		}
		due, wait := l.due(time.Now())
		for _, p := range due {
			p.send(p.bytes)
		}
		clock.Reset(wait)
	}
}

// due takes off what is to be delivered now, and says how long nothing else is.
func (l *link) due(now time.Time) (list []parcel, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.queue) > 0 {
		if wait := l.queue[0].due.Sub(now); wait > 0 {
			return list, wait
		}
		list = append(list, heap.Pop(&l.queue).(parcel))
	}
	return list, time.Hour
}

func (l *link) set(line Line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.line, l.fates.last = line, time.Time{} // another line: who enters it need not wait for who is on the old one
}

// sever cuts or mends. What is under way when a line is cut does not arrive.
func (l *link) sever(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	if cut {
		l.fates.counts.Cut += len(l.queue)
		l.queue = nil
	}
}

func (l *link) counts() Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fates.counts
}

func (l *link) close() {
	close(l.stop)
	<-l.ended
}
