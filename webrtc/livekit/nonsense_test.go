package livekit

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, not %v", what, err, want)
	}
	if err != nil && (strings.Contains(err.Error(), string(testConfig.Secret)) || strings.Contains(err.Error(), "eyJ") || len(err.Error()) > 300) {
		t.Errorf("%s says too much: %v", what, err)
	}
}

func TestNonsenseOfAServerIsToldFromItsAbsence(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed, with our token") }))
	defer elsewhere.Close()
	for _, row := range []struct {
		name   string
		status int
		kind   string
		body   string
		want   error
	}{
		{"a web page", 200, "text/html", "<!doctype html><title>nginx</title>", ErrNonsense},
		{"a web page that calls itself JSON", 200, "application/json", "<!doctype html>", ErrNonsense},
		{"nothing", 200, "application/json", "", ErrNonsense},
		{"half an answer", 200, "application/json", `{"participants":[{"identity":"a`, ErrNonsense},
		{"a list that is a text", 200, "application/json", `{"participants":"none"}`, ErrNonsense},
		{"a participant that is a number", 200, "application/json", `{"participants":[7]}`, ErrNonsense},
		{"a track that is muted by words", 200, "application/json", `{"participants":[{"tracks":[{"muted":"yes"}]}]}`, ErrNonsense},
		{"a participant of another kind", 200, "application/json", `{"participants":[{"identity":{"x":1}}]}`, ErrNonsense},
		{"an answer without end", 200, "application/json", `{"participants":[` + strings.Repeat(" ", mostAnswer) + `]}`, ErrNonsense},
		{"protobuf", 200, "application/protobuf", "\x0a\x00", ErrNonsense},
		{"an error in a web page", 500, "text/html", "<h1>Internal Server Error</h1>", ErrAway},
		{"a proxy without LiveKit behind it", 502, "text/html", "<h1>Bad Gateway</h1>", ErrAway},
		{"LiveKit's own trouble", 503, "application/json", `{"code":"unavailable","msg":"no response from servers"}`, ErrAway},
		{"an error without a reason", 500, "application/json", `[]`, ErrNonsense},
		{"an error whose reason is markup", 500, "application/json", `{"code":"<b>eyJ</b>","msg":"x"}`, ErrNonsense},
		{"another service", 404, "text/plain", "404 page not found", ErrNonsense},
		{"a method that it does not know", 404, "application/json", `{"code":"bad_route","msg":"no handler for path"}`, ErrNonsense},
		{"our token back, as LiveKit does", 401, "text/plain", "invalid token: eyJhbGciOi, error: token signature is invalid", ErrRefused},
		{"a right that is missing", 403, "application/json", `{"code":"permission_denied","msg":"permissions denied"}`, ErrRefused},
		{"a way elsewhere", 302, "text/html", "", ErrNonsense},
		{"a way elsewhere with the question", 307, "application/json", "{}", ErrNonsense},
	} {
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", row.kind)
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(row.status)
			_, _ = io.WriteString(w, row.body)
		}))
		_, err := at(t, front.URL).Participants(t.Context(), "aula-x")
		wantError(t, row.name, err, row.want)
		front.Close()
	}
}

func TestAServerThatIsNotThereOrNeverAnswersIsAway(t *testing.T) {
	release := make(chan struct{})
	front := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		select {
		case <-q.Context().Done():
		case <-release:
		}
	}))
	s := at(t, front.URL)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := s.Participants(ctx, "aula-x")
	wantError(t, "never answers", err, ErrAway)
	close(release)
	front.Close()
	wantError(t, "not there", s.Create(t.Context(), "aula-x"), ErrAway)
}

func TestAClockThatIsWrongIsSeen(t *testing.T) {
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-3*time.Minute).UTC().Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"rooms":[]}`)
	}))
	defer front.Close()
	ahead, err := at(t, front.URL).Try(t.Context())
	if err != nil || ahead > -2*time.Minute || ahead < -4*time.Minute {
		t.Errorf("%s %v", ahead, err)
	}
}

// Whatever a server answers, asking it ends with one of the errors that callers know, and says nothing secret.
func FuzzAnswer(f *testing.F) {
	for _, row := range []struct {
		status int
		kind   string
		body   string
	}{
		{200, "application/json", `{"participants":[{"identity":"a.b","state":"ACTIVE","tracks":[{"sid":"TR_x","source":"CAMERA","muted":true}],"permission":{"can_publish_sources":["CAMERA"]}}]}`},
		{404, "application/json", `{"code":"not_found","msg":"x"}`}, {401, "text/plain", "invalid token"}, {500, "", "\x00"},
	} {
		f.Add(row.status, row.kind, row.body)
	}
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		if status < 200 || status > 599 {
			return
		}
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		defer front.Close()
		_, err := at(t, front.URL).Participants(t.Context(), "aula-x")
		for _, known := range []error{nil, ErrAway, ErrNonsense, ErrRefused, ErrNotThere} {
			if errors.Is(err, known) {
				return
			}
		}
		t.Errorf("nobody foresaw %v", err)
	})
}
