package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"aula/bench/attendee"
)

// listening is for how long it is counted what everybody receives once all are in.
const listening = 5 * time.Second

// entryPatience is how long anybody waits for the voice.
const entryPatience = 60 * time.Second

// roomEntry lets 500 people come by their links in the same moment, from one address, and measures how long it takes each from the
// link to the first packet of the voice on stage.
func roomEntry(l *lab) (figures []figure, err error) {
	media, err := attendee.NewMedia(true)
	if err != nil {
		return nil, err
	}
	h, err := l.openHall("entry", roomCrowd, attendee.Options{Media: media})
	if err != nil {
		return nil, err
	}
	tabs := make([]*attendee.Tab, roomCrowd)
	defer func() { err = errors.Join(err, h.close(tabs)) }()
	ctx, cancel := context.WithTimeout(context.Background(), entryPatience)
	defer cancel()
	if err := h.host.Speak(ctx); err != nil {
		return nil, err
	}
	x := &entry{hall: h, media: media, tabs: tabs}
	if err := x.measure(ctx); err != nil {
		return nil, err
	}
	return x.figures()
}

// entry is what became of each who came.
type entry struct {
	hall   *hall
	media  *attendee.Media
	tabs   []*attendee.Tab
	empty  int64
	server time.Duration // worked until all were in
	client time.Duration

	mu                       sync.Mutex // guards what follows
	welcome, connected, play []time.Duration
	refused                  []error
}

func (x *entry) measure(ctx context.Context) (err error) {
	if x.empty, err = x.hall.server.memory(); err != nil {
		return err
	}
	server, err := x.hall.server.processorTime()
	if err != nil {
		return err
	}
	client, err := worked()
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	began := time.Now()
	for i := range x.tabs {
		all.Go(func() {
			if err := x.come(ctx, i, began); err != nil {
				x.mu.Lock()
				defer x.mu.Unlock()
				x.refused = append(x.refused, err)
			}
		})
	}
	all.Wait()
	serverAfter, err := x.hall.server.processorTime()
	if err != nil {
		return err
	}
	clientAfter, err := worked()
	x.server, x.client = serverAfter-server, clientAfter-client
	return err
}

// come goes one person's way from the link to the first packet.
func (x *entry) come(ctx context.Context, i int, began time.Time) (err error) {
	if x.tabs[i], err = attendee.Come(ctx, x.hall.guests[i], attendee.Options{Media: x.media, Beat: attendee.Beat}); err != nil {
		return err
	}
	welcome := time.Since(began)
	a, err := x.tabs[i].Play(ctx)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.welcome = append(x.welcome, welcome)
	x.connected = append(x.connected, a.Connected.Sub(began))
	x.play = append(x.play, a.First.Sub(began))
	return nil
}

func (x *entry) figures() ([]figure, error) {
	share, err := x.listen()
	if err != nil {
		return nil, err
	}
	full, err := x.hall.server.memory()
	restarts := int64(0)
	for _, t := range x.tabs {
		if t != nil {
			restarts += t.Restarts()
		}
	}
	last := figure{name: "room_entry", value: percentile(x.play, 1).Seconds(), unit: "s until the last hears"}
	if len(x.refused) > 0 {
		last.fault = fmt.Sprintf("%d did not get in: %v", len(x.refused), x.refused[0])
	}
	return []figure{
		last,
		{name: "room_entry_p50", value: percentile(x.play, 0.5).Seconds(), unit: "s"},
		{name: "room_entry_p99", value: percentile(x.play, 0.99).Seconds(), unit: "s"},
		{name: "room_entry_welcome_p99", value: percentile(x.welcome, 0.99).Seconds(), unit: "s"},
		{name: "room_entry_connected_p99", value: percentile(x.connected, 0.99).Seconds(), unit: "s"},
		{name: "room_entry_refused", value: float64(len(x.refused)), unit: "people"},
		{name: "room_entry_restarts", value: float64(restarts), unit: "of media"},
		{name: "room_entry_server", value: milliseconds(x.server) / roomCrowd, unit: "ms of a core a person"},
		{name: "room_entry_client", value: milliseconds(x.client) / roomCrowd, unit: "ms of a core a person"},
		{name: "room_entry_heard", value: 100 * share, unit: "% of the packets"},
		{name: "room_entry_memory", value: float64(full-x.empty) / roomCrowd / 1e3, unit: "kB a person"},
	}, err
}

// listen is how much of what is said arrives once all are in.
func (x *entry) listen() (float64, error) {
	arrived := func() (n int64) {
		for _, t := range x.tabs {
			if t != nil {
				n += t.Arrived().Packets
			}
		}
		return n
	}
	spoken, before := x.hall.host.Spoken(), arrived()
	time.Sleep(listening)
	spoken, after := x.hall.host.Spoken()-spoken, arrived()
	if spoken == 0 {
		return 0, errors.New("nobody spoke")
	}
	return float64(after-before) / float64(spoken*int64(len(x.play))), nil
}
