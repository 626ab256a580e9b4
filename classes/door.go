package classes

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

const (
	// DoorTurn is how long the code at the door of a class stands. It is let in for one turn more, so that nobody is caught by the change.
	DoorTurn = 30 * time.Second
	// DoorEarly is how long before a session its door opens.
	DoorEarly = 15 * time.Minute

	doorLength   = 6 // some 10^9 codes, tried a few times a minute, and of use to who has a seat only
	doorRecalled = 4 * time.Hour
)

// Why the door lets nobody in.
var (
	ErrDoorOld    = errors.New("code of the door has gone")
	ErrDoorWrong  = errors.New("code is not of this door")
	ErrDoorClosed = errors.New("door of the session is closed")
	ErrDoorScan   = errors.New("code of the door was not scanned just now")
)

// doorKey is what the codes at doors and the proofs of having read one are made with.
func doorKey(app core.App) ([]byte, error) { return webinars.KeyFor(app, "class door") }

// DoorCode is what the door of a session shows at a moment. Only who knows the key can tell.
func DoorCode(key []byte, session string, now time.Time) string {
	return doorCode(key, session, doorTurn(now))
}

func doorTurn(now time.Time) int64 { return now.Unix() / int64(DoorTurn/time.Second) }

func doorCode(key []byte, session string, turn int64) string {
	proof := hmac.New(sha256.New, key)
	fmt.Fprintf(proof, "code\n%s\n%d", session, turn)
	rest := binary.BigEndian.Uint64(proof.Sum(nil))
	code := make([]byte, doorLength)
	for i := range code {
		code[i] = codeLetters[rest%uint64(len(codeLetters))]
		rest /= uint64(len(codeLetters))
	}
	return string(code)
}

// CheckDoor tells whether the door of the session shows the code now, or did in the turn before. Spaces and small letters do not matter. It
// returns ErrDoorOld for a code that it showed in the hours before, or ErrDoorWrong.
func CheckDoor(key []byte, session, typed string, now time.Time) error {
	if len(typed) > 100 {
		return ErrDoorWrong
	}
	code := []byte(plainCode(typed))
	if len(code) != doorLength {
		return ErrDoorWrong
	}
	turn := doorTurn(now)
	for age := range int64(doorRecalled / DoorTurn) {
		if !hmac.Equal([]byte(doorCode(key, session, turn-age)), code) {
			continue
		}
		if age > 1 {
			return ErrDoorOld
		}
		return nil
	}
	return ErrDoorWrong
}

// HasDoor tells whether people may come in by the door at a moment: where they meet in a room, shortly before it begins until its end.
func (s *Session) HasDoor(now time.Time) bool {
	return s.HasRoom() && !s.Closed() && !now.Before(s.From().Add(-DoorEarly)) && now.Before(s.Until())
}

// Door is what stands at a door.
type Door struct {
	Code string
	Left time.Duration // until it shows another
}

// ShowDoor returns what the door of a session shows, or ErrDoorClosed.
func ShowDoor(app core.App, s *Session, now time.Time) (Door, error) {
	if err := s.opensDoor(app, now); err != nil {
		return Door{}, err
	}
	key, err := doorKey(app)
	if err != nil {
		return Door{}, err
	}
	return Door{DoorCode(key, s.Id, now), time.Unix((doorTurn(now)+1)*int64(DoorTurn/time.Second), 0).Sub(now)}, nil
}

func (s *Session) opensDoor(app core.App, now time.Time) error {
	if s.Closed() {
		return ErrRegisterClosed
	}
	if !s.HasDoor(now) {
		return ErrDoorClosed
	}
	e, err := Find(app, s.Edition())
	if err == nil && e.State() == Cancelled {
		err = ErrDoorClosed
	}
	return err
}

// FindDoor returns the session at whose door the code stands, or stood when it closed. It returns ErrDoorOld or ErrDoorWrong.
func FindDoor(app core.App, typed string, now time.Time) (*Session, error) {
	near, err := listSessions(app, dbx.NewExp("[[from]] <= {:early} AND [[until]] > {:recalled} AND [[kind]] != 'webinar'",
		dbx.Params{"early": stamp(now.Add(DoorEarly)), "recalled": stamp(now.Add(-doorRecalled))}))
	if err != nil {
		return nil, err
	}
	key, err := doorKey(app)
	if err != nil {
		return nil, err
	}
	why := ErrDoorWrong
	for _, s := range near {
		switch err := CheckDoor(key, s.Id, typed, now); {
		case err == nil:
			return s, nil
		case errors.Is(err, ErrDoorOld):
			why = err
		}
	}
	return nil, why
}
