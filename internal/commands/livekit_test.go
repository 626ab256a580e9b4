package commands

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/webrtc/livekit"
)

var liveKitWord = strings.Repeat("w", 40) // its secret

// keyFile is a file that only its owner can read, unless said otherwise.
func keyFile(t *testing.T, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "livekit.key")
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheSettingOfLiveKitIsCheckedBeforeAnythingStarts(t *testing.T) {
	for _, row := range []struct {
		name, url, key, secret, file string
		says                         string
	}{
		{"a key without an address", "", "aula", liveKitWord, "", "manca l'indirizzo"},
		{"an address in clear", "ws://live.example.it", "aula", liveKitWord, "", "dev'essere wss://NOME"},
		{"an address with a path", "wss://live.example.it/rtc", "aula", liveKitWord, "", "senza percorso"},
		{"no key", "wss://live.example.it", "", liveKitWord, "", "la chiave di LiveKit manca"},
		{"no secret", "wss://live.example.it", "aula", "", "", "il segreto di LiveKit manca"},
		{"a short secret", "wss://live.example.it", "aula", "wwwwwwww", "", "meno di 32 segni"},
		{"a file that others can read", "wss://live.example.it", "", "", keyFile(t, "aula: "+liveKitWord, 0o640), "chmod 600"},
		{"a file of another shape", "wss://live.example.it", "", "", keyFile(t, liveKitWord, 0o600), "CHIAVE: SEGRETO"},
		{"a file of two keys", "wss://live.example.it", "", "", keyFile(t, "aula: "+liveKitWord+"\nb: "+liveKitWord, 0o600), "una riga sola"},
		{"no such file", "wss://live.example.it", "", "", filepath.Join(t.TempDir(), "none"), "no such file"},
	} {
		t.Setenv("LC_ALL", "it_IT.UTF-8")
		t.Setenv("AULA_LIVEKIT_URL", row.url)
		t.Setenv("AULA_LIVEKIT_KEY", row.key)
		t.Setenv("AULA_LIVEKIT_SECRET", row.secret)
		t.Setenv("AULA_LIVEKIT_KEY_FILE", row.file)
		for _, command := range []string{"serve", "doctor"} {
			var out bytes.Buffer
			status := Execute([]string{command, "--dir", t.TempDir()}, Program{Version: "test", Out: &out, Err: &out})
			if status != 1 || !strings.Contains(out.String(), row.says) || strings.Contains(out.String(), "wwww") {
				t.Errorf("%s: aula %s: %d %s", row.name, command, status, out.String())
			}
		}
	}
}

func TestWhatTheDoctorFindsOfLiveKit(t *testing.T) {
	for _, row := range []struct {
		name, kind, body string
		status           int
		late             time.Duration
		want             string // "": nothing
	}{
		{"all is well", "application/json", `{"rooms":[]}`, 200, 0, ""},
		{"another key", "text/plain", "invalid API key: aula", 401, 0, "livekit_refused"},
		{"a web page", "text/html", "<title>nginx</title>", 200, 0, "livekit_nonsense"},
		{"a proxy with nothing behind it", "text/html", "<title>502</title>", 502, 0, "livekit_away"},
		{"another time", "application/json", `{"rooms":[]}`, 200, 2 * time.Minute, "livekit_clock"},
	} {
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", row.kind)
			w.Header().Set("Date", time.Now().Add(-row.late).UTC().Format(http.TimeFormat))
			w.WriteHeader(row.status)
			_, _ = io.WriteString(w, row.body)
		}))
		server, err := livekit.New(livekit.Config{URL: front.URL, Key: "aula", Secret: livekit.Secret(liveKitWord)})
		if err != nil {
			t.Fatal(err)
		}
		found, err := lookAtLiveKit(server)(nil)
		front.Close()
		if err != nil || len(found) > 1 || (row.want == "") != (len(found) == 0) || len(found) == 1 && (found[0].key != row.want || found[0].severity != fault) {
			t.Errorf("%s: %v %v", row.name, found, err)
		}
	}
}
