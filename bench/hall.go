package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/bench/attendee"
	"aula/webinars"
)

// hall is an academy with a webinar that is open, and people who hold joining links of it. All of them come from one address.
type hall struct {
	dir, program string
	webinar      string
	server       *server
	host         *attendee.Tab
	ticket       attendee.Ticket // the host's
	guests       []attendee.Ticket
}

// openHall founds the academy, serves it, and lets the host in.
func (l *lab) openHall(name string, people int, o attendee.Options) (*hall, error) {
	program, err := l.aula()
	if err != nil {
		return nil, err
	}
	h := &hall{dir: filepath.Join(l.dir, name), program: program, guests: make([]attendee.Ticket, people)}
	if err := within(h.dir, h.found); err != nil {
		return nil, fmt.Errorf("found the hall: %w", err)
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	h.ticket.URL = "http://" + address
	for i := range h.guests {
		h.guests[i].URL = h.ticket.URL
	}
	if err := h.serve(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if h.host, err = attendee.Come(ctx, h.ticket, o); err != nil {
		return nil, errors.Join(fmt.Errorf("the host: %w", err), h.server.stop())
	}
	return h, nil
}

// serve starts the server, again on the same address if it was there before.
func (h *hall) serve() (err error) {
	h.server, err = serveAt(strings.TrimPrefix(h.ticket.URL, "http://"), "/", h.program, "serve", "--dir", h.dir, "--media-port", "0")
	return err
}

func (h *hall) found(app core.App) error {
	if err := foundAcademy(app); err != nil {
		return err
	}
	host, err := save(app, "users", person("author", "host@example.org", "Ada Bianchi"))
	if err != nil {
		return err
	}
	webinar, err := save(app, "webinars", map[string]any{
		"title": "SPID dal vivo", "start": time.Now().Add(-time.Minute), "minutes": 90, "zone": "Europe/Rome", "state": "planned",
		"owner": host.Id, "audience": "anyone", "lobby": "automatic", "percent": 80,
	})
	if err != nil {
		return err
	}
	h.webinar = webinar.Id
	h.ticket.Webinar = webinar.Id
	if h.ticket.Token, err = host.NewAuthToken(); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		for i := range h.guests {
			r, err := invite(tx, h.webinar, i)
			if err != nil {
				return err
			}
			h.guests[i].Webinar = h.webinar
			if h.guests[i].Link, err = webinars.JoinPath(tx, webinars.Of(webinar), r); err != nil {
				return err
			}
		}
		return nil
	})
}

// invite gives a guest a seat.
func invite(app core.App, webinar string, i int) (*webinars.Registration, error) {
	r, err := save(app, "webinar_registrations", map[string]any{
		"webinar": webinar, "name": fmt.Sprintf("Persona N. %d", i), "email": fmt.Sprintf("p%d@example.org", i), "locale": "it",
		"state": "registered", "asked": time.Now(), "version": 1,
	})
	if err != nil {
		return nil, err
	}
	return webinars.RegistrationOf(r), nil
}

// fill lets guests in, a few at a time, and returns their tabs.
func (h *hall) fill(guests []attendee.Ticket, options func(i int) attendee.Options) ([]*attendee.Tab, error) {
	tabs := make([]*attendee.Tab, len(guests))
	return tabs, together(len(guests), atATime, func(i int) (err error) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		tabs[i], err = attendee.Come(ctx, guests[i], options(i))
		return err
	})
}

// atATime is how many come in together where nobody measures how fast they do.
const atATime = 20

// together does something for every number below count, so many at a time, and returns what went wrong first.
func together(count, most int, do func(i int) error) error {
	var all sync.WaitGroup
	faults, turns := make([]error, count), make(chan struct{}, most)
	for i := range count {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			faults[i] = do(i)
		})
	}
	all.Wait()
	failed := 0
	var first error
	for _, err := range faults {
		if err != nil {
			failed++
			if first == nil {
				first = err
			}
		}
	}
	if first != nil {
		return fmt.Errorf("%d of %d: %w", failed, count, first)
	}
	return nil
}

func (h *hall) close(tabs ...[]*attendee.Tab) error {
	for _, list := range tabs {
		for _, t := range list {
			if t != nil {
				t.Cut()
			}
		}
	}
	h.host.Cut()
	return h.server.stop()
}
