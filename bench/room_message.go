package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"aula/bench/attendee"
)

const (
	roomCrowd    = 500
	roomPassers  = 40 // who come and go meanwhile, so that presence is written
	messages     = 50
	perSecond    = 2
	lively       = 10
	messageBytes = 120
)

// receipts are when a message reached whom.
type receipts struct {
	mu     sync.Mutex // guards what follows
	sent   []time.Time
	delays [][]time.Duration
}

// heard takes a message that a tab was told. The text begins with its number.
func (r *receipts) heard(kind string, message []byte) {
	if kind != "chat.said" {
		return
	}
	now := time.Now()
	_, rest, _ := bytes.Cut(message, []byte(`"text":"`))
	digits, _, _ := bytes.Cut(rest, []byte(" "))
	n, err := strconv.Atoi(string(digits))
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil && n < len(r.sent) {
		r.delays[n] = append(r.delays[n], now.Sub(r.sent[n]))
	}
}

func (r *receipts) send() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, time.Now())
	r.delays = append(r.delays, nil)
	return len(r.sent) - 1
}

// arrived is how many receipts there are of messages from first on, and what they took.
func (r *receipts) arrived(first int) (all []time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, list := range r.delays[first:] {
		all = append(all, list...)
	}
	return all
}

// roomMessage measures how long a message takes from who says it to each of 500 people, while others come and go.
func roomMessage(l *lab) (figures []figure, err error) {
	r := &receipts{}
	h, err := l.openHall("message", roomCrowd+roomPassers, attendee.Options{})
	if err != nil {
		return nil, err
	}
	tabs, err := h.fill(h.guests[:roomCrowd], func(int) attendee.Options { return attendee.Options{Heard: r.heard, Beat: attendee.Beat} })
	defer func() { err = errors.Join(err, h.close(tabs)) }()
	if err != nil {
		return nil, err
	}
	stop := h.pass(h.guests[roomCrowd:])
	defer func() { err = errors.Join(err, stop()) }()
	time.Sleep(peopleAreTold)
	figures, err = h.talk(r, tabs, "room_message", perSecond)
	if err != nil {
		return figures, err
	}
	more, err := h.talk(r, tabs, "room_message_lively", lively)
	return append(figures, more...), err
}

// peopleAreTold is after how long everybody has been told of who came.
const peopleAreTold = 3 * time.Second

// pass lets people come and go by turns until stop is called, which returns what went wrong.
func (h *hall) pass(guests []attendee.Ticket) (stop func() error) {
	done, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		clock := time.NewTicker(100 * time.Millisecond)
		defer clock.Stop()
		tabs := make([]*attendee.Tab, len(guests))
		for n := 0; ; n++ {
			select {
			case <-done:
				for _, t := range tabs {
					if t != nil {
						t.Cut()
					}
				}
				ended <- nil
				return
			case <-clock.C:
			}
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			i, err := n%len(guests), error(nil)
			switch {
			case tabs[i] == nil:
				tabs[i], err = attendee.Come(ctx, guests[i], attendee.Options{})
			case n/len(guests)%2 == 1:
				tabs[i].Cut()
			default:
				_, err = tabs[i].Return(ctx)
			}
			cancel()
			if err != nil {
				ended <- fmt.Errorf("somebody who passes: %w", err)
				<-done
				return
			}
		}
	}()
	return func() error { close(done); return <-ended }
}

// talk lets people say something by turns, so many times a second, and tells how long it took to reach everybody.
func (h *hall) talk(r *receipts, tabs []*attendee.Tab, name string, rate int) ([]figure, error) {
	busy, err := h.server.processorTime()
	if err != nil {
		return nil, err
	}
	first, began := len(r.sent), time.Now()
	clock := time.NewTicker(time.Second / time.Duration(rate))
	defer clock.Stop()
	faults := make(chan error, messages)
	for n := range messages {
		<-clock.C
		go func() { faults <- say(r, tabs[(first+n*7)%len(tabs)]) }()
	}
	for range messages {
		if err := <-faults; err != nil {
			return nil, err
		}
	}
	length := time.Since(began)
	expected := messages * len(tabs)
	for until := time.Now().Add(patience); len(r.arrived(first)) < expected && time.Now().Before(until); {
		time.Sleep(50 * time.Millisecond)
	}
	after, err := h.server.processorTime()
	delays := r.arrived(first)
	p99 := figure{name: name, value: percentile(delays, 0.99).Seconds(), unit: "s at p99"}
	if len(delays) != expected {
		p99.fault = fmt.Sprintf("%d of %d receipts", len(delays), expected)
	}
	return []figure{
		p99,
		{name: name + "_p50", value: milliseconds(percentile(delays, 0.5)), unit: "ms"},
		{name: name + "_max", value: milliseconds(percentile(delays, 1)), unit: "ms"},
		{name: name + "_server", value: 100 * (after - busy).Seconds() / length.Seconds(), unit: "% of a core"},
	}, err
}

func say(r *receipts, t *attendee.Tab) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	n := r.send()
	text := fmt.Sprintf("%d %s", n, bytes.Repeat([]byte("parole "), messageBytes/7))
	_, err := t.Ask(ctx, "chat.send", map[string]any{"text": text, "to": "all"})
	return err
}
