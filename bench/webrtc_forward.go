package main

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// The rooms that are measured, one after the other before the same server: people come, nobody goes.
var forwardCrowds = []int{10, 50, judgedCrowd, 200}

const (
	judgedCrowd  = 100
	forwardPairs = 5
)

// forward compares our engine with pion as shipped, both with nothing around them, in rooms of several sizes.
func forward(l *lab) ([]figure, error) {
	program, err := l.build("sfu", "./bench/sfu")
	if err != nil {
		return nil, err
	}
	return compare("forward", thrifty, bare(program, "aula"), bare(program, "stock"), forwardCrowds...)
}

// bare starts one of the engines with nothing around it.
func bare(program, engine string) opener {
	return func() (*server, venue, error) {
		s, err := serve("/", program, "--engine", engine)
		if err != nil {
			return nil, venue{}, err
		}
		return s, venue{publish: s.url + "/publish", play: s.url + "/play"}, nil
	}
}

// opener starts a server that forwards.
type opener func() (*server, venue, error)

// compare measures both sides by turns. Figures of a size that is not judged bear it in their name.
func compare(name string, clients func() (client, error), ours, stock opener, crowds ...int) (figures []figure, err error) {
	var a, b []rise
	for range forwardPairs {
		x, err := climb(clients, ours, crowds)
		if err != nil {
			return nil, fmt.Errorf("ours: %w", err)
		}
		y, err := climb(clients, stock, crowds)
		if err != nil {
			return nil, fmt.Errorf("baseline: %w", err)
		}
		a, b = append(a, x), append(b, y)
	}
	for _, crowd := range crowds {
		suffix := ""
		if crowd != judgedCrowd {
			suffix = fmt.Sprintf("_%d", crowd)
		}
		figures = append(figures, rivals{sizes(a, crowd), sizes(b, crowd)}.figures(name, suffix)...)
	}
	return figures, nil
}

// rise is what one server did before each crowd.
type rise map[int]forwarded

func sizes(list []rise, crowd int) (same []forwarded) {
	for _, r := range list {
		same = append(same, r[crowd])
	}
	return same
}

// climb starts a server and measures it before one crowd after the other, all of it in full.
func climb(clients func() (client, error), open opener, crowds []int) (rise, error) {
	return climbIn(inFull, clients, open, crowds)
}

// climbIn is the same in a quality.
func climbIn(q quality, clients func() (client, error), open opener, crowds []int) (r rise, err error) {
	s, v, err := open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	g := &stage{venue: v}
	if g.client, err = clients(); err != nil {
		return nil, err
	}
	defer g.close()
	if err := g.publish(); err != nil {
		return nil, err
	}
	from := &source{g: g, quality: q}
	from.run(time.Second, false)
	empty, err := s.memory()
	if err != nil {
		return nil, err
	}
	r = rise{}
	for i, crowd := range crowds {
		if err := g.fill(from, crowd); err != nil { // what is known of smaller rooms holds
			for _, larger := range crowds[i:] {
				r[larger] = forwarded{fault: fmt.Sprintf("%d people: %v", crowd, err)}
			}
			return r, nil
		}
		if r[crowd], err = g.window(from, s, crowd, empty); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// rivals are the runs of both sides before one crowd.
type rivals struct{ ours, stock []forwarded }

// figures are of what both were asked to do, and what each did. What a run proves nothing about is marked at either side.
func (p rivals) figures(name, suffix string) []figure {
	cpu := pairs{ours: valuesOf(p.ours, forwarded.cost), baseline: valuesOf(p.stock, forwarded.cost), faults: faults(p.ours, p.stock)}
	late := median(valuesOf(p.ours, forwarded.late)) - median(valuesOf(p.stock, forwarded.late))
	list := []figure{
		cpu.figure(name + "_cpu" + suffix),
		{name: name + "_latency" + suffix, value: late, unit: "ms more at p99", fault: first(cpu.faults)},
		{name: name + "_memory" + suffix, value: median(valuesOf(p.ours, forwarded.megabytes)), unit: "MB a subscriber", fault: first(faults(p.ours))},
	}
	for _, side := range []struct {
		name string
		runs []forwarded
	}{{"_ours", p.ours}, {"_baseline", p.stock}} {
		for _, f := range []figure{
			{name: "_cpu", value: median(valuesOf(side.runs, forwarded.cost)), unit: "µs/packet"},
			{name: "_latency", value: median(valuesOf(side.runs, forwarded.late)), unit: "ms at p99"},
			{name: "_memory", value: median(valuesOf(side.runs, forwarded.megabytes)), unit: "MB a subscriber"},
			{name: "_delivered", value: 100 * slices.Min(valuesOf(side.runs, forwarded.share)), unit: "% of the packets in the worst run"},
			{name: "_busy", value: 100 * slices.Max(valuesOf(side.runs, forwarded.load)), unit: "% of a processor in the worst run, clients included"},
		} {
			f.name, f.fault = name+f.name+suffix+side.name, first(faults(side.runs))
			list = append(list, f)
		}
	}
	return list
}

func valuesOf(list []forwarded, of func(forwarded) float64) (values []float64) {
	for _, f := range list {
		values = append(values, of(f))
	}
	return values
}

// faults are those of all runs of some sides.
func faults(sides ...[]forwarded) (list []string) {
	for _, side := range sides {
		for _, f := range side {
			if f.fault != "" {
				list = append(list, f.fault)
			}
		}
	}
	return list
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
