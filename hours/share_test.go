package hours_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"aula/hours"
)

func TestACoursesMinutesAreSharedInProportion(t *testing.T) {
	for _, row := range []struct {
		says  string
		total int
		parts []hours.Part
		want  map[string]int
	}{
		{"as long as they take", 60, []hours.Part{{"a", 20}, {"b", 40}}, map[string]int{"a": 20, "b": 40}},
		{"longer than the parts", 120, []hours.Part{{"a", 20}, {"b", 40}}, map[string]int{"a": 40, "b": 80}},
		{"a minute is left over", 100, []hours.Part{{"a", 10}, {"b", 10}, {"c", 10}}, map[string]int{"a": 34, "b": 33, "c": 33}},
		{"the one that lost most gets it", 10, []hours.Part{{"a", 12}, {"b", 38}}, map[string]int{"a": 2, "b": 8}},
		{"nobody said how long", 90, []hours.Part{{"a", 0}, {"b", 0}}, map[string]int{"a": 45, "b": 45}},
		{"a part that takes no time", 90, []hours.Part{{"a", 0}, {"b", 5}}, map[string]int{"a": 0, "b": 90}},
		{"a course without hours", 0, []hours.Part{{"a", 10}}, map[string]int{"a": 0}},
		{"a course without parts", 60, nil, map[string]int{}},
	} {
		if got := hours.Share(row.total, row.parts); !maps.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.says, got, row.want)
		}
	}
}

// history is a course and what somebody holds of it, to which things happen.
type history struct {
	rng   *rand.Rand
	total int
	parts []hours.Part
	met   []string
	done  bool
	held  []hours.Held
}

func begin(seed uint64) *history {
	h := &history{rng: rand.New(rand.NewPCG(seed, 7))}
	h.revise()
	return h
}

// revise makes the course another one: other hours, other parts, of which some are as before.
func (h *history) revise() {
	h.total = h.rng.IntN(600)
	h.parts = nil
	for i := range h.rng.IntN(12) {
		if h.rng.IntN(4) > 0 {
			h.parts = append(h.parts, hours.Part{Key: fmt.Sprint("p", i), Minutes: h.rng.IntN(90) - 5})
		}
	}
}

func (h *history) shares() map[string]int { return hours.Share(h.total, h.parts) }

// settle applies what is due, and returns what is wrong with it.
func (h *history) settle() error {
	back, give := hours.Settle(hours.Study{Total: h.total, Shares: h.shares(), Met: h.met, Complete: h.done, Held: h.held})
	for _, b := range back {
		i := slices.Index(h.held, b)
		if i < 0 {
			return fmt.Errorf("takes back %v, which is not held", b)
		}
		h.held = slices.Delete(h.held, i, i+1)
	}
	for _, g := range give {
		if g.Minutes <= 0 || slices.ContainsFunc(h.held, func(o hours.Held) bool { return o.Key == g.Key }) {
			return fmt.Errorf("gives %v beside %v", g, h.held)
		}
		h.held = append(h.held, g)
	}
	switch sum := h.sum(); {
	case sum > h.total:
		return fmt.Errorf("%d minutes of a course that gives %d", sum, h.total)
	case h.done && sum != h.total:
		return fmt.Errorf("%d minutes of a completed course that gives %d", sum, h.total)
	}
	if b, g := hours.Settle(hours.Study{Total: h.total, Shares: h.shares(), Met: h.met, Complete: h.done, Held: h.held}); len(b)+len(g) > 0 {
		return fmt.Errorf("settled twice takes back %v and gives %v", b, g)
	}
	return nil
}

func (h *history) sum() (sum int) {
	for _, held := range h.held {
		sum += held.Minutes
	}
	return sum
}

// toggle meets a part, or takes back that it was met.
func (h *history) toggle(key string) {
	if i := slices.Index(h.met, key); i >= 0 {
		h.met = slices.Delete(h.met, i, i+1)
		return
	}
	h.met = append(h.met, key)
}

// studied is as many minutes as the parts that are met are worth.
func (h *history) studied() (sum int) {
	shares := h.shares()
	for _, key := range h.met {
		sum += shares[key]
	}
	return sum
}

func TestSharesAreTheCourseExactly(t *testing.T) {
	for seed := range uint64(5000) {
		h := begin(seed)
		sum := 0
		for _, share := range h.shares() {
			sum += share
		}
		if len(h.parts) > 0 && sum != h.total {
			t.Fatalf("seed %d: %d minutes shared of %d among %v", seed, sum, h.total, h.parts)
		}
	}
}

func TestWhateverHappensAndInWhateverOrderACourseGivesWhatItGives(t *testing.T) {
	for seed := range uint64(3000) {
		h := begin(seed)
		for range h.rng.IntN(40) {
			if len(h.parts) == 0 {
				break
			}
			h.toggle(h.parts[h.rng.IntN(len(h.parts))].Key)
			if err := h.settle(); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if h.sum() != h.studied() {
				t.Fatalf("seed %d: %d minutes for parts worth %d: %v", seed, h.sum(), h.studied(), h.held)
			}
		}
		h.done = true
		if err := h.settle(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func TestTakingBackRestores(t *testing.T) {
	for seed := range uint64(3000) {
		h := begin(seed)
		for _, p := range h.parts[:len(h.parts)/2] {
			h.toggle(p.Key)
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
		}
		before := slices.Clone(h.held)
		if len(h.parts) == 0 {
			continue
		}
		last := h.parts[len(h.parts)-1].Key
		for range 2 { // met, and taken back
			h.toggle(last)
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
		}
		if len(h.parts) > 1 && !slices.Equal(h.held, before) {
			t.Fatalf("seed %d: %v after taking back, %v before", seed, h.held, before)
		}
	}
}

func TestARevisionGivesNobodyMoreThanTheCourse(t *testing.T) {
	for seed := range uint64(3000) {
		h := begin(seed)
		for range h.rng.IntN(40) {
			switch {
			case h.rng.IntN(6) == 0:
				h.revise()
			case len(h.parts) > 0:
				h.toggle(h.parts[h.rng.IntN(len(h.parts))].Key)
			}
			if err := h.settle(); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		h.done = true
		if err := h.settle(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		h.revise() // and whoever asks again finds it exact, with other hours too
		if err := h.settle(); err != nil {
			t.Fatalf("seed %d, revised after completion: %v", seed, err)
		}
	}
}
