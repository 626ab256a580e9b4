package webrtc

import (
	"slices"
	"testing"
	"time"
)

// passes lets seconds pass on a line of a capacity before which a stream has layers, the largest that fits being sent, and says which
// was sent in each second.
func passes(l *line, began time.Time, seconds int, capacity float64, layers []float64) (sent []int) {
	at := len(layers) - 1
	for i := range seconds {
		now := began.Add(time.Duration(i) * time.Second)
		l.reported(max(0, 1-capacity/layers[at]), now.Add(-time.Second), now, layers[at])
		budget := l.budget(now, layers[at], 0)
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

// tries lets a bare line of a capacity be tried in quarters of a second, one report a second, and says for how long it was until
// pictures were sent again, how much of what was sent was lost at most, and how many bits of padding were sent.
func tries(l *line, began time.Time, capacity, sound, need float64, most time.Duration) (until time.Duration, worst float64, padded float64) {
	padding := 0.0
	for after := time.Duration(0); after < most; after += tick {
		now := began.Add(after)
		if after%time.Second == 0 {
			loss := max(0, 1-capacity/(sound+padding))
			worst = max(worst, loss)
			l.reported(loss, now.Add(-time.Second), now, sound+padding)
			l.saw(now)
		}
		var carries bool
		if padding, carries = l.look(now, need); carries {
			return after, worst, padded
		}
		padded += padding * tick.Seconds()
	}
	return most, worst, padded
}

func TestABareLineIsTriedUntilItCarriesAPicture(t *testing.T) {
	for _, row := range []struct {
		says           string
		capacity, need float64
		within         time.Duration // 0: never
	}{
		{"it was a moment's fault", 5e6, 165e3, 8 * time.Second},
		{"the only layer is a large one", 5e6, 1.6e6, 10 * time.Second},
		{"it carries no picture", 150e3, 165e3, 0},
		{"it carries a small picture and there is a large one alone", 400e3, 1.6e6, 0},
	} {
		l, began := &line{}, time.Now()
		l.strip(began)
		took, _, padded := tries(l, began, row.capacity, 60e3, row.need, time.Minute)
		if row.within > 0 && took > row.within || row.within == 0 && took < time.Minute {
			t.Errorf("%s: after %v", row.says, took)
		}
		if padded /= time.Minute.Seconds(); row.within == 0 && padded > row.capacity/3 {
			t.Errorf("%s: of %.0f bits a second %.0f were padding", row.says, row.capacity, padded)
		}
	}
}

func TestALineThatRecoversWhileItIsTriedCarriesPicturesInTime(t *testing.T) {
	for fallen := 4 * time.Second; fallen < 30*time.Second; fallen += 500 * time.Millisecond {
		l, began := &line{}, time.Now()
		l.strip(began)
		tries(l, began, 150e3, 60e3, 165e3, fallen)
		if took, _, _ := tries(l, began.Add(fallen), 5e6, 60e3, 165e3, time.Minute); took > 11*time.Second {
			t.Errorf("bare for %v, it took %v", fallen, took)
		}
	}
}

func TestALineThatWasCutIsAsWideAsBefore(t *testing.T) {
	layers := []float64{150e3, 500e3, 1500e3}
	l, began := &line{}, time.Now()
	passes(l, began, 10, 5e6, layers)
	back := began.Add(20 * time.Second)
	l.reported(0.95, began.Add(9*time.Second), back, layers[2])
	if budget := l.budget(back, layers[2], 0); budget != 0 {
		t.Errorf("a cut of eleven seconds leaves %.0f bits a second", budget)
	}
	if sent := passes(l, back.Add(time.Second), 5, 5e6, layers); slices.Min(sent) != 2 {
		t.Errorf("then layers %v are sent", sent)
	}
}
