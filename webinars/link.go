package webinars

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// RoomCookie opens one room to whoever has exchanged a joining link for it.
const RoomCookie = "aula_room"

// Purposes of signatures.
const (
	forJoining = "join"
	forRoom    = "room"
	forCode    = "code"
)

// grantForm is what links and cookies look like: registration, version, end, signature.
var grantForm = regexp.MustCompile(`^([a-z0-9]{15})\.(\d{1,6})\.(\d{1,11})\.([A-Za-z0-9_-]{43})$`)

// grant is what a link or a cookie says.
type grant struct {
	registration string
	version      int
	end          time.Time
}

func (g grant) write(app core.App, purpose string) (string, error) {
	said := fmt.Sprintf("%s.%d.%d", g.registration, g.version, g.end.Unix())
	mac, err := sign(app, purpose, said)
	if err != nil {
		return "", err
	}
	return said + "." + base64.RawURLEncoding.EncodeToString(mac), nil
}

// readGrant returns what a token says, or ErrLink if it is none of ours for this purpose.
func readGrant(app core.App, purpose, token string) (grant, error) {
	parts := grantForm.FindStringSubmatch(token)
	if parts == nil {
		return grant{}, ErrLink
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(parts[4])
	if err != nil {
		return grant{}, ErrLink
	}
	mac, err := sign(app, purpose, parts[1]+"."+parts[2]+"."+parts[3])
	if err != nil {
		return grant{}, err
	}
	if !hmac.Equal(mac, given) {
		return grant{}, ErrLink
	}
	version, _ := strconv.Atoi(parts[2])         // by the form
	end, _ := strconv.ParseInt(parts[3], 10, 64) // by the form
	return grant{parts[1], version, time.Unix(end, 0)}, nil
}

// JoinPath is the joining link of a registration: it costs no row, opens that one room and holds until the webinar is over.
func JoinPath(app core.App, w *Webinar, r *Registration) (string, error) {
	token, err := grant{r.Id, r.Version(), w.Over()}.write(app, forJoining)
	if err != nil {
		return "", fmt.Errorf("joining link of registration %s: %w", r.Id, err)
	}
	return "/webinars/" + w.Id + "/join/" + token, nil
}

// ReadLink returns whose joining link it is, changing nothing: mail scanners fetch links. It returns ErrLink, ErrLinkEnded,
// ErrLinkWithdrawn, ErrCancelled or ErrEnded.
func ReadLink(app core.App, w *Webinar, token string, now time.Time) (*Registration, error) {
	return readToken(app, w, forJoining, token, now)
}

// readRoom returns whose room cookie it is.
func readRoom(app core.App, w *Webinar, cookie string, now time.Time) (*Registration, error) {
	return readToken(app, w, forRoom, cookie, now)
}

func readToken(app core.App, w *Webinar, purpose, token string, now time.Time) (*Registration, error) {
	g, err := readGrant(app, purpose, token)
	if err != nil {
		return nil, err
	}
	r, err := FindRegistration(app, g.registration)
	if err != nil || r.Webinar() != w.Id {
		return nil, ErrLink
	}
	switch {
	case g.version != r.Version():
		return nil, ErrLinkWithdrawn
	case w.State() == Cancelled:
		return nil, ErrCancelled
	case w.State() == Ended:
		return nil, ErrEnded
	case w.State() != Open && !now.Before(g.end): // a room that is open late stays open to who has a link
		return nil, ErrLinkEnded
	case r.State() == Withdrawn:
		return nil, ErrLinkWithdrawn
	}
	return r, nil
}
