package relay

import (
	"testing"
	"time"
)

// play sends packets of 972 bytes (1000 with headers), one every so often, and says when each arrives, from the first one's sending.
func play(seed uint64, l Line, packets int, every time.Duration) (arrivals [][]time.Duration, c Counts) {
	f, began := newFates(seed, 0), time.Now()
	for i := range packets {
		var list []time.Duration
		for _, due := range f.next(l, 972, began.Add(time.Duration(i)*every)) {
			list = append(list, due.Sub(began))
		}
		arrivals = append(arrivals, list)
	}
	return arrivals, f.counts
}

func TestALineDoesToPacketsWhatItSays(t *testing.T) {
	const packets = 10000
	near := func(n int, share float64) bool {
		return float64(n) > 0.9*share*packets && float64(n) < 1.1*share*packets
	}
	for _, row := range []struct {
		says  string
		line  Line
		every time.Duration
		holds func(Counts) bool
	}{
		{"nothing", Line{}, time.Millisecond, func(c Counts) bool { return c == Counts{Passed: packets} }},
		{"loses a twentieth", Line{Loss: 0.05}, time.Millisecond, func(c Counts) bool { return near(c.Lost, 0.05) && c.Passed+c.Lost == packets }},
		{"loses all", Line{Loss: 1}, time.Millisecond, func(c Counts) bool { return c == Counts{Lost: packets} }},
		{"doubles a tenth", Line{Duplicate: 0.1}, time.Millisecond, func(c Counts) bool { return near(c.Duplicated, 0.1) && c.Passed == packets }},
		{"shuffles a tenth", Line{Reorder: 0.1}, time.Millisecond, func(c Counts) bool { return near(c.Reordered, 0.1) && c.Passed == packets }},
		{"carries half of what comes", Line{Rate: 4e6}, time.Millisecond, func(c Counts) bool { return near(c.Passed, 0.51) && c.Passed+c.Overflowed == packets }},
		{"carries what comes", Line{Rate: 8e6}, time.Millisecond, func(c Counts) bool { return c.Passed == packets }},
		{"carries a burst and no more", Line{Rate: 8e6, Queue: 3000}, 0, func(c Counts) bool { return c.Passed == 4 }},
	} {
		if _, c := play(7, row.line, packets, row.every); !row.holds(c) {
			t.Errorf("%s: %+v", row.says, c)
		}
	}
}

func TestPacketsArriveWhenALineLetsThem(t *testing.T) {
	const ms = time.Millisecond
	for _, row := range []struct {
		says string
		line Line
		want []time.Duration // of three packets sent at once
	}{
		{"at once", Line{}, []time.Duration{0, 0, 0}},
		{"late", Line{Delay: 40 * ms}, []time.Duration{40 * ms, 40 * ms, 40 * ms}},
		{"one after the other", Line{Rate: 8e6}, []time.Duration{1 * ms, 2 * ms, 3 * ms}},
		{"one after the other, late", Line{Rate: 8e6, Delay: 40 * ms}, []time.Duration{41 * ms, 42 * ms, 43 * ms}},
		{"overtaken", Line{Reorder: 1}, []time.Duration{Overtaken, Overtaken, Overtaken}},
	} {
		arrivals, _ := play(7, row.line, len(row.want), 0)
		for i, want := range row.want {
			if len(arrivals[i]) != 1 || arrivals[i][0].Round(time.Microsecond) != want {
				t.Errorf("%s: packet %d arrives at %v, not %v", row.says, i, arrivals[i], want)
			}
		}
	}
}

func TestJitterKeepsPacketsInOrder(t *testing.T) {
	arrivals, _ := play(7, Line{Delay: time.Millisecond, Jitter: 50 * time.Millisecond}, 1000, time.Millisecond)
	for i := 1; i < len(arrivals); i++ {
		if arrivals[i][0] < arrivals[i-1][0] {
			t.Fatalf("packet %d arrives at %v, the one before at %v", i, arrivals[i][0], arrivals[i-1][0])
		}
	}
}

func TestTheSameSeedLosesTheSamePackets(t *testing.T) {
	lost := func(seed uint64) (list [200]bool) {
		arrivals, _ := play(seed, Line{Loss: 0.2, Reorder: 0.1}, len(list), time.Millisecond)
		for i, a := range arrivals {
			list[i] = len(a) == 0
		}
		return list
	}
	first := lost(1)
	if again := lost(1); first != again {
		t.Error("one seed, two outcomes")
	}
	if first == lost(2) {
		t.Error("two seeds, one outcome")
	}
}
