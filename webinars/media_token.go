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

const forMedia = "media"

var mediaForm = regexp.MustCompile(`^([a-z0-9]{15})\.([pv]{1,2})\.(\d{1,11})\.([A-Za-z0-9_-]{43})$`)

// MediaGrant lets whoever bears it publish or play the media of one webinar by WHIP and WHEP, and nothing else.
type MediaGrant struct {
	Webinar       string
	Publish, Play bool
	Until         time.Time
}

// MediaToken writes the grant as a bearer token.
func MediaToken(app core.App, g MediaGrant) (string, error) {
	may := ""
	if g.Publish {
		may += "p"
	}
	if g.Play {
		may += "v"
	}
	said := fmt.Sprintf("%s.%s.%d", g.Webinar, may, g.Until.Unix())
	mac, err := sign(app, forMedia, said)
	if err != nil {
		return "", err
	}
	return said + "." + base64.RawURLEncoding.EncodeToString(mac), nil
}

// ReadMediaToken returns what a token grants now, or ErrMediaToken.
func ReadMediaToken(app core.App, token string, now time.Time) (MediaGrant, error) {
	parts := mediaForm.FindStringSubmatch(token)
	if parts == nil {
		return MediaGrant{}, ErrMediaToken
	}
	mac, err := sign(app, forMedia, parts[1]+"."+parts[2]+"."+parts[3])
	if err != nil {
		return MediaGrant{}, err
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(parts[4])
	if err != nil || !hmac.Equal(mac, given) {
		return MediaGrant{}, ErrMediaToken
	}
	seconds, _ := strconv.ParseInt(parts[3], 10, 64) // by the form
	g := MediaGrant{Webinar: parts[1], Publish: parts[2][0] == 'p', Play: parts[2][len(parts[2])-1] == 'v', Until: time.Unix(seconds, 0)}
	if !now.Before(g.Until) {
		return MediaGrant{}, ErrMediaToken
	}
	return g, nil
}
