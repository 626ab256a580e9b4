package classes

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// DoorPatience is how long somebody who has read the code may take to sign in and to say that they are there.
const DoorPatience = 10 * time.Minute

// scanForm is what a proof of having read the code looks like: session, person or "-", moment, signature.
var scanForm = regexp.MustCompile(`^([a-z0-9]{15})\.([a-z0-9]{15}|-)\.(\d{1,11})\.([A-Za-z0-9_-]{43})$`)

// Scan returns at which door somebody has read a code at this moment, and a proof of it; user is empty for who has not signed in. Their browser
// keeps it, and nobody else has it: see ReadScan. It returns ErrDoorOld, ErrDoorWrong, ErrDoorClosed or ErrRegisterClosed.
func Scan(app core.App, user, code string, now time.Time) (s *Session, proof string, err error) {
	if s, err = FindDoor(app, code, now); err != nil {
		return nil, "", err
	}
	if err := s.opensDoor(app, now); err != nil {
		return nil, "", err
	}
	key, err := doorKey(app)
	if err != nil {
		return nil, "", err
	}
	if user == "" {
		user = "-"
	}
	said := fmt.Sprintf("%s.%s.%d", s.Id, user, now.Unix())
	return s, said + "." + signScan(key, said), nil
}

// ReadScan returns when the code of the session's door was read. It returns ErrDoorScan for what is no proof of that, is another person's, or
// is too old.
func ReadScan(app core.App, session, user, proof string, now time.Time) (time.Time, error) {
	parts := scanForm.FindStringSubmatch(proof)
	if parts == nil || parts[1] != session || parts[2] != "-" && parts[2] != user {
		return time.Time{}, ErrDoorScan
	}
	key, err := doorKey(app)
	if err != nil {
		return time.Time{}, err
	}
	if !hmac.Equal([]byte(signScan(key, parts[1]+"."+parts[2]+"."+parts[3])), []byte(parts[4])) {
		return time.Time{}, ErrDoorScan
	}
	seconds, _ := strconv.ParseInt(parts[3], 10, 64) // by the form
	at := time.Unix(seconds, 0)
	if now.Sub(at) > DoorPatience {
		return time.Time{}, ErrDoorScan
	}
	return at, nil
}

func signScan(key []byte, said string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("scan\n" + said))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
