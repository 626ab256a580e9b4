package livekit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"
)

// Source is what somebody publishes, as LiveKit's tokens name it.
type Source string

// The sources.
const (
	Camera      Source = "camera"
	Microphone  Source = "microphone"
	Screen      Source = "screen_share"
	ScreenAudio Source = "screen_share_audio"
)

// Grant is what a token lets its bearer do. The zero one lets nobody do anything.
type Grant struct {
	Room     string // it holds for this room alone
	Identity string // who joins, opaque

	Join    bool
	Publish []Source // when joining; all that joins may receive

	Create, List, Admin bool // what only we do
}

// video is a grant as LiveKit reads it. What is not named would count as allowed.
type video struct {
	Room       string `json:"room,omitempty"`
	RoomJoin   bool   `json:"roomJoin,omitempty"`
	RoomCreate bool   `json:"roomCreate,omitempty"`
	RoomList   bool   `json:"roomList,omitempty"`
	RoomAdmin  bool   `json:"roomAdmin,omitempty"`

	CanPublish           bool     `json:"canPublish"`
	CanPublishSources    []Source `json:"canPublishSources,omitempty"`
	CanSubscribe         bool     `json:"canSubscribe"`
	CanPublishData       bool     `json:"canPublishData"`
	CanUpdateOwnMetadata bool     `json:"canUpdateOwnMetadata"`
	Hidden               bool     `json:"hidden"`
	Recorder             bool     `json:"recorder"`
}

type claims struct {
	Issuer  string `json:"iss"`
	Subject string `json:"sub,omitempty"`
	Issued  int64  `json:"iat"`
	Expires int64  `json:"exp"`
	Video   video  `json:"video"`
}

// tokenHead is {"alg":"HS256","typ":"JWT"}.
var tokenHead = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))

// Token signs what somebody may do until then. It names no moment before which it does not hold: LiveKit's clock may be behind ours.
func (c Config) Token(g Grant, now time.Time, lasts time.Duration) string {
	body, err := json.Marshal(claims{c.Key, g.Identity, now.Unix(), now.Add(lasts).Unix(), video{
		Room: g.Room, RoomJoin: g.Join, RoomCreate: g.Create, RoomList: g.List, RoomAdmin: g.Admin,
		CanPublish: g.Join && len(g.Publish) > 0, CanPublishSources: g.Publish, CanSubscribe: g.Join,
	}})
	if err != nil {
		panic(err) // these types can be written
	}
	text := tokenHead + "." + base64.RawURLEncoding.EncodeToString(body)
	mac := hmac.New(sha256.New, []byte(c.Secret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
