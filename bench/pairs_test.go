package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestARatioIsTheMedianOfPairsThatAgree(t *testing.T) {
	rows := []struct {
		name           string
		ours, baseline []float64
		ratio          float64
		fault          string
	}{
		{"twice as fast", []float64{1, 2, 3, 4, 5}, []float64{2, 4, 6, 8, 10}, 0.5, ""},
		{"one pair was disturbed", []float64{9, 2, 3, 4, 5}, []float64{2, 4, 6, 8, 10}, 0.5, ""},
		{"too few pairs", []float64{1, 1}, []float64{1, 1}, 1, "only 2 pairs"},
		{"pairs that disagree", []float64{1, 2, 3, 4, 5, 6, 7}, []float64{4, 4, 4, 4, 4, 4, 4}, 1, "disagree"},
	}
	for _, row := range rows {
		p := pairs{ours: row.ours, baseline: row.baseline}
		if got := p.ratio(); got != row.ratio {
			t.Errorf("%s: ratio %v, want %v", row.name, got, row.ratio)
		}
		if got := p.fault(); (got == "") != (row.fault == "") || !strings.Contains(got, row.fault) {
			t.Errorf("%s: fault %q, want %q", row.name, got, row.fault)
		}
	}
}

func TestPairsThatDisagreeSayWhetherTheGoalIsMetIfAllOfThemDo(t *testing.T) {
	for _, row := range []struct {
		says  string
		name  string // the goal of lesson_cpu is 1
		ours  []float64
		valid bool
	}{
		{"all below it", "lesson_cpu", []float64{1, 2, 3, 3, 3, 4, 4}, true},
		{"all above it", "lesson_cpu", []float64{5, 6, 7, 8, 9, 10, 11}, true},
		{"on both sides", "lesson_cpu", []float64{1, 2, 3, 4, 5, 6, 7}, false},
		{"no goal", "lesson_bytes", []float64{1, 2, 3, 3, 3, 4, 4}, false},
	} {
		p := pairs{ours: row.ours, baseline: []float64{4, 4, 4, 4, 4, 4, 4}}
		if !strings.Contains(p.fault(), disagree) {
			t.Errorf("%s: these pairs agree", row.says)
		}
		if f := p.figure(row.name); (f.fault == "") != row.valid {
			t.Errorf("%s: %q", row.says, f.fault)
		}
	}
	lost := pairs{ours: []float64{1, 1, 1, 1, 1}, baseline: []float64{4, 4, 4, 4, 4}, faults: []string{"packets were lost"}}
	if f := lost.figure("lesson_cpu"); f.fault == "" {
		t.Error("a run that was invalid counts")
	}
}

func TestSidesAreMeasuredInTurn(t *testing.T) {
	var order []string
	side := func(name string) func() (float64, error) {
		return func() (float64, error) { order = append(order, name); return 1, nil }
	}
	if _, err := inTurn(side("a"), side("b")); err != nil {
		t.Fatal(err)
	}
	if want := slices.Repeat([]string{"a", "b"}, rounds); !slices.Equal(order, want) {
		t.Errorf("order %v", order)
	}
	broken := errors.New("no answer")
	if _, err := inTurn(side("a"), func() (float64, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

func TestALineSaysWhetherTheGoalIsMet(t *testing.T) {
	rows := []struct {
		f    figure
		want string
	}{
		{figure{name: "lesson_cpu", value: 0.9, unit: "ratio"}, "bench\tlesson_cpu\t0.900\tratio\t<=1.0\tmet"},
		{figure{name: "lesson_cpu", value: 1.1, unit: "ratio"}, "bench\tlesson_cpu\t1.100\tratio\t<=1.0\tmissed"},
		{figure{name: "lesson_cpu", value: 0.9, unit: "ratio", fault: "x"}, "bench\tlesson_cpu\t0.900\tratio\t<=1.0\tinvalid"},
		{figure{name: "lesson_cpu", fault: "not measured"}, "bench\tlesson_cpu\t-\t-\t<=1.0\tinvalid"},
		{figure{name: "lesson_bytes", value: 5000, unit: "B"}, "info\tlesson_bytes\t5000\tB"},
		{figure{name: "lesson_bytes", value: 5000, unit: "B", fault: "busy"}, "info\tlesson_bytes\t5000\tB\t-\tinvalid"},
	}
	for _, row := range rows {
		if got := row.f.line(); got != row.want {
			t.Errorf("got %q, want %q", got, row.want)
		}
	}
}

func TestEveryGoalBelongsToAnExperiment(t *testing.T) {
	owed := map[string]bool{}
	for _, x := range experiments {
		for _, name := range x.figures {
			owed[name] = true
			if goals[name] == "" {
				t.Errorf("%s has no goal", name)
			}
		}
	}
	for name := range goals {
		if !owed[name] {
			t.Errorf("nobody measures %s", name)
		}
	}
}

func TestTheTextsAreTheSameEveryTime(t *testing.T) {
	first, second := manuscripts(), manuscripts()
	total := 0
	for i := range first {
		total += len(first[i])
		if string(first[i]) != string(second[i]) {
			t.Fatalf("text %d differs", i)
		}
	}
	if len(first) != 136 || total < 1_180_000 || total > 1_220_000 {
		t.Errorf("%d texts of %d bytes", len(first), total)
	}
}
