package classes

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DoorTurn is how long the code at the door of a class stands. It is let in for one turn more, so that nobody is caught by the change.
const DoorTurn = 30 * time.Second

// Why a code of the door lets nobody in.
var (
	ErrDoorOld    = errors.New("code of the door has gone")
	ErrDoorWrong  = errors.New("code is not of this door")
	ErrDoorClosed = errors.New("door of the session is closed")
)

// DoorCode is what the door of a session shows at a moment: the turn, and a proof that only who knows the key can make.
func DoorCode(key []byte, session string, now time.Time) string {
	return doorCode(key, session, now.Unix()/int64(DoorTurn/time.Second))
}

func doorCode(key []byte, session string, turn int64) string {
	proof := hmac.New(sha256.New, key)
	fmt.Fprintf(proof, "aula door\n%s\n%d", session, turn)
	return strconv.FormatInt(turn, 36) + "." + base64.RawURLEncoding.EncodeToString(proof.Sum(nil)[:16])
}

// CheckDoor tells whether the door of the session shows the code now, or did in the turn before. It returns ErrDoorOld for a code that it
// showed earlier, or ErrDoorWrong.
func CheckDoor(key []byte, session, code string, now time.Time) error {
	number, _, _ := strings.Cut(code, ".")
	turn, err := strconv.ParseInt(number, 36, 64)
	if err != nil || !hmac.Equal([]byte(doorCode(key, session, turn)), []byte(code)) {
		return ErrDoorWrong
	}
	switch age := now.Unix()/int64(DoorTurn/time.Second) - turn; {
	case age < 0:
		return ErrDoorWrong
	case age > 1:
		return ErrDoorOld
	}
	return nil
}
