package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"aula/bench/attendee"
	"aula/bench/relay"
)

// How often a line falls, to what, and how long it stays there, in turn: shorter and longer than the first trial.
const (
	fallenTo    = 150e3 // bits a second
	fallenLoss  = 0.03
	settledLine = 6 * time.Second
)

var fallenFor = []time.Duration{2 * time.Second, 9 * time.Second, 4 * time.Second, 13 * time.Second, 6 * time.Second}

// fallback lets the line of somebody who sees a camera fall to 150 kbit/s, and mends it, again and again. The figures are the slowest of all:
// until they are told that sound goes on alone, and until pictures come again.
func fallback(l *lab) (figures []figure, err error) {
	media, err := attendee.NewHome(true)
	if err != nil {
		return nil, err
	}
	h, err := l.openHall("fallback", 1, attendee.Options{Media: media})
	if err != nil {
		return nil, err
	}
	v := &viewer{states: make(chan string, 100)}
	tabs, err := h.fill(h.guests, func(int) attendee.Options {
		return attendee.Options{Media: media, Heard: v.hear, Through: v.through, Beat: attendee.Beat}
	})
	defer func() { err = errors.Join(err, v.close(), h.close(tabs)) }()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	if err := h.host.Present(ctx, 3); err != nil {
		return nil, err
	}
	if _, err := tabs[0].Play(ctx); err != nil {
		return nil, err
	}
	var falls, climbs []float64
	for _, stays := range fallenFor {
		time.Sleep(settledLine)
		fell, climbed, err := v.fall(ctx, tabs[0], stays)
		if err != nil {
			return nil, err
		}
		falls, climbs = append(falls, fell.Seconds()), append(climbs, climbed.Seconds())
	}
	return []figure{
		{name: "fallback_time", value: slices.Max(falls), unit: "s until sound goes on alone"}, {name: "fallback_time_median", value: median(falls), unit: "s"},
		{name: "recovery_time", value: slices.Max(climbs), unit: "s until pictures come again"}, {name: "recovery_time_median", value: median(climbs), unit: "s"},
	}, nil
}

// viewer is what a person behind a line is told, and the line.
type viewer struct {
	states chan string
	once   sync.Once
	line   *relay.Relay
	fault  error
}

func (v *viewer) hear(kind string, message []byte) {
	var m struct{ State string }
	if kind == "media.line" && json.Unmarshal(message, &m) == nil {
		v.states <- m.State
	}
}

var candidate = regexp.MustCompile(`127\.0\.0\.1 (\d+) typ host`)

// through opens the line before the port that the first description names.
func (v *viewer) through(description string) string {
	v.once.Do(func() {
		found := candidate.FindStringSubmatch(description)
		if found == nil {
			v.fault = errors.New("the server offers no address of this machine")
			return
		}
		port, _ := strconv.Atoi(found[1])
		v.line, v.fault = relay.Open(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(port)), 1)
	})
	if v.line == nil {
		return description
	}
	return v.line.Through(description)
}

func (v *viewer) close() error {
	if v.line == nil {
		return v.fault
	}
	return v.line.Close()
}

// fall lets the line fall for a while and says how long it took until sound went on alone, and until pictures came again.
func (v *viewer) fall(ctx context.Context, t *attendee.Tab, stays time.Duration) (fell, climbed time.Duration, err error) {
	if v.line == nil {
		return 0, 0, v.fault
	}
	began := time.Now()
	v.line.Down(relay.Line{Rate: fallenTo, Loss: fallenLoss})
	if err := v.until(ctx, func(state string) bool { return state == "sound" }); err != nil {
		return 0, 0, fmt.Errorf("the line fell: %w", err)
	}
	fell = time.Since(began)
	time.Sleep(stays)
	before := t.Arrived().Pictures
	began = time.Now()
	v.line.Down(relay.Line{})
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for t.Arrived().Pictures == before {
		select {
		case <-look.C:
		case <-ctx.Done():
			return 0, 0, fmt.Errorf("pictures do not come again: %w", ctx.Err())
		}
	}
	return fell, time.Since(began), nil
}

func (v *viewer) until(ctx context.Context, holds func(string) bool) error {
	for {
		select {
		case state := <-v.states:
			if holds(state) {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
