package jobs

import (
	"errors"
	"testing"
	"time"
)

func TestPausesGrowToAnHourAndPatienceOutlastsALongWeekend(t *testing.T) {
	rows := []struct {
		tries int
		want  time.Duration
	}{
		{1, 30 * time.Second}, {2, time.Minute}, {7, 32 * time.Minute}, {8, time.Hour}, {9, time.Hour}, {patience, time.Hour}, {0, 30 * time.Second},
	}
	for _, row := range rows {
		if got := pauseAfter(row.tries); got != row.want {
			t.Errorf("after %d tries %s, want %s", row.tries, got, row.want)
		}
	}
	var all time.Duration
	for tries := 1; tries < patience; tries++ {
		all += pauseAfter(tries)
	}
	if all < 4*24*time.Hour || all > 6*24*time.Hour {
		t.Errorf("a job is given up after %s", all)
	}
}

func TestKnocksAtAShutDoorAreFarBetweenButNeverFarApart(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	var a Away
	if a.holds(now) {
		t.Error("a door that nobody knocked at is shut")
	}
	for i, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
		a = a.again(now, errors.New("refused"))
		if got := a.Until.Sub(now); got != want {
			t.Errorf("knock %d: the next after %s, want %s", i+1, got, want)
		}
		if !a.holds(now) || a.holds(a.Until) {
			t.Errorf("knock %d: holds %v, at its end %v", i+1, a.holds(now), a.holds(a.Until))
		}
	}
	if !a.Since.Equal(now) {
		t.Errorf("away since %s", a.Since)
	}
	if a.holds(now.Add(-24 * time.Hour)) {
		t.Error("a clock that went back a day makes the queue wait for a day")
	}
}
