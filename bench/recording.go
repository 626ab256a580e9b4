package main

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// recordingPairs are rooms with and without a recording, by turns.
const recordingPairs = 9

// recordingCost compares the same room of a hundred while it is recorded and while it is not.
func recordingCost(l *lab) (figures []figure, err error) {
	program, err := l.build("sfu", "./bench/sfu")
	if err != nil {
		return nil, err
	}
	s, v, err := bare(program, "aula")()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	g := &stage{venue: v}
	if g.client, err = thrifty(); err != nil {
		return nil, err
	}
	defer g.close()
	if err := g.publish(); err != nil {
		return nil, err
	}
	from := &source{g: g, quality: inFull}
	from.run(time.Second, false)
	if err := g.fill(from, judgedCrowd); err != nil {
		return nil, err
	}
	var with, without []forwarded
	var memory []float64
	for range recordingPairs {
		if err := press(s.url + "/record"); err != nil {
			return nil, err
		}
		from.run(forwardWarm, false)
		a, err := g.window(from, s, judgedCrowd, 0)
		if err != nil {
			return nil, err
		}
		if err := press(s.url + "/stop"); err != nil {
			return nil, err
		}
		from.run(forwardWarm, false)
		b, err := g.window(from, s, judgedCrowd, 0)
		if err != nil {
			return nil, err
		}
		with, without, memory = append(with, a), append(without, b), append(memory, a.memory*judgedCrowd)
	}
	cpu := pairs{ours: valuesOf(with, forwarded.cost), baseline: valuesOf(without, forwarded.cost), faults: faults(with, without)}
	third := len(memory) / 3
	return []figure{
		cpu.figure("recording_cpu"),
		{name: "recording_memory", value: median(memory[2*third:]) - median(memory[:third]), unit: "MB more in the last recordings than in the first"},
		{name: "recording_cpu_with", value: median(cpu.ours), unit: "µs/packet"},
		{name: "recording_cpu_without", value: median(cpu.baseline), unit: "µs/packet"},
	}, nil
}

// press asks for something without a word.
func press(address string) error {
	answer, err := http.Post(address, "", nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, answer.Status)
	}
	return nil
}
