package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/bench/attendee"
	"aula/webinars"
)

// roomReturn cuts the lines of 500 people in the same moment and measures until the last of them goes on where they were; then kills the
// server and measures, from its first answer after it is started again, until the last is back. Presence must be right after both.
func roomReturn(l *lab) (figures []figure, err error) {
	h, err := l.openHall("return", roomCrowd, attendee.Options{})
	if err != nil {
		return nil, err
	}
	var heard atomic.Int64 // of what is said while they are away
	o := attendee.Options{Beat: attendee.Beat, Heard: func(kind string, message []byte) {
		if kind == "chat.said" && strings.Contains(string(message), saidMeanwhile) {
			heard.Add(1)
		}
	}}
	tabs, err := h.fill(h.guests, func(int) attendee.Options { return o })
	if err != nil {
		return nil, errors.Join(err, h.close(tabs))
	}
	time.Sleep(peopleAreTold)
	resume, err := h.resume(tabs, &heard)
	if err != nil {
		return nil, errors.Join(err, h.close(tabs))
	}
	time.Sleep(2 * presenceIsWritten)
	again, killed, err := h.restart(tabs)
	if err := errors.Join(err, h.close(tabs)); err != nil {
		return nil, err
	}
	faults, err := h.presences(killed)
	if resume.fault == "" && len(faults) > 0 {
		resume.fault = fmt.Sprintf("presence of %d is wrong: %s", len(faults), faults[0])
	}
	return []figure{resume, {name: "room_return_after_kill", value: again.Seconds(), unit: "s"}, {name: "room_return_presence", value: float64(len(faults)), unit: "people wrong"}}, err
}

const (
	saidMeanwhile     = "detto nel frattempo"
	presenceIsWritten = 5 * time.Second
	mostLost          = 10 * time.Second
)

// resume cuts all lines at once. All come back by themselves, and hear what was said meanwhile once.
func (h *hall) resume(tabs []*attendee.Tab, heard *atomic.Int64) (figure, error) {
	if err := together(len(tabs), len(tabs), func(i int) error { tabs[i].Cut(); return nil }); err != nil {
		return figure{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := h.host.Ask(ctx, "chat.send", map[string]any{"text": saidMeanwhile, "to": "all"}); err != nil {
		return figure{}, err
	}
	var resumed atomic.Int64
	began := time.Now()
	err := together(len(tabs), len(tabs), func(i int) error {
		on, err := tabs[i].Return(ctx)
		if on {
			resumed.Add(1)
		}
		return err
	})
	took := time.Since(began)
	for until := time.Now().Add(presenceIsWritten); heard.Load() < int64(len(tabs)) && time.Now().Before(until); {
		time.Sleep(20 * time.Millisecond)
	}
	f := figure{name: "room_return", value: took.Seconds(), unit: "s until the last goes on"}
	if resumed.Load() != int64(len(tabs)) || heard.Load() != int64(len(tabs)) {
		f.fault = fmt.Sprintf("of %d, %d went on and heard %d times what was said", len(tabs), resumed.Load(), heard.Load())
	}
	return f, err
}

// restart kills the server and starts it again. All try to come back as browsers do.
func (h *hall) restart(tabs []*attendee.Tab) (took time.Duration, killed time.Time, err error) {
	killed = time.Now()
	if err := h.server.kill(); err != nil {
		return 0, killed, err
	}
	back := make(chan error, 1)
	go func() {
		back <- together(len(tabs), len(tabs), func(i int) error { return comeBack(tabs[i]) })
	}()
	if err := h.serve(); err != nil {
		return 0, killed, errors.Join(err, <-back)
	}
	began := time.Now()
	err = <-back
	return time.Since(began), killed, err
}

// comeBack tries again and again, ever later, as the room's script does.
func comeBack(t *attendee.Tab) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for wait := 250 * time.Millisecond; ; wait = min(2*wait, 4*time.Second) {
		_, err := t.Return(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		pause := time.NewTimer(wait/2 + rand.N(wait/2))
		select {
		case <-pause.C:
		case <-ctx.Done():
			return err
		}
	}
}

// presences says whose stays are not what they were: until the cut, until the crash, until the end.
func (h *hall) presences(killed time.Time) (faults []string, err error) {
	err = within(h.dir, func(app core.App) error {
		stays, err := webinars.StaysOf(app, h.webinar)
		if err != nil {
			return err
		}
		of := map[string][]webinars.Stay{}
		for _, s := range stays {
			if s.Registration != "" {
				of[s.Registration] = append(of[s.Registration], s)
			}
		}
		if len(of) != len(h.guests) {
			faults = append(faults, fmt.Sprintf("%d of %d were there", len(of), len(h.guests)))
		}
		for id, list := range of {
			if fault := wrong(list, killed); fault != "" {
				faults = append(faults, id+": "+fault)
			}
		}
		return nil
	})
	slices.Sort(faults)
	return faults, err
}

func wrong(list []webinars.Stay, killed time.Time) string {
	if len(list) != 3 {
		return fmt.Sprintf("%d stays", len(list))
	}
	for i, s := range list {
		if s.Left.Before(s.Joined) || i > 0 && s.Joined.Before(list[i-1].Left) {
			return fmt.Sprintf("stay %d is from %v to %v", i, s.Joined, s.Left)
		}
	}
	if lost := killed.Sub(list[1].Left); lost < -time.Second || lost > mostLost {
		return fmt.Sprintf("%v are lost", lost)
	}
	return ""
}
