package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// rounds is how many pairs a ratio is made of.
const rounds = 7

// pairs are two sides measured in turn.
type pairs struct {
	ours, baseline []float64
	faults         []string
}

// inTurn measures each side rounds times, ours and the baseline by turns, so that what else the machine
// does falls on both.
func inTurn(ours, baseline func() (float64, error)) (pairs, error) {
	var p pairs
	for range rounds {
		a, err := ours()
		if err != nil {
			return p, fmt.Errorf("ours: %w", err)
		}
		b, err := baseline()
		if err != nil {
			return p, fmt.Errorf("baseline: %w", err)
		}
		p.ours, p.baseline = append(p.ours, a), append(p.baseline, b)
	}
	return p, nil
}

func (p pairs) ratios() []float64 {
	list := make([]float64, len(p.ours))
	for i := range p.ours {
		list[i] = p.ours[i] / p.baseline[i]
	}
	return list
}

func (p pairs) ratio() float64 { return median(p.ratios()) }

// widest is how far the middle half of the pairs may lie apart, as a share of their median.
const widest = 0.3

// figure is the ratio under a name. Pairs that lie far apart prove nothing, unless all of them lie on one side of the goal.
func (p pairs) figure(name string) figure {
	f := figure{name: name, value: p.ratio(), unit: "ratio", fault: p.fault()}
	if goal, err := strconv.ParseFloat(goals[name], 64); err == nil && strings.HasPrefix(f.fault, disagree) {
		if list := p.ratios(); slices.Max(list) <= goal || slices.Min(list) > goal {
			f.fault = ""
		}
	}
	return f
}

const disagree = "the pairs disagree"

// fault says why the pairs prove nothing; empty: they do.
func (p pairs) fault() string {
	if len(p.faults) > 0 {
		return p.faults[0]
	}
	list := slices.Sorted(slices.Values(p.ratios()))
	if len(list) < 5 {
		return fmt.Sprintf("only %d pairs", len(list))
	}
	low, high := list[len(list)/4], list[len(list)-1-len(list)/4]
	if spread := (high - low) / median(list); spread > widest {
		return fmt.Sprintf("%s: %.3f to %.3f", disagree, low, high)
	}
	return ""
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	list := slices.Sorted(slices.Values(values))
	if n := len(list); n%2 == 0 {
		return (list[n/2-1] + list[n/2]) / 2
	}
	return list[len(list)/2]
}
