package webrtc

import (
	"math"
	"testing"
	"time"
)

// A browser that was busy for a moment says less than it means, and says more ever more slowly when more comes than before: neither is
// a line that is too thin.
func TestAnEstimateCountsOnceItStaysLow(t *testing.T) {
	const sent = 1e6
	every := 200 * time.Millisecond // as Chromium says it
	for _, row := range []struct {
		says     string
		estimate func(seconds float64) float64 // bits a second; 0: none
		within   time.Duration                 // that the line gives way; 0: never
	}{
		{"none", func(float64) float64 { return 0 }, 0},
		{"more than is sent", func(float64) float64 { return 2 * sent }, 0},
		{"half of what is sent", func(float64) float64 { return sent / 2 }, 1500 * time.Millisecond},
		{"falls and falls", func(s float64) float64 { return sent * math.Pow(0.8, s) }, 2 * time.Second},
		{"fell by a seventh and climbs by a packet in each time there and back", func(s float64) float64 { return 0.85*sent + 25e3*s }, 0},
		{"climbs from where little was sent", func(s float64) float64 { return sent / 4 * math.Pow(1.08, s) }, 0},
		{"fell for one word", func(s float64) float64 {
			if s == 1 {
				return sent / 3
			}
			return sent
		}, 0},
	} {
		l, began := &line{}, time.Now()
		gave := time.Duration(0)
		for after := time.Duration(0); after < 10*time.Second && gave == 0; after += every {
			now := began.Add(after)
			if bits := row.estimate(after.Seconds()); bits > 0 {
				l.estimated(bits, now)
			}
			if l.budget(now, sent, 0) > 0 {
				gave = after
			}
		}
		if (gave > 0) != (row.within > 0) || gave > row.within {
			t.Errorf("%s: the line gave way after %v", row.says, gave)
		}
	}
}

func TestAnEstimateIsForgottenWhenNoneComesAnyMore(t *testing.T) {
	l, began := &line{}, time.Now()
	l.estimated(500e3, began)
	for after := time.Duration(0); after < 10*time.Second; after += tick {
		if limit := l.budget(began.Add(fresh+after), 1e6, 0); limit != 0 {
			t.Fatalf("%v later the line has a limit of %.0f", fresh+after, limit)
		}
	}
}
