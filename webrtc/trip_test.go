package webrtc

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestTheWayAndBackIsMeasuredByReports(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	const ntp = 0x1111_2222_3333_4444
	report := func(id uint32, waited time.Duration) rtcp.ReceptionReport {
		return rtcp.ReceptionReport{LastSenderReport: id, Delay: uint32(waited * (1 << 16) / time.Second)}
	}
	rows := []struct {
		says  string
		id    uint32
		after time.Duration
		waits time.Duration
		want  float64 // milliseconds; -1: not known
	}{
		{"at once", 0x2222_3333, 80 * time.Millisecond, 0, 80},
		{"after having waited", 0x2222_3333, 580 * time.Millisecond, 500 * time.Millisecond, 80},
		{"about a report that was never sent", 7, 80 * time.Millisecond, 0, -1},
		{"that waited longer than the way took", 0x2222_3333, 80 * time.Millisecond, time.Second, -1},
	}
	for _, row := range rows {
		var tr trip
		tr.sentOff(&rtcp.SenderReport{NTPTime: ntp}, start)
		now := start.Add(row.after)
		tr.cameBack(report(row.id, row.waits), now)
		got := tr.value(now)
		if (got == nil) != (row.want < 0) || got != nil && (*got < row.want-0.1 || *got > row.want+0.1) {
			t.Errorf("%s: %v", row.says, got)
		}
		if tr.value(now.Add(time.Minute)) != nil {
			t.Errorf("%s: known for ever", row.says)
		}
	}
}

func TestAShareIsOfTheLastSeconds(t *testing.T) {
	var s share
	start := time.Unix(1_700_000_000, 0)
	rows := []struct {
		at       time.Duration
		bad, all uint64
		want     float64
		known    bool
	}{
		{0, 10, 1000, 0, false},
		{time.Second, 20, 1100, 0, false},
		{2 * time.Second, 30, 1200, 0.1, true},
		{3 * time.Second, 90, 1300, 0.1, true},
		{4 * time.Second, 30, 1400, 0, true},
		{6 * time.Second, 30, 1400, 0, true},
	}
	for _, row := range rows {
		s.note(row.bad, row.all, start.Add(row.at))
		if got, known := s.value(); got != row.want || known != row.known {
			t.Errorf("after %v: %v %v", row.at, got, known)
		}
	}
}
