package recordings_test

import (
	"errors"
	"testing"
	"time"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/recordings"
	"aula/webinars"
)

func TestARecordingBeginsOnlyWithRoomForSomeOfItAndItsFilmAndWithTimeLeft(t *testing.T) {
	l := recordings.Limits{Longest: time.Hour, Reserve: 100, Begin: 50}
	for _, row := range []struct {
		before time.Duration
		free   uint64
		known  bool
		want   error
	}{
		{0, 200, true, nil}, {0, 199, true, recordings.ErrNoSpace}, {0, 0, false, nil},
		{59 * time.Minute, 200, true, nil}, {59*time.Minute + time.Second, 200, true, recordings.ErrNoTime}, {3 * time.Hour, 0, false, recordings.ErrNoTime},
	} {
		if err := l.MayBegin(row.before, row.free, row.known); !errors.Is(err, row.want) {
			t.Errorf("%d free after %v: %v", row.free, row.before, err)
		}
	}
}

func TestAFilmLeavesAQuarterOfTheReserve(t *testing.T) {
	l := recordings.Limits{Reserve: 100}
	for _, row := range []struct {
		more, free uint64
		known      bool
		want       error
	}{{50, 75, true, nil}, {50, 74, true, recordings.ErrNoRoom}, {0, 25, true, nil}, {0, 24, true, recordings.ErrNoRoom}, {50, 0, false, nil}} {
		if err := l.MayWrite(row.more, row.free, row.known); !errors.Is(err, row.want) {
			t.Errorf("%d more, %d free: %v", row.more, row.free, err)
		}
	}
}

func TestThePlanSaysHowLongOrElseTheCentre(t *testing.T) {
	for _, row := range []struct {
		plan, centre int
		want         time.Duration
	}{{0, 0, 4 * time.Hour}, {0, 90, 90 * time.Minute}, {30, 90, 30 * time.Minute}, {600, 0, 10 * time.Hour}} {
		if got := recordings.Longest(row.plan, row.centre); got != row.want {
			t.Errorf("plan %d, centre %d: %v", row.plan, row.centre, got)
		}
	}
}

func TestAPlanTakesWhatTheCentreTakes(t *testing.T) {
	app := testapp.New(t)
	owner := testapp.Person(t, app, "staff").Id
	for minutes, takes := range map[int]bool{
		recordings.LeastMinutes - 1: false, recordings.LeastMinutes: true, recordings.MostMinutes: true, recordings.MostMinutes + 1: false,
	} {
		_, err := webinars.Create(app, owner, webinars.Plan{
			Title: "Dal vivo", Start: time.Now().Add(time.Hour), Minutes: 60, Zone: "Europe/Rome", Audience: webinars.PeopleOnly,
			Lobby: webinars.LobbyAutomatic, RecordingMinutes: minutes,
		})
		var wrong accounts.Problems
		if (err == nil) != takes || !takes && (!errors.As(err, &wrong) || wrong[0].Field != "recording_hours") {
			t.Errorf("%d minutes: %v", minutes, err)
		}
	}
}

func TestHostsAreWarnedTenMinutesBefore(t *testing.T) {
	l := recordings.Limits{Longest: time.Hour}
	for _, row := range []struct {
		lasted  time.Duration
		minutes int
		due     bool
	}{{49 * time.Minute, 11, false}, {50 * time.Minute, 10, true}, {51*time.Minute + time.Second, 9, true}, {59*time.Minute + time.Second, 1, true}} {
		if minutes, due := l.Warning(row.lasted); due != row.due || minutes != row.minutes {
			t.Errorf("after %v: %d minutes, due %v", row.lasted, minutes, due)
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
