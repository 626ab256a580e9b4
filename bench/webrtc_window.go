package main

import (
	"fmt"
	"slices"
	"time"
)

const (
	forwardWarm  = 500 * time.Millisecond // before anything is counted
	judgedWindow = 3500 * time.Millisecond
	otherWindow  = 2 * time.Second
	forwardDrain = 500 * time.Millisecond // for what is on its way
	mostBusy     = 1.90                   // processors that server and clients may use together
	leastArrived = 0.999
)

// forwarded is what one window says.
type forwarded struct {
	micros  float64       // of the server's processors a forwarded packet
	p99     time.Duration // from the publisher's write to the subscriber's read, of all packets
	memory  float64       // MB of the server a subscriber
	arrived float64       // share of what was sent
	busy    float64       // processors that server and clients used
	fault   string
}

func (f forwarded) cost() float64      { return f.micros }
func (f forwarded) late() float64      { return milliseconds(f.p99) }
func (f forwarded) megabytes() float64 { return f.memory }
func (f forwarded) share() float64     { return f.arrived }
func (f forwarded) load() float64      { return f.busy }

// fill lets people come while media flows until they are so many, and waits until all receive both.
func (g *stage) fill(from *source, crowd int) error {
	coming := crowd - (len(g.pcs) - 1) // the first one publishes
	done := make(chan error, 1)
	go func() {
		for range coming {
			if err := g.subscribe(); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	full := false
	for until := time.Now().Add(patience); time.Now().Before(until); {
		from.run(200*time.Millisecond, false)
		select {
		case err := <-done:
			if err != nil {
				return err
			}
			full = true
		default:
		}
		if full && g.playing.Load() == int64(2*crowd) {
			from.run(forwardWarm, false)
			return nil
		}
	}
	return fmt.Errorf("only %d of %d tracks play", g.playing.Load(), 2*crowd)
}

// window measures while all receive. Empty is what the server held before the first of them came.
func (g *stage) window(from *source, s *server, crowd int, empty int64) (f forwarded, err error) {
	before, err := s.processorTime()
	if err != nil {
		return f, err
	}
	mine, err := worked()
	if err != nil {
		return f, err
	}
	length := otherWindow
	if crowd == judgedCrowd {
		length = judgedWindow
	}
	began := time.Now()
	sent := from.run(length, true)
	after, err := s.processorTime()
	if err != nil {
		return f, err
	}
	mineAfter, err := worked()
	if err != nil {
		return f, err
	}
	length = time.Since(began)
	full, err := s.memory()
	if err != nil {
		return f, err
	}
	from.run(forwardDrain, false)
	delays := g.take()
	f.arrived = float64(len(delays)) / float64(sent*crowd)
	f.micros = float64((after - before).Microseconds()) / float64(len(delays))
	f.memory = float64(full-empty) / float64(crowd) / (1 << 20)
	f.p99 = percentile(delays, 0.99)
	f.busy = ((after - before) + (mineAfter - mine)).Seconds() / length.Seconds()
	switch {
	case f.arrived < leastArrived:
		f.fault = fmt.Sprintf("%d people: %.3f %% of the packets arrived", crowd, 100*f.arrived)
	case f.busy > mostBusy:
		f.fault = fmt.Sprintf("%d people: server and clients used %.0f %% of a processor", crowd, 100*f.busy)
	}
	return f, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func percentile(list []time.Duration, share float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(len(list)-1, int(share*float64(len(list))))]
}
