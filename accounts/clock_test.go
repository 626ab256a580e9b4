package accounts

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

func TestWhatASessionAndACodeHoldMovesWithAClockThatJumps(t *testing.T) {
	const day = 24 * time.Hour
	rows := []struct {
		name    string
		jump    time.Duration
		written time.Duration // before the jump; less than nought: by a clock that was ahead of it
		want    time.Duration // how far the moments have moved
	}{
		{"a day forth", day, time.Hour, day},
		{"a day back", -day, time.Hour, -day},
		{"a year and some milliseconds forth", 365*day + 123*time.Millisecond, 0, 365*day + 123*time.Millisecond},
		{"a machine that began in 2020 and was then told the time", 6 * 365 * day, -time.Hour, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app, _, _, p, _ := door(t, BriefStay)
			otp := core.NewOTP(app)
			otp.SetCollectionRef(p.Collection().Id)
			otp.SetRecordRef(p.Id)
			otp.SetPassword("12345678")
			if err := app.Save(otp); err != nil {
				t.Fatal(err)
			}
			read := func() (seen, expires, made time.Time) {
				open, err := sessionsOf(app, p.Id)
				if err != nil || len(open) != 1 {
					t.Fatal(open, err)
				}
				again, err := app.FindOTPById(otp.Id)
				if err != nil {
					t.Fatal(err)
				}
				return open[0].LastSeen(), open[0].Expires(), again.Created().Time()
			}
			seen, expires, made := read()
			if err := ShiftTimes(app, row.jump, time.Now().Add(row.written)); err != nil {
				t.Fatal(err)
			}
			nowSeen, nowExpires, nowMade := read()
			for name, moved := range map[string]time.Duration{"last use": nowSeen.Sub(seen), "end": nowExpires.Sub(expires), "code": nowMade.Sub(made)} {
				if moved != row.want {
					t.Errorf("%s moved by %s", name, moved)
				}
			}
		})
	}
}

func TestAnExpiredSessionIsKeptForSomeDaysInCaseTheClockWasWrong(t *testing.T) {
	rows := []struct {
		expired time.Duration
		want    int
	}{{time.Hour, 1}, {47 * time.Hour, 1}, {49 * time.Hour, 0}}
	for _, row := range rows {
		app, _, _, p, _ := door(t, BriefStay)
		if err := ShiftTimes(app, -BriefStay-row.expired, time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if err := PurgeSessions(app); err != nil {
			t.Fatal(err)
		}
		if left, err := sessionsOf(app, p.Id); len(left) != row.want || err != nil {
			t.Errorf("expired for %s: %d left, %v", row.expired, len(left), err)
		}
	}
}
