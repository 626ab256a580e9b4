package webrtc

import (
	"testing"
	"time"
)

// passes lets seconds pass on a line of a capacity before which a stream has layers, the largest that fits being sent, and says which
// was sent in each second.
func passes(l *line, began time.Time, seconds int, capacity float64, layers []float64) (sent []int) {
	at := len(layers) - 1
	for i := range seconds {
		now := began.Add(time.Duration(i) * time.Second)
		l.reported(max(0, 1-capacity/layers[at]), now)
		budget := l.budget(now, layers[at])
		for at = len(layers) - 1; at > 0 && budget > 0 && layers[at] > budget; at-- {
		}
		sent = append(sent, at)
	}
	return sent
}

func TestALineGetsWhatItCarries(t *testing.T) {
	layers := []float64{150e3, 500e3, 1500e3}
	for _, row := range []struct {
		says     string
		capacity float64
		want     int // the layer that is sent most of the time once the line is known
		within   int // seconds after which nothing larger is sent for a while
	}{
		{"wide", 5e6, 2, 0},
		{"enough for the middle", 700e3, 1, 2},
		{"thin", 200e3, 0, 6},
	} {
		sent := passes(&line{}, time.Now(), 60, row.capacity, layers)
		right := 0
		for _, at := range sent[row.within:] {
			if at == row.want {
				right++
			}
		}
		if sent[row.within] != row.want || right*10 < 7*(60-row.within) {
			t.Errorf("%s: %v", row.says, sent)
		}
	}
}

func TestALineThatRecoversIsTrustedAgain(t *testing.T) {
	layers := []float64{150e3, 500e3, 1500e3}
	l, began := &line{}, time.Now()
	passes(l, began, 10, 200e3, layers)
	sent := passes(l, began.Add(10*time.Second), 60, 5e6, layers)
	if last := sent[len(sent)-1]; last != 2 {
		t.Errorf("a minute later layer %d is sent: %v", last, sent)
	}
	if l.limit != 0 {
		t.Errorf("and the limit is still %.0f", l.limit)
	}
}

func TestAnEstimateOfTheBrowserCountsWhileItIsFresh(t *testing.T) {
	now := time.Now()
	for _, row := range []struct {
		says string
		age  time.Duration
		remb float64
		want float64
	}{
		{"half of what is sent", 0, 500e3, 500e3},
		{"more than is sent", 0, 2e6, 0},
		{"old", 4 * time.Second, 500e3, 0},
		{"none", 0, 0, 0},
	} {
		l := &line{}
		l.estimated(row.remb, now.Add(-row.age))
		if got := l.budget(now, 1e6); got != row.want {
			t.Errorf("%s: %.0f", row.says, got)
		}
	}
}
