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
	var seconds, work []float64
	var faults []string
	for range starts {
		s, fault, err := l.startOnce(a)
		if err != nil {
			return nil, err
		}
		worked, err := s.processorTime()
		if err := errors.Join(err, s.stop()); err != nil {
			return nil, err
		}
		seconds, work = append(seconds, s.took.Seconds()), append(work, float64(worked.Milliseconds()))
		if fault != "" {
			faults = append(faults, fault)
		}
	}
	took := figure{name: "start_time", value: median(seconds), unit: "s"}
	if len(faults) > starts/2 {
		took.fault = faults[0]
	}
	memory, err := l.idleMemory(a)
	return append([]figure{took, {name: "start_processor_time", value: median(work), unit: "ms"}}, memory...), err
}

// startOnce starts the server, and says whether the machine had time for it.
func (l *lab) startOnce(a *academy) (s *server, fault string, err error) {
	w, err := startWatch()
	if err != nil {
		return nil, "", err
	}
	if s, err = l.serveAula(a.dir); err != nil {
		return nil, "", err
	}
	fault, err = w.fault(timeDisturbed, s)
	return s, fault, err
}

// idleMemory waits until the server has come to rest.
func (l *lab) idleMemory(a *academy) (figures []figure, err error) {
	s, err := l.serveAula(a.dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
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
