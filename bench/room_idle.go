package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"aula/bench/attendee"
)

const (
	openPanels = 400
	idleWindow = 25 * time.Second
)

// pushed are what a tab must be told without asking.
var pushed = []string{"question.asked", "poll.opened", "poll.results", "hands", "count"}

// ears count the tabs that were told each kind of event.
type ears struct {
	mu    sync.Mutex // guards told
	told  map[string]map[int]bool
	ready bool
}

func (e *ears) of(i int) func(string, []byte) {
	return func(kind string, _ []byte) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.ready && e.told[kind] != nil {
			e.told[kind][i] = true
		}
	}
}

// missing says what has not reached everybody.
func (e *ears) missing(all int) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, kind := range pushed {
		if n := len(e.told[kind]); n < all {
			return fmt.Sprintf("%s reached %d of %d", kind, n, all)
		}
	}
	return ""
}

// roomIdle measures what 400 people in a room cost while nothing happens, and that what happens then reaches them by itself.
func roomIdle(l *lab) (figures []figure, err error) {
	h, err := l.openHall("idle", openPanels+1, attendee.Options{})
	if err != nil {
		return nil, err
	}
	time.Sleep(idleTime)
	empty, err := h.server.memory()
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	e := &ears{told: map[string]map[int]bool{}}
	for _, kind := range pushed {
		e.told[kind] = map[int]bool{}
	}
	tabs, err := h.fill(h.guests[:openPanels], func(i int) attendee.Options { return attendee.Options{Heard: e.of(i), Beat: attendee.Beat} })
	defer func() { err = errors.Join(err, h.close(tabs)) }()
	if err != nil {
		return nil, err
	}
	time.Sleep(peopleAreTold)
	figures, err = h.rest(tabs, empty)
	if err != nil {
		return nil, err
	}
	fault, err := h.push(tabs, e)
	figures[0].fault = fault
	return figures, err
}

// rest measures while nothing happens.
func (h *hall) rest(tabs []*attendee.Tab, empty int64) ([]figure, error) {
	before, err := h.server.processorTime()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	time.Sleep(idleWindow)
	after, err := h.server.processorTime()
	if err != nil {
		return nil, err
	}
	share := 100 * (after - before).Seconds() / time.Since(began).Seconds()
	full, err := h.server.memory()
	return []figure{
		{name: "room_idle", value: share, unit: "% of a core"},
		{name: "room_idle_memory", value: float64(full-empty) / float64(len(tabs)) / 1e3, unit: "kB a panel"},
	}, err
}

// push lets one person ask and vote and another come, and says what did not reach everybody, or who asked for it.
func (h *hall) push(tabs []*attendee.Tab, e *ears) (fault string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	asked := make([]int64, len(tabs))
	for i, t := range tabs {
		asked[i] = t.Asked()
	}
	e.mu.Lock()
	e.ready = true
	e.mu.Unlock()
	guest, err := attendee.Come(ctx, h.guests[openPanels], attendee.Options{})
	if err != nil {
		return "", err
	}
	defer guest.Cut()
	if err := h.happen(ctx, guest); err != nil {
		return "", err
	}
	for until := time.Now().Add(5 * time.Second); e.missing(len(tabs)) != "" && time.Now().Before(until); {
		time.Sleep(50 * time.Millisecond)
	}
	if fault := e.missing(len(tabs)); fault != "" {
		return fault, nil
	}
	for i, t := range tabs {
		if n := t.Asked() - asked[i]; n > 1 { // one may be the ping that keeps the line
			return fmt.Sprintf("a tab asked %d times", n), nil
		}
	}
	return "", nil
}

// happen makes one of each happen.
func (h *hall) happen(ctx context.Context, guest *attendee.Tab) error {
	if _, err := guest.Ask(ctx, "question.ask", map[string]any{"text": "Quanto costa?"}); err != nil {
		return err
	}
	made, err := h.host.Ask(ctx, "poll.make", map[string]any{"text": "Hai lo SPID?", "options": []string{"sì", "no"}, "live": true})
	if err != nil {
		return err
	}
	poll := fieldOf(made, "poll")
	if _, err := h.host.Ask(ctx, "poll.open", map[string]any{"poll": poll}); err != nil {
		return err
	}
	if _, err := guest.Ask(ctx, "poll.vote", map[string]any{"poll": poll, "options": []int{0}}); err != nil {
		return err
	}
	_, err = guest.Ask(ctx, "hand.raise", nil)
	return err
}

// fieldOf is a text in an answer.
func fieldOf(answer []byte, name string) string {
	var m map[string]any
	_ = json.Unmarshal(answer, &m) // without it the text is empty, which the next request is refused for
	text, _ := m[name].(string)
	return text
}
