package livekit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"
)

// grantOf opens a token as LiveKit does, and returns what it allows.
func grantOf(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %q", token)
	}
	mac := hmac.New(sha256.New, []byte(testConfig.Secret))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) != parts[2] {
		t.Fatal("the signature is wrong")
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Iss   string
		Exp   int64
		Video map[string]any
	}
	if err := json.Unmarshal(body, &claims); err != nil {
		t.Fatal(err)
	}
	if left := time.Until(time.Unix(claims.Exp, 0)); claims.Iss != testConfig.Key || left <= 0 || left > 2*time.Minute {
		t.Errorf("issuer %q, %s left", claims.Iss, left)
	}
	for name, value := range claims.Video {
		if value == false {
			delete(claims.Video, name)
		}
	}
	return claims.Video
}

func TestTokensAllowWhatTheRoleMayAndNothingElse(t *testing.T) {
	for _, row := range []struct {
		who     string
		publish []Source
		want    map[string]any
	}{
		{"an attendee", nil, map[string]any{"room": "aula-x", "roomJoin": true, "canSubscribe": true}},
		{"a presenter", []Source{Camera, ScreenAudio}, map[string]any{"room": "aula-x", "roomJoin": true, "canSubscribe": true,
			"canPublish": true, "canPublishSources": []any{"camera", "screen_share_audio"}}},
	} {
		token := testConfig.Token(Grant{Room: "aula-x", Identity: "person.tab", Join: true, Publish: row.publish}, time.Now(), time.Minute)
		if got := grantOf(t, token); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s may %v, not %v", row.who, got, row.want)
		}
	}
}

// LiveKit allows what a token does not name, so all is named.
func TestTokensNameWhatTheyRefuse(t *testing.T) {
	token := testConfig.Token(Grant{Room: "aula-x", Identity: "person.tab", Join: true}, time.Now(), time.Minute)
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"canPublish", "canPublishData", "canUpdateOwnMetadata", "hidden", "recorder"} {
		if !strings.Contains(string(body), fmt.Sprintf("%q:false", name)) {
			t.Errorf("%s is not refused: %s", name, body)
		}
	}
	if strings.Contains(string(body), "@") {
		t.Errorf("a mailbox: %s", body)
	}
}

func TestConfigurationsAreChecked(t *testing.T) {
	long := Secret(strings.Repeat("s", shortestSecret))
	for _, row := range []struct {
		config Config
		want   error
	}{
		{Config{"wss://live.example.it", "APIkey", long}, nil},
		{Config{"https://live.example.it:7443/", "APIkey", long}, nil},
		{Config{"ws://127.0.0.1:7880", "devkey", long}, nil},
		{Config{"ws://localhost:7880", "devkey", long}, nil},
		{Config{"ws://live.example.it", "APIkey", long}, ErrAddress},
		{Config{"wss://", "APIkey", long}, ErrAddress},
		{Config{"live.example.it", "APIkey", long}, ErrAddress},
		{Config{"wss://user:word@live.example.it", "APIkey", long}, ErrAddress},
		{Config{"wss://live.example.it/rtc", "APIkey", long}, ErrAddress},
		{Config{"wss://live.example.it?x", "APIkey", long}, ErrAddress},
		{Config{"ftp://live.example.it", "APIkey", long}, ErrAddress},
		{Config{"wss://live.example.it; script-src *", "APIkey", long}, ErrAddress},
		{Config{"wss://live.example.it", "", long}, ErrKey},
		{Config{"wss://live.example.it", "API: key", long}, ErrKey},
		{Config{"wss://live.example.it", "APIkey", "secret"}, ErrSecret},
	} {
		if err := row.config.Check(); !errors.Is(err, row.want) {
			t.Errorf("%s %s: %v, not %v", row.config.URL, row.config.Key, err, row.want)
		}
	}
	c := Config{URL: "https://live.example.it:7443/"}
	if c.Socket() != "wss://live.example.it:7443" || c.Web() != "https://live.example.it:7443" {
		t.Errorf("%s %s", c.Socket(), c.Web())
	}
}

func TestTheSecretPrintsItselfNowhere(t *testing.T) {
	c := testConfig
	c.URL = "ws://127.0.0.1:1"
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Error("x", "config", c, "secret", c.Secret)
	slog.New(slog.NewTextHandler(&logged, nil)).Error("x", "config", c, "secret", c.Secret)
	for _, said := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %s %q %x", c, c, c.Secret, c.Secret, c.Secret), string(text), logged.String()} {
		if strings.Contains(said, string(testConfig.Secret)) || strings.Contains(said, fmt.Sprintf("%x", string(testConfig.Secret))) {
			t.Errorf("the secret is in %s", said)
		}
	}
}
