package recordings

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

func span(from, to int) Span {
	return Span{time.Duration(from) * time.Second, time.Duration(to) * time.Second}
}

func TestSpansAreMerged(t *testing.T) {
	for _, row := range []struct {
		name     string
		one, two []Span
		want     []Span
	}{
		{"nothing", nil, nil, []Span{}},
		{"the same twice", []Span{span(0, 10)}, []Span{span(0, 10)}, []Span{span(0, 10)}},
		{"one goes on where the other ends", []Span{span(0, 10)}, []Span{span(10, 20)}, []Span{span(0, 20)}},
		{"one within the other", []Span{span(0, 30)}, []Span{span(10, 20)}, []Span{span(0, 30)}},
		{"apart, and not in order", []Span{span(20, 30)}, []Span{span(0, 10)}, []Span{span(0, 10), span(20, 30)}},
		{"empty and reversed ones are none", []Span{span(5, 5)}, []Span{span(9, 3)}, []Span{}},
	} {
		if got := Merge(row.one, row.two); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

// Whatever spans there are: their order, how they are grouped and how often they are merged change nothing; every moment of theirs is in,
// the others but for what is within touch of two are not.
func TestMergingDependsOnNothingButTheSpans(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 7))
		any := func() (list []Span) {
			for range r.IntN(8) {
				from := time.Duration(r.IntN(20000)) * time.Millisecond
				list = append(list, Span{from, from + time.Duration(r.IntN(4000)-500)*time.Millisecond})
			}
			return list
		}
		a, b, c := any(), any(), any()
		merged := Merge(a, b, c)
		shuffled := slices.Concat(c, a, b, a)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for _, other := range [][]Span{Merge(shuffled), Merge(Merge(a, b), c), Merge(a, Merge(c, b)), Merge(merged)} {
			if !reflect.DeepEqual(other, merged) {
				t.Fatalf("seed %d: %v and %v", seed, merged, other)
			}
		}
		for i, s := range merged {
			if s.To <= s.From || i > 0 && s.From <= merged[i-1].To+touching {
				t.Fatalf("seed %d: %v is not apart", seed, merged)
			}
		}
		for at := time.Duration(0); at < 24*time.Second; at += 100 * time.Millisecond {
			in := func(list []Span) bool {
				return slices.ContainsFunc(list, func(s Span) bool { return s.From <= at && at < s.To })
			}
			if was := in(slices.Concat(a, b, c)); was && !in(merged) {
				t.Fatalf("seed %d: %v is missing in %v", seed, at, merged)
			}
		}
		if total := Total(merged); total < Total(Merge(a)) || total > 24*time.Second {
			t.Fatalf("seed %d: %v in all of %v", seed, total, merged)
		}
	}
}

func TestWhatABrowserMayReport(t *testing.T) {
	many := make([]Span, spansAtMost+1)
	for _, row := range []struct {
		name string
		said []Span
		want []Span
		err  error
	}{
		{"what it has played", []Span{span(0, 15), span(40, 60)}, []Span{span(0, 15), span(40, 60)}, nil},
		{"a little more than the film is long", []Span{span(50, 61)}, []Span{span(50, 60)}, nil},
		{"much more", []Span{span(50, 90)}, nil, ErrBeyond},
		{"before the film", []Span{span(-1, 3)}, nil, ErrBeyond},
		{"backwards", []Span{span(9, 3)}, nil, ErrBeyond},
		{"in thousands of pieces", many, nil, ErrBeyond},
	} {
		got, err := Sane(row.said, time.Minute)
		if !reflect.DeepEqual(got, row.want) || !errors.Is(err, row.err) {
			t.Errorf("%s: %v, %v", row.name, got, err)
		}
	}
}

func TestCreditGrowsWithTimeAndEnds(t *testing.T) {
	for _, row := range []struct {
		name          string
		before, since time.Duration
		want          time.Duration
	}{
		{"at twice the speed", 0, 15 * time.Second, 30 * time.Second},
		{"on top of what was left", 10 * time.Second, 15 * time.Second, 40 * time.Second},
		{"a day later", 0, 24 * time.Hour, creditAtMost},
		{"a clock that went back", time.Second, -time.Hour, time.Second},
	} {
		if got := Credit(row.before, row.since); got != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

func TestNineTenthsAreEnough(t *testing.T) {
	for _, row := range []struct {
		total, length time.Duration
		want          bool
	}{{54 * time.Second, time.Minute, true}, {53999 * time.Millisecond, time.Minute, false}, {0, 0, false}} {
		if got := Watched(row.total, row.length); got != row.want {
			t.Errorf("%v of %v: %v", row.total, row.length, got)
		}
	}
	if at := Unseen([]Span{span(0, 10), span(20, 30)}, 0, time.Minute); at != 10*time.Second {
		t.Errorf("goes on at %v", at)
	}
	if at := Unseen([]Span{span(5, 60)}, 5*time.Second, time.Minute); at != time.Minute {
		t.Errorf("all seen, and goes on at %v", at)
	}
}
