package hooks

import (
	"net/http/httptest"
	"testing"
)

func TestOnlyBrowsersThatAreKnownGetTheFastCipherAlone(t *testing.T) {
	rows := []struct {
		agent string
		want  bool
	}{
		{"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", true},
		{"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36", true},
		{"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", true},
		{"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36", false},
		{"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", false},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15", false},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0.0.0 Mobile/15E148 Safari/604.1", false},
		{"Mozilla/5.0 (OBS-Studio/31.0.0; Linux x86_64; it-IT)", false},
		{"Go-http-client/1.1", false}, {"", false}, {"Chrome/99999.0", false},
	}
	for _, row := range rows {
		q := httptest.NewRequest("GET", "/", nil)
		q.Header.Set("User-Agent", row.agent)
		if got := knowsGCM(q); got != row.want {
			t.Errorf("%q: %v", row.agent, got)
		}
	}
}
