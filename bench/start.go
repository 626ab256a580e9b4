package main

import (
	"errors"
	"time"
)

const (
	starts   = 7
	idleTime = 5 * time.Second
)

// start measures how long the server takes from its start to its first page, and the memory that it holds
// when nobody asks for anything.
func start(l *lab) ([]figure, error) {
	a, err := l.academy()
	if err != nil {
		return nil, err
	}
	var seconds []float64
	var memory []figure
	fault := ""
	for i := range starts {
		w, err := startWatch()
		if err != nil {
			return nil, err
		}
		s, err := l.serveAula(a.dir)
		if err != nil {
			return nil, err
		}
		seconds = append(seconds, s.took.Seconds())
		f, err := w.fault(s)
		if err == nil && i == starts-1 {
			memory, err = idleMemory(s, a)
		}
		if err := errors.Join(err, s.stop()); err != nil {
			return nil, err
		}
		fault = max(fault, f)
	}
	return append(memory, figure{name: "start_time", value: median(seconds), unit: "s", fault: fault}), nil
}

// idleMemory waits until the server has come to rest.
func idleMemory(s *server, a *academy) ([]figure, error) {
	time.Sleep(idleTime)
	before, err := s.memory()
	if err != nil {
		return nil, err
	}
	visit := request{url: s.url + a.lesson.path, token: a.token, wanted: []string{a.lesson.html}}
	if _, err := newLoad(1).ask(visit); err != nil {
		return nil, err
	}
	after, err := s.memory()
	return []figure{
		{name: "idle_memory", value: float64(before) / 1e6, unit: "MB"},
		{name: "idle_memory_after_a_visit", value: float64(after) / 1e6, unit: "MB"},
	}, err
}
