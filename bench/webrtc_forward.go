package main

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// How long and how wide the experiment is.
const (
	forwardWarm   = time.Second // before anything is counted
	forwardWindow = 3500 * time.Millisecond
	forwardCrowd  = 100
	forwardPairs  = 5
	mostBusy      = 1.90 // processors that server and clients may use together
	leastArrived  = 0.999
)

// forwarded is what one run says.
type forwarded struct {
	micros float64       // of the server's processors a forwarded packet
	p99    time.Duration // from the publisher's write to the subscriber's read
	memory float64       // MB of the server a subscriber
	fault  string
}

// forward compares our engine with pion as shipped.
func forward(l *lab) ([]figure, error) {
	program, err := l.build("sfu", "./bench/sfu")
	if err != nil {
		return nil, err
	}
	var p pairs
	var p99, stock99, memory []float64
	for range forwardPairs {
		a, err := forwardOnce(program, "aula", forwardCrowd)
		if err != nil {
			return nil, fmt.Errorf("ours: %w", err)
		}
		b, err := forwardOnce(program, "stock", forwardCrowd)
		if err != nil {
			return nil, fmt.Errorf("baseline: %w", err)
		}
		p.ours, p.baseline = append(p.ours, a.micros), append(p.baseline, b.micros)
		p99, stock99, memory = append(p99, milliseconds(a.p99)), append(stock99, milliseconds(b.p99)), append(memory, a.memory)
		for _, f := range []string{a.fault, b.fault} {
			if f != "" {
				p.faults = append(p.faults, f)
			}
		}
	}
	return append(ratio("forward_cpu", "µs/packet", p),
		figure{name: "forward_latency", value: median(p99) - median(stock99), unit: "ms more at p99", fault: p.fault()},
		figure{name: "forward_latency_ours", value: median(p99), unit: "ms"},
		figure{name: "forward_latency_baseline", value: median(stock99), unit: "ms"},
		figure{name: "subscriber_memory", value: median(memory), unit: "MB", fault: p.fault()}), nil
}

// crowds are the smaller and larger rooms.
var crowds = []int{10, 50, 200}

// forwardCrowds says what these cost our engine.
func forwardCrowds(l *lab) (figures []figure, err error) {
	program, err := l.build("sfu", "./bench/sfu")
	if err != nil {
		return nil, err
	}
	for _, crowd := range crowds {
		a, err := forwardOnce(program, "aula", crowd)
		if err != nil {
			return figures, err
		}
		figures = append(figures,
			figure{name: fmt.Sprintf("forward_cpu_%d", crowd), value: a.micros, unit: "µs/packet", fault: a.fault},
			figure{name: fmt.Sprintf("forward_latency_%d", crowd), value: milliseconds(a.p99), unit: "ms at p99", fault: a.fault},
			figure{name: fmt.Sprintf("subscriber_memory_%d", crowd), value: a.memory, unit: "MB", fault: a.fault})
	}
	return figures, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// forwardOnce measures one server before a crowd.
func forwardOnce(program, engine string, crowd int) (f forwarded, err error) {
	s, err := serve("/", program, "--engine", engine)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	g, err := newStage(s.url)
	if err != nil {
		return f, err
	}
	defer g.close()
	if err := g.publish(); err != nil {
		return f, err
	}
	from := &source{g: g}
	from.run(time.Second, false)
	empty, err := s.memory()
	if err != nil {
		return f, err
	}
	if err := g.fill(from, crowd); err != nil {
		return f, err
	}
	return g.window(from, s, crowd, empty)
}

// fill brings the crowd in while media flows, and waits until all receive both.
func (g *stage) fill(from *source, crowd int) error {
	done := make(chan error, 1)
	go func() {
		for range crowd {
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

func (g *stage) window(from *source, s *server, crowd int, empty int64) (f forwarded, err error) {
	before, err := s.processorTime()
	if err != nil {
		return f, err
	}
	mine, err := worked()
	if err != nil {
		return f, err
	}
	began := time.Now()
	sent := from.run(forwardWindow, true)
	after, err := s.processorTime()
	if err != nil {
		return f, err
	}
	mineAfter, err := worked()
	if err != nil {
		return f, err
	}
	length := time.Since(began)
	full, err := s.memory()
	if err != nil {
		return f, err
	}
	from.run(500*time.Millisecond, false) // what is on its way arrives
	expected, got := sent*crowd, g.got.Load()
	f.micros = float64((after - before).Microseconds()) / float64(got)
	f.memory = float64(full-empty) / float64(crowd) / (1 << 20)
	g.mu.Lock()
	f.p99 = percentile(g.delays, 0.99)
	g.mu.Unlock()
	busy := ((after - before) + (mineAfter - mine)).Seconds() / length.Seconds()
	switch {
	case float64(got) < leastArrived*float64(expected):
		f.fault = fmt.Sprintf("%d of %d packets arrived", got, expected)
	case busy > mostBusy:
		f.fault = fmt.Sprintf("server and clients used %.0f %% of a processor", 100*busy)
	}
	return f, nil
}

func percentile(list []time.Duration, share float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(len(list)-1, int(share*float64(len(list))))]
}
