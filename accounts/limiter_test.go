package accounts

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"aula/internal/testapp"
)

// clock is a time that a test moves by hand.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func newClock() *clock { return &clock{time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)} }

func TestALimitAllowsItsBurstAndThenOneMoreAtATime(t *testing.T) {
	c := newClock()
	l := NewLimiter(c.now)
	limit := Limit{Burst: 3, Every: time.Minute}
	for i := range 3 {
		if wait := l.Take(limit, "k", "who"); wait != 0 {
			t.Fatalf("try %d waits %s", i, wait)
		}
	}
	if wait := l.Take(limit, "k", "who"); wait != time.Minute {
		t.Errorf("the fourth waits %s", wait)
	}
	c.t = c.t.Add(time.Minute)
	if wait := l.Take(limit, "k", "who"); wait != 0 {
		t.Errorf("a minute later one waits %s", wait)
	}
	if wait := l.Take(limit, "k", "who"); wait == 0 {
		t.Error("a minute later two are allowed")
	}
}

func TestLimitsOfOneDoNotTouchAnother(t *testing.T) {
	l := NewLimiter(newClock().now)
	limit := Limit{Burst: 1, Every: time.Minute}
	l.Take(limit, "k", "one")
	for _, row := range [][2]string{{"k", "two"}, {"other", "one"}} {
		if wait := l.Take(limit, row[0], row[1]); wait != 0 {
			t.Errorf("%v waits %s", row, wait)
		}
	}
}

func TestWhoShowsWhoTheyAreIsForgiven(t *testing.T) {
	l := NewLimiter(newClock().now)
	limit := Limit{Burst: 1, Every: time.Minute}
	l.Take(limit, "k", "who")
	l.Forgive("k", "who")
	if wait := l.Take(limit, "k", "who"); wait != 0 {
		t.Errorf("waits %s", wait)
	}
}

func TestTheLimitersMemoryIsBounded(t *testing.T) {
	l := NewLimiter(newClock().now)
	limit := Limit{Burst: 1, Every: time.Hour}
	for i := range 5 * remembered {
		l.Take(limit, "k", fmt.Sprint(i))
	}
	if n := len(l.young) + len(l.old); n > 2*remembered {
		t.Errorf("remembers %d", n)
	}
	if wait := l.Take(limit, "k", fmt.Sprint(5*remembered-1)); wait == 0 {
		t.Error("has forgotten who came last")
	}
}

func TestAnAccountIsLimitedWhereverItsTriesComeFrom(t *testing.T) {
	app := testapp.New(t)
	try := Try{"test", Limit{2, time.Minute}, Limit{100, time.Minute}}
	for i, email := range []string{"ada@example.it", " ADA@example.it"} {
		if err := Take(app, try, email, fmt.Sprintf("10.0.0.%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	err := Take(app, try, "Ada@Example.it", "10.0.0.9")
	var wait TooMany
	if !errors.Is(err, ErrTooMany) || !errors.As(err, &wait) || wait.Seconds() != 60 || wait.Minutes() != 1 {
		t.Errorf("got %v", err)
	}
	if err := Take(app, try, "other@example.it", "10.0.0.1"); err != nil {
		t.Errorf("somebody else at the same address: %v", err)
	}
}

func TestANetworkIsLimitedWhoeverIsTried(t *testing.T) {
	app := testapp.New(t)
	try := Try{"test", Limit{100, time.Minute}, Limit{2, time.Minute}}
	for i := range 2 {
		if err := Take(app, try, fmt.Sprint(i), "2001:db8::1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := Take(app, try, "x", "2001:db8::ffff"); !errors.Is(err, ErrTooMany) {
		t.Errorf("the same subscriber's other address: %v", err)
	}
	if err := Take(app, try, "x", "2001:db8:0:1::1"); err != nil {
		t.Errorf("another subscriber: %v", err)
	}
}

func TestARefusedAccountDoesNotUseUpItsNetwork(t *testing.T) {
	app := testapp.New(t)
	try := Try{"test", Limit{1, time.Hour}, Limit{3, time.Hour}}
	for range 10 {
		_ = Take(app, try, "ada@example.it", "10.0.0.1") // all but the first are refused
	}
	if err := Take(app, try, "bea@example.it", "10.0.0.1"); err != nil {
		t.Errorf("a colleague: %v", err)
	}
}
