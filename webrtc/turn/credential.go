package turn

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/pion/turn/v2"
)

const realm = "aula"

// Lasts is how long a credential opens a relay. A relay that is open may be kept beyond.
const Lasts = 20 * time.Minute

// Owner is whom a credential was given to, and for what.
type Owner struct{ Room, Person string }

// Credential is the name and the password of one, until it expires.
type Credential struct {
	Name, Password string
	Expires        time.Time
}

var errName = errors.New("not a name that the relay has given")

// Give makes a credential: a name that says what it is good for, and a password that only we can derive from it.
func (s *Server) Give(o Owner) Credential {
	expires := s.now().Add(Lasts)
	name := strings.Join([]string{strconv.FormatInt(expires.Unix(), 10), o.Room, o.Person}, ":")
	return Credential{name, s.password(name), expires}
}

func (s *Server) password(name string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(name))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// read is what a name says.
func read(name string) (o Owner, expires time.Time, err error) {
	parts := strings.SplitN(name, ":", 3)
	if len(parts) != 3 || len(name) > 256 {
		return Owner{}, time.Time{}, errName
	}
	seconds, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return Owner{}, time.Time{}, errName
	}
	return Owner{parts[1], parts[2]}, time.Unix(seconds, 0), nil
}

// authKey is how TURN derives a key from a password.
func (s *Server) authKey(name, realm string) []byte {
	return turn.GenerateAuthKey(name, realm, s.password(name))
}
