package loss

import (
	"slices"
	"testing"
	"time"
)

func TestWhatIsMissingIsAskedForUntilItComes(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	var l Tracker
	for _, s := range []uint16{65533, 65534, 2, 0} { // 65535 and 1 are missing, 0 came late
		l.Seen(s, now)
	}
	for _, row := range []struct {
		says  string
		after time.Duration
		want  []uint16
	}{
		{"at once, in case they only overtook each other", 0, nil},
		{"soon", 5 * time.Millisecond, []uint16{65535, 1}},
		{"before an answer can have come", 20 * time.Millisecond, nil},
		{"again", 66 * time.Millisecond, []uint16{65535, 1}},
	} {
		if got := l.Due(now.Add(row.after)); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v", row.says, got)
		}
	}
	l.Seen(1, now)
	if got := l.Due(now.Add(time.Second)); !slices.Equal(got, []uint16{65535}) {
		t.Errorf("after one came: %v", got)
	}
	for i := range 20 {
		l.Due(now.Add(time.Duration(i+2) * time.Second))
	}
	if got := l.Due(now.Add(time.Hour)); got != nil {
		t.Errorf("asked for ever: %v", got)
	}
}

func TestALongGapIsHopeless(t *testing.T) {
	var l Tracker
	now := time.Unix(1_800_000_000, 0)
	l.Seen(0, now)
	if l.Seen(257, now) {
		t.Error("256 missing packets are still asked for")
	}
	if !l.Seen(1000, now) || l.Due(now.Add(time.Second)) != nil {
		t.Error("a long gap is asked for packet by packet")
	}
}
