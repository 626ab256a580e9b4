package classes_test

import (
	"errors"
	"testing"
	"time"

	"aula/classes"
)

func TestTheCodeAtTheDoorStandsForItsTurnAndTheNext(t *testing.T) {
	key, shown := []byte("key"), time.Date(2027, 3, 1, 9, 0, 10, 0, time.UTC)
	code := classes.DoorCode(key, "session", shown)
	for _, row := range []struct {
		name, session, code string
		key                 []byte
		at                  time.Time
		want                error
	}{
		{"at once", "session", code, key, shown, nil},
		{"in the next turn", "session", code, key, shown.Add(49 * time.Second), nil},
		{"a turn later: a photo that was passed on", "session", code, key, shown.Add(50 * time.Second), classes.ErrDoorOld},
		{"before it was shown", "session", code, key, shown.Add(-time.Minute), classes.ErrDoorWrong},
		{"at another door", "other", code, key, shown, classes.ErrDoorWrong},
		{"made with another key", "session", code, []byte("other"), shown, classes.ErrDoorWrong},
		{"the old proof under the turn of now", "session", classes.DoorCode(key, "session", shown.Add(time.Hour))[:5] + code[5:], key, shown.Add(time.Hour), classes.ErrDoorWrong},
		{"nothing", "session", "", key, shown, classes.ErrDoorWrong},
		{"a number only", "session", "1", key, shown, classes.ErrDoorWrong},
	} {
		if got := classes.CheckDoor(row.key, row.session, row.code, row.at); !errors.Is(got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}
