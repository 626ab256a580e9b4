package webinars

import (
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// MediaTokens is the collection of the tokens for media.
const MediaTokens = "webinar_media_tokens"

const forMedia = "media"

var mediaForm = regexp.MustCompile(`^([a-z0-9]{15})\.([A-Za-z0-9_-]{43})$`)

// MediaGrant lets whoever bears its token publish or play the media of one webinar by WHIP and WHEP, and nothing else.
type MediaGrant struct {
	ID      string    `json:"id"` // no secret: the token is this and a signature
	Webinar string    `json:"-"`
	Name    string    `json:"name"` // of what publishes, among the people in the room
	Publish bool      `json:"publish"`
	Play    bool      `json:"play"`
	Until   time.Time `json:"until"`
	By      string    `json:"-"` // id of the account that made it; empty: nobody did
	Made    time.Time `json:"made"`
	Used    time.Time `json:"-"` // when it opened something last; zero: never
}

// MediaToken keeps a grant, and returns it as it was kept and its bearer token.
func MediaToken(app core.App, g MediaGrant) (MediaGrant, string, error) {
	g.Until, g.Made = g.Until.Truncate(time.Second).UTC(), time.Now().Truncate(time.Second).UTC()
	r, err := newRow(app, MediaTokens, g.Webinar, g.Made)
	if err != nil {
		return MediaGrant{}, "", err
	}
	r.Set("name", g.Name)
	r.Set("publish", g.Publish)
	r.Set("play", g.Play)
	r.Set("until", g.Until)
	r.Set("by", g.By)
	if err := saveRow(app, r); err != nil {
		return MediaGrant{}, "", err
	}
	g.ID = r.Id
	mac, err := sign(app, forMedia, g.ID)
	if err != nil {
		return MediaGrant{}, "", err
	}
	return g, g.ID + "." + base64.RawURLEncoding.EncodeToString(mac), nil
}

// ReadMediaToken returns what a token grants now, or ErrMediaToken.
func ReadMediaToken(app core.App, token string, now time.Time) (MediaGrant, error) {
	parts := mediaForm.FindStringSubmatch(token)
	if parts == nil {
		return MediaGrant{}, ErrMediaToken
	}
	mac, err := sign(app, forMedia, parts[1])
	if err != nil {
		return MediaGrant{}, err
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || !hmac.Equal(mac, given) {
		return MediaGrant{}, ErrMediaToken
	}
	list, err := mediaGrants(app, dbx.HashExp{"id": parts[1]}, now)
	if err != nil {
		return MediaGrant{}, err
	}
	if len(list) == 0 {
		return MediaGrant{}, ErrMediaToken
	}
	return list[0], nil
}

// MediaGrants are those of a webinar that hold now, the oldest first.
func MediaGrants(app core.App, webinar string, now time.Time) ([]MediaGrant, error) {
	return mediaGrants(app, dbx.HashExp{"webinar": webinar}, now)
}

func mediaGrants(app core.App, which dbx.HashExp, now time.Time) ([]MediaGrant, error) {
	rows := []*core.Record{}
	if err := app.RecordQuery(MediaTokens).AndWhere(which).OrderBy("rowid").All(&rows); err != nil {
		return nil, fmt.Errorf("media tokens: %w", err)
	}
	list := []MediaGrant{}
	for _, r := range rows {
		g := MediaGrant{ID: r.Id, Webinar: r.GetString("webinar"), Name: r.GetString("name"), Publish: r.GetBool("publish"), Play: r.GetBool("play"),
			Until: r.GetDateTime("until").Time(), By: r.GetString("by"), Made: r.GetDateTime("at").Time(), Used: r.GetDateTime("used").Time()}
		if now.Before(g.Until) {
			list = append(list, g)
		}
	}
	return list, nil
}

// MediaGrantOf returns one of a webinar that holds now, or ErrNotThere.
func MediaGrantOf(app core.App, webinar, id string, now time.Time) (MediaGrant, error) {
	list, err := mediaGrants(app, dbx.HashExp{"webinar": webinar, "id": id}, now)
	if err != nil {
		return MediaGrant{}, err
	}
	if len(list) == 0 {
		return MediaGrant{}, ErrNotThere
	}
	return list[0], nil
}

// NoteMediaUse notes that a token has opened something. Nothing depends on it.
func NoteMediaUse(app core.App, id string, now time.Time) error {
	r, err := app.FindRecordById(MediaTokens, id)
	if err != nil {
		return fmt.Errorf("use of media token %s: %w", id, err)
	}
	r.Set("used", now)
	return saveRow(app, r)
}

// WithdrawMedia takes a token back. It returns ErrNotThere.
func WithdrawMedia(app core.App, webinar, id string) error {
	r, err := rowOf(app, MediaTokens, webinar, id)
	if err != nil {
		return err
	}
	if err := app.Delete(r); err != nil {
		return fmt.Errorf("withdraw media token %s: %w", id, err)
	}
	return nil
}

// studioName is the name under which something publishes, or ErrGrant.
func studioName(written string) (string, error) {
	name, err := cleanText(written, OptionAtMost)
	if errors.Is(err, ErrTextEmpty) {
		return "", nil
	}
	if err != nil {
		return "", ErrGrant
	}
	return name, nil
}
