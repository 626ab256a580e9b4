package livekit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"time"
)

// What may come of asking the server.
var (
	ErrAway     = errors.New("livekit: the server does not answer")
	ErrNonsense = errors.New("livekit: the server answers what nobody can read")
	ErrRefused  = errors.New("livekit: the server refuses our token")
	ErrNotThere = errors.New("livekit: no such room or participant")
)

// Bounds of a call.
const (
	patience   = 5 * time.Second // for the whole of an answer
	mostAnswer = 8 << 20         // bytes: ten thousand participants
	callLasts  = time.Minute     // a token of ours
)

// Server is a LiveKit server that we may ask.
type Server struct {
	Config
	http *http.Client
}

// New does not ask the server anything yet. Its errors are those of Config.Check.
func New(c Config) (*Server, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	through := http.DefaultTransport.(*http.Transport).Clone()
	through.MaxResponseHeaderBytes = 64 << 10
	through.ResponseHeaderTimeout = patience
	return &Server{c, &http.Client{
		Transport: through, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // our token is for this server alone
	}}, nil
}

// codeOfTwirp is what an error of the server may be told by. All else that it says stays with it: LiveKit says our own token back.
var codeOfTwirp = regexp.MustCompile(`^[a-z_]{1,40}$`)

// call asks a method of the room service. Its errors are ErrAway, ErrNonsense, ErrRefused and ErrNotThere. It returns the server's time.
func (s *Server) call(ctx context.Context, method string, g Grant, question, answer any) (time.Time, error) {
	fail := func(kind error, why string) (time.Time, error) {
		return time.Time{}, fmt.Errorf("%s: %w: %s", method, kind, why)
	}
	body, err := json.Marshal(question)
	if err != nil {
		return time.Time{}, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Web()+"/twirp/livekit.RoomService/"+method, bytes.NewReader(body))
	if err != nil {
		return time.Time{}, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "Bearer "+s.Token(g, time.Now(), callLasts))
	r, err := s.http.Do(q)
	if err != nil {
		return fail(ErrAway, err.Error())
	}
	defer r.Body.Close()
	content, err := io.ReadAll(io.LimitReader(r.Body, mostAnswer+1))
	if err != nil {
		return fail(ErrAway, err.Error())
	}
	status := fmt.Sprint("status ", r.StatusCode) // without its words: a server may say anything
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(content) > mostAnswer:
		return fail(ErrNonsense, "the answer is too long")
	case r.StatusCode == http.StatusUnauthorized, r.StatusCode == http.StatusForbidden:
		return fail(ErrRefused, status)
	case r.StatusCode >= 500 && kind != "application/json":
		return fail(ErrAway, status)
	case kind != "application/json":
		return fail(ErrNonsense, status+", not JSON")
	case r.StatusCode != http.StatusOK:
		why, kind := failure(r.StatusCode, content)
		return fail(kind, why)
	}
	if err := json.Unmarshal(content, answer); err != nil {
		return fail(ErrNonsense, "not of the expected shape")
	}
	at, _ := http.ParseTime(r.Header.Get("Date")) // zero: it does not say
	return at, nil
}

// failure reads an error of Twirp.
func failure(status int, content []byte) (why string, kind error) {
	var e struct{ Code string }
	if json.Unmarshal(content, &e) != nil || !codeOfTwirp.MatchString(e.Code) {
		return fmt.Sprintf("status %d without a reason", status), ErrNonsense
	}
	switch e.Code {
	case "not_found":
		return e.Code, ErrNotThere
	case "unauthenticated", "permission_denied":
		return e.Code, ErrRefused
	}
	if status < 500 {
		return e.Code, ErrNonsense
	}
	return e.Code, ErrAway
}
