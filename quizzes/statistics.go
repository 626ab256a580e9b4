package quizzes

import (
	"cmp"
	"math"
	"slices"
)

// Sample sizes below which a figure says nothing and is left out.
const (
	fewAttempts  = 10 // of any figure
	someAttempts = 30 // of judgements about a question
)

// Statistics describe how a quiz and its questions worked. Classical test theory, as Moodle computes it: the facility index is the mean part of
// the points, the discrimination index the correlation of a question with the rest of the quiz (point-biserial where it is right or wrong).
type Statistics struct {
	Attempts    int
	Waiting     int     // left out, since people have not marked them yet
	Mean        float64 // percent, as all below
	Median      float64
	Deviation   float64
	PassRate    float64
	Reliability *float64 // Cronbach's alpha, at most 1; nil where attempts were asked different questions or are too few
	Error       float64  // standard error of one person's percentage; 0 without Reliability
	Histogram   [10]int  // attempts by tens of percent; 100 is in the last
	Items       []Item   // in the order of the quiz
}

// Enough tells whether there are enough attempts to say anything.
func (s Statistics) Enough() bool { return s.Attempts >= fewAttempts }

// Item is how one version of a question worked.
type Item struct {
	Version        string // its id
	Asked          int
	Answered       int
	Facility       float64  // mean part of the points, 0 to 1
	Discrimination *float64 // -1 to 1; nil where it cannot be computed or attempts are too few
	Choices        []Chosen // what was given, of questions with options; else the commonest texts
}

// Chosen is how often one answer was given, by how well its givers did in the whole quiz: lower, middle and upper third.
type Chosen struct {
	Answer string // an option's id, or a text
	Thirds [3]int
	Part   float64 // what it is worth of the points
}

// Count is how often it was given.
func (c Chosen) Count() int { return c.Thirds[0] + c.Thirds[1] + c.Thirds[2] }

// Concern is what is perhaps wrong with a question.
type Concern string

const (
	TooHard    Concern = "too_hard"   // hardly anybody earns its points
	TooEasy    Concern = "too_easy"   // nearly everybody does
	Misleading Concern = "misleading" // who does well elsewhere does worse here
	Weak       Concern = "weak"       // it hardly tells who knows more
	Skipped    Concern = "skipped"    // many leave it out
)

// Concerns are what a large enough sample says against a question.
func (i Item) Concerns() []Concern {
	if i.Asked < someAttempts {
		return nil
	}
	var found []Concern
	switch {
	case i.Facility < 0.2:
		found = append(found, TooHard)
	case i.Facility > 0.95:
		found = append(found, TooEasy)
	}
	if d := i.Discrimination; d != nil {
		switch {
		case *d < 0:
			found = append(found, Misleading)
		case *d < 0.2 && i.Facility <= 0.95:
			found = append(found, Weak)
		}
	}
	if i.Answered*5 < i.Asked*4 {
		found = append(found, Skipped)
	}
	return found
}

// Idle tells whether a wrong answer misleads nobody, and so does no work.
func (i Item) Idle(c Chosen) bool { return i.Asked >= someAttempts && c.Part <= 0 && c.Count() == 0 }

// observed is one attempt as statistics see it.
type observed struct {
	percent float64
	passed  bool
	items   []seen
}

// seen is one question of an attempt.
type seen struct {
	version    string
	score, max float64
	answered   bool
	chosen     []string // options' ids, or the text
}

func (s seen) part() float64 {
	if s.max <= 0 {
		return 0
	}
	return s.score / s.max
}

// statisticsOf computes the figures of a sample.
func statisticsOf(sample []observed) Statistics {
	s := Statistics{Attempts: len(sample)}
	if len(sample) == 0 {
		return s
	}
	percents, passed := make([]float64, len(sample)), 0
	for i, o := range sample {
		percents[i] = o.percent
		s.Histogram[min(9, max(0, int(o.percent/10)))]++
		if o.passed {
			passed++
		}
	}
	s.Mean, s.Deviation = meanAndDeviation(percents)
	s.Median = median(percents)
	s.PassRate = float64(passed) / float64(len(sample)) * 100
	s.Reliability, s.Error = reliability(sample, s.Deviation)
	s.Items = itemsOf(sample, thirds(percents))
	return s
}

