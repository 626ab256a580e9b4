// Package plain publishes by WHIP (RFC 9725) and plays by WHEP, as other people's clients do: it knows an address and a bearer token,
// and nothing of Aula. bench/whip lets it be used by hand, also before other servers.
package plain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	pion "github.com/pion/webrtc/v3"

	"aula/bench/attendee"
)

const (
	mostAnswer = 256 << 10 // bytes of a description
	patience   = 30 * time.Second
)

// Target is where a session begins.
type Target struct {
	Address string
	Token   string // bearer; may be empty
}

// Session is one publication or playback.
type Session struct {
	target   Target
	resource string // its own address; empty: the server named none
	pc       *pion.PeerConnection
	counter  *attendee.Counter
	voice    *attendee.Flow
	picture  *attendee.Flow
}

// Publish publishes a picture and a voice, and returns once it is connected.
func Publish(ctx context.Context, m *attendee.Media, t Target) (*Session, error) {
	s, err := newSession(m, t)
	if err != nil {
		return nil, err
	}
	if s.picture, err = attendee.NewPicture(s.pc); err == nil {
		s.voice, err = attendee.NewVoice(s.pc)
	}
	if err == nil {
		err = s.begin(ctx)
	}
	if err == nil {
		err = s.connected(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.End())
	}
	s.picture.Start()
	s.voice.Start()
	return s, nil
}

// Play begins to receive what is published.
func Play(ctx context.Context, m *attendee.Media, t Target) (*Session, error) {
	s, err := newSession(m, t)
	if err != nil {
		return nil, err
	}
	for _, kind := range []pion.RTPCodecType{pion.RTPCodecTypeVideo, pion.RTPCodecTypeAudio} {
		if _, err := s.pc.AddTransceiverFromKind(kind, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
			return nil, errors.Join(err, s.End())
		}
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.End())
	}
	return s, nil
}

func newSession(m *attendee.Media, t Target) (*Session, error) {
	pc, err := m.Connect()
	if err != nil {
		return nil, err
	}
	return &Session{target: t, pc: pc, counter: attendee.NewCounter(pc, func() {})}, nil
}

// begin posts the offer with all its candidates and takes the answer.
func (s *Session) begin(ctx context.Context) error {
	o, err := s.pc.CreateOffer(nil)
	offer, err := attendee.Described(s.pc, o, err)
	if err != nil {
		return err
	}
	a, err := s.send(ctx, http.MethodPost, s.target.Address, offer)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(a.Body, mostAnswer))
	if err != nil {
		return err
	}
	if a.StatusCode != http.StatusCreated {
		return fmt.Errorf("POST answers %s: %.200s", a.Status, answer)
	}
	if kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";"); kind != "application/sdp" {
		return fmt.Errorf("the answer is %q, not application/sdp", kind)
	}
	if place := a.Header.Get("Location"); place != "" { // it may be relative to where the answer came from
		u, err := a.Request.URL.Parse(place)
		if err != nil {
			return fmt.Errorf("read Location: %w", err)
		}
		s.resource = u.String()
	}
	return s.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: string(answer)})
}

func (s *Session) send(ctx context.Context, method, address, body string) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader([]byte(body)))
	if err != nil {
		return nil, err
	}
	if body != "" {
		q.Header.Set("Content-Type", "application/sdp")
	}
	if s.target.Token != "" && sameHost(address, s.target.Address) {
		q.Header.Set("Authorization", "Bearer "+s.target.Token)
	}
	return http.DefaultClient.Do(q)
}

// sameHost keeps the token from a host that only the answer names.
func sameHost(a, b string) bool {
	one, err := url.Parse(a)
	if err != nil {
		return false
	}
	other, err := url.Parse(b)
	return err == nil && one.Host == other.Host
}

func (s *Session) connected(ctx context.Context) error {
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for s.counter.Arrival().Connected.IsZero() {
		select {
		case <-look.C:
		case <-ctx.Done():
			return fmt.Errorf("not connected: %s: %w", s.pc.ConnectionState(), ctx.Err())
		}
	}
	return nil
}

// Began is closed when the first packet has come.
func (s *Session) Began() <-chan struct{} { return s.counter.Began }

// Arrived is what has come so far.
func (s *Session) Arrived() attendee.Arrival { return s.counter.Arrival() }

// Sent is how many packets were published.
func (s *Session) Sent() int64 {
	if s.voice == nil {
		return 0
	}
	return s.voice.Sent() + s.picture.Sent()
}

// End ends the session, here and at the server.
func (s *Session) End() error {
	if s.voice != nil {
		s.voice.Stop()
	}
	if s.picture != nil {
		s.picture.Stop()
	}
	_ = s.pc.Close() // nothing depends on how it ends
	if s.resource == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	a, err := s.send(ctx, http.MethodDelete, s.resource, "")
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if a.StatusCode/100 != 2 {
		return fmt.Errorf("DELETE answers %s", a.Status)
	}
	return nil
}
