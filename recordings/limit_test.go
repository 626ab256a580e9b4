package recordings_test

import (
	"errors"
	"testing"
	"time"

	"aula/recordings"
)

func TestARecordingBeginsOnlyWithRoomForSomeOfItAndItsFilm(t *testing.T) {
	l := recordings.Limits{Reserve: 100, Begin: 50}
	for _, row := range []struct {
		free  uint64
		known bool
		want  error
	}{{200, true, nil}, {199, true, recordings.ErrNoSpace}, {0, false, nil}} {
		if err := l.MayBegin(row.free, row.known); !errors.Is(err, row.want) {
			t.Errorf("%d free: %v", row.free, err)
		}
	}
}

func TestARecordingEndsBeforeTheDiskOrItsTimeDoes(t *testing.T) {
	l := recordings.Limits{Longest: time.Hour, Reserve: 100}
	for _, row := range []struct {
		says           string
		lasted         time.Duration
		captured, free uint64
		known          bool
		want           recordings.Reason
	}{
		{"it has room and time", 59 * time.Minute, 50, 150, true, ""},
		{"no room for its film", time.Minute, 51, 150, true, recordings.DiskFull},
		{"a disk that says nothing", time.Minute, 51, 0, false, ""},
		{"as long as may be", time.Hour, 1, 1000, true, recordings.TooLong},
	} {
		if got := l.MustEnd(row.lasted, row.captured, row.free, row.known); got != row.want {
			t.Errorf("%s: %q", row.says, got)
		}
	}
}