func meanAndDeviation(values []float64) (mean, deviation float64) {
	for _, v := range values {
		mean += v
	}
	mean /= float64(len(values))
	if len(values) < 2 {
		return mean, 0
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(squares / float64(len(values)-1))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// thirds tells of each attempt whether it is in the lower, middle or upper third. Like percentages are in the same.
func thirds(percents []float64) []int {
	sorted := slices.Sorted(slices.Values(percents))
	low, high := sorted[(len(sorted)-1)/3], sorted[(len(sorted)-1)*2/3]
	all := make([]int, len(percents))
	for i, p := range percents {
		switch {
		case p > high:
			all[i] = 2
		case p > low:
			all[i] = 1
		}
	}
	return all
}

// reliability is Cronbach's alpha where everybody was asked the same, and the standard error that follows from it.
func reliability(sample []observed, deviation float64) (*float64, float64) {
	k := len(sample[0].items)
	if len(sample) < fewAttempts || k < 2 {
		return nil, 0
	}
	columns, totals := make([][]float64, k), make([]float64, len(sample))
	place := make(map[string]int, k)
	for i, item := range sample[0].items {
		place[item.version] = i
	}
	for n, o := range sample {
		if len(o.items) != k {
			return nil, 0
		}
		for _, item := range o.items {
			i, same := place[item.version]
			if !same {
				return nil, 0
			}
			columns[i] = append(columns[i], item.score)
			totals[n] += item.score
		}
	}
	sum := 0.0
	for _, c := range columns {
		_, d := meanAndDeviation(c)
		sum += d * d
	}
	_, total := meanAndDeviation(totals)
	if total == 0 {
		return nil, 0
	}
	alpha := float64(k) / float64(k-1) * (1 - sum/(total*total))
	return &alpha, deviation * math.Sqrt(max(0, 1-alpha))
}

// itemsOf gathers what the sample says about each version, in the order in which it was first met.
func itemsOf(sample []observed, third []int) []Item {
	type gathered struct {
		Item
		parts, rests []float64
		choices      map[string]*Chosen
	}
	var order []string
	all := map[string]*gathered{}
	for n, o := range sample {
		score, maximum := 0.0, 0.0
		for _, s := range o.items {
			score, maximum = score+s.score, maximum+s.max
		}
		for _, s := range o.items {
			g := all[s.version]
			if g == nil {
				g = &gathered{Item: Item{Version: s.version}, choices: map[string]*Chosen{}}
				all[s.version], order = g, append(order, s.version)
			}
			g.Asked++
			g.parts = append(g.parts, s.part())
			g.rests = append(g.rests, ratioOf(score-s.score, maximum-s.max))
			if s.answered {
				g.Answered++
			}
			for _, answer := range s.chosen {
				if g.choices[answer] == nil {
					g.choices[answer] = &Chosen{Answer: answer}
				}
				g.choices[answer].Thirds[third[n]]++
			}
		}
	}
	items := make([]Item, len(order))
	for i, version := range order {
		g := all[version]
		g.Facility, _ = meanAndDeviation(g.parts)
		g.Discrimination = discrimination(g.parts, g.rests)
		for _, c := range g.choices {
			g.Choices = append(g.Choices, *c)
		}
		slices.SortFunc(g.Choices, func(a, b Chosen) int {
			return cmp.Or(b.Count()-a.Count(), cmp.Compare(a.Answer, b.Answer))
		})
		items[i] = g.Item
	}
	return items
}

func ratioOf(score, maximum float64) float64 {
	if maximum <= 0 {
		return 0
	}
	return score / maximum
}

// discrimination is Pearson's correlation, nil where one side does not vary or the sample is too small.
func discrimination(parts, rests []float64) *float64 {
	if len(parts) < fewAttempts {
		return nil
	}
	meanP, devP := meanAndDeviation(parts)
	meanR, devR := meanAndDeviation(rests)
	if devP < 1e-9 || devR < 1e-9 {
		return nil
	}
	sum := 0.0
	for i := range parts {
		sum += (parts[i] - meanP) * (rests[i] - meanR)
	}
	r := sum / float64(len(parts)-1) / devP / devR
	return &r
}
