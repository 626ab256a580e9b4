package quizzes

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// sampleOf makes attempts of rows of marks: each question is worth one point, chosen tells what was given to the first one.
func sampleOf(rows ...[]float64) []observed {
	sample := make([]observed, len(rows))
	for n, row := range rows {
		score := 0.0
		for i, mark := range row {
			score += mark
			sample[n].items = append(sample[n].items, seen{version: fmt.Sprint("q", i), score: mark, max: 1, answered: true})
		}
		sample[n].percent = score / float64(len(row)) * 100
		sample[n].passed = sample[n].percent >= 60
	}
	return sample
}

// Ten people, three questions; worked by hand: column means 0,7 0,5 0,3.
var tenPeople = sampleOf(
	[]float64{1, 1, 1}, []float64{1, 1, 1}, []float64{1, 1, 1}, []float64{1, 1, 0}, []float64{1, 1, 0},
	[]float64{1, 0, 0}, []float64{1, 0, 0}, []float64{0, 0, 0}, []float64{0, 0, 0}, []float64{0, 0, 0},
)

func TestTheFiguresOfAQuizWorkedByHand(t *testing.T) {
	s := statisticsOf(tenPeople)
	// totals 3 3 3 2 2 1 1 0 0 0: mean 1,5, median 1,5, sum of squares 14,5, variance 14,5/9
	variance := 14.5 / 9
	items := (0.21 + 0.25 + 0.21) * 10 / 9
	alpha := 1.5 * (1 - items/variance)
	for name, pair := range map[string][2]float64{
		"mean":        {s.Mean, 50},
		"median":      {s.Median, 50},
		"deviation":   {s.Deviation, math.Sqrt(variance) / 3 * 100},
		"pass rate":   {s.PassRate, 50},
		"reliability": {*s.Reliability, alpha},
		"error":       {s.Error, math.Sqrt(variance) / 3 * 100 * math.Sqrt(1-alpha)},
		"facility 1":  {s.Items[0].Facility, 0.7},
		"facility 3":  {s.Items[2].Facility, 0.3},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s is %v, by hand %v", name, pair[0], pair[1])
		}
	}
	if want := [10]int{3, 0, 0, 2, 0, 0, 2, 0, 0, 3}; s.Histogram != want {
		t.Errorf("histogram %v, want %v", s.Histogram, want)
	}
	// the second question against the rest (first and third): rests 1 1 1 .5 .5 .5 .5 0 0 0
	// covariance sum 5·(0,8−0,5)·… = Σ x·r − n·x̄·r̄ = 4 − 10·0,5·0,5 = 1,5; Σ(x−x̄)² = 2,5; Σ(r−r̄)² = 4 − 2,5 = 1,5
	if want := 1.5 / math.Sqrt(2.5*1.5); math.Abs(*s.Items[1].Discrimination-want) > 1e-9 {
		t.Errorf("discrimination %v, by hand %v", *s.Items[1].Discrimination, want)
	}
}

func TestFewAttemptsSayLittle(t *testing.T) {
	s := statisticsOf(tenPeople[:9])
	if s.Enough() || s.Reliability != nil || s.Items[0].Discrimination != nil {
		t.Errorf("nine attempts: %+v", s)
	}
	if none := statisticsOf(nil); none.Attempts != 0 || none.Items != nil {
		t.Errorf("no attempts: %+v", none)
	}
}

func TestThereIsNoReliabilityWherePeopleWereAskedDifferentThings(t *testing.T) {
	sample := slices.Clone(tenPeople)
	sample[9].items = slices.Clone(sample[9].items)
	sample[9].items[0].version = "another"
	if s := statisticsOf(sample); s.Reliability != nil {
		t.Errorf("reliability %v of different quizzes", *s.Reliability)
	}
}

func TestWhoChoseWhatByThirds(t *testing.T) {
	sample := sampleOf([]float64{0, 0, 0}, []float64{0, 0, 1}, []float64{0, 0, 1}, []float64{0, 1, 1}, []float64{1, 1, 1}, []float64{1, 1, 1})
	for n, chosen := range []string{"x", "x", "y", "y", "z", "z"} {
		sample[n].items[0].chosen = []string{chosen}
	}
	got := map[string][3]int{}
	for _, c := range statisticsOf(sample).Items[0].Choices {
		got[c.Answer] = c.Thirds
	}
	if got["x"] != [3]int{2, 0, 0} || got["y"] != [3]int{1, 1, 0} || got["z"] != [3]int{0, 0, 2} {
		t.Errorf("thirds %v", got)
	}
}

func TestWhatASampleSaysAgainstAQuestion(t *testing.T) {
	number := func(x float64) *float64 { return &x }
	for _, row := range []struct {
		name string
		item Item
		want []Concern
	}{
		{"a good one", Item{Asked: 50, Answered: 50, Facility: 0.6, Discrimination: number(0.4)}, nil},
		{"too few people", Item{Asked: 29, Answered: 29, Facility: 0.01, Discrimination: number(-0.4)}, nil},
		{"hardly anybody", Item{Asked: 50, Answered: 50, Facility: 0.1, Discrimination: number(0.4)}, []Concern{TooHard}},
		{"nearly everybody", Item{Asked: 50, Answered: 50, Facility: 0.97, Discrimination: number(0.1)}, []Concern{TooEasy}},
		{"the good get it wrong", Item{Asked: 50, Answered: 50, Facility: 0.5, Discrimination: number(-0.1)}, []Concern{Misleading}},
		{"tells nothing", Item{Asked: 50, Answered: 50, Facility: 0.5, Discrimination: number(0.1)}, []Concern{Weak}},
		{"left out", Item{Asked: 50, Answered: 30, Facility: 0.5, Discrimination: number(0.4)}, []Concern{Skipped}},
		{"no variance", Item{Asked: 50, Answered: 50, Facility: 0.5}, nil},
	} {
		if got := row.item.Concerns(); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}
