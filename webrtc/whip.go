package webrtc

import (
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"
)

// Session is one of WHIP (RFC 9725) or WHEP, without HTTP.
type Session struct {
	ID   string
	room *Room
	peer *Peer

	mu         sync.Mutex // guards what follows
	publishes  bool
	offer      string
	answer     string
	etag       string
	generation int
	trickled   int // candidates of the present ICE session that came later
	play       *playback
	settling   *time.Timer
	lasting    *time.Timer // until it may last; nil: as long as its client likes
	ended      bool
	told       func() // once it has ended; may be nil
}

// Ingest begins a WHIP session: its picture is a camera, its sound a microphone. Nothing is answered in part: what cannot all be
// taken is refused. Its errors are ErrTaken while another one publishes and its line holds, ErrNotAllowed, ErrMalformed and ErrGone.
func (r *Room) Ingest(m Member, offer string) (*Session, error) {
	offer, err := thinned(offer)
	if err != nil {
		return nil, err
	}
	names, err := plainNames(offer)
	if err != nil {
		return nil, err
	}
	s, err := r.session(m, true)
	if err != nil {
		return nil, err
	}
	a, err := s.peer.Publish(Offer{Generation: 1, SDP: offer, Tracks: names})
	if err == nil && answeredSections(a.SDP) < len(names) {
		err = fmt.Errorf("%w: %w", ErrMalformed, ErrCodec)
	}
	if err != nil {
		s.End()
		return nil, err
	}
	s.peer.publication.whenLost(s.End)
	s.begin(offer, a.SDP)
	return s, nil
}

// Play begins a WHEP session, which shows the screen or the camera that is published, and its voice, also once it comes later.
// Its errors are ErrFull, ErrMalformed and ErrGone.
func (r *Room) Play(m Member, offer string) (*Session, error) {
	offer, err := thinned(offer)
	if err != nil {
		return nil, err
	}
	s, err := r.session(Member{ID: m.ID, Key: m.Key, For: m.For, GCM: m.GCM}, false)
	if err != nil {
		return nil, err
	}
	p, sdp, err := startPlayback(s.peer, offer, s.End)
	if err != nil {
		s.End()
		return nil, err
	}
	s.mu.Lock()
	s.play = p
	s.mu.Unlock()
	if s.peer.hasLeft() { // the room was closed meanwhile
		s.End()
		return nil, ErrGone
	}
	if answeredSections(sdp) == 0 {
		s.End()
		return nil, fmt.Errorf("%w: %w", ErrMalformed, ErrCodec)
	}
	s.begin(offer, sdp)
	return s, nil
}

func (s *Session) begin(offer, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offer, s.answer, s.etag, s.generation = offer, answer, rand.Text(), 1
	if !s.ended {
		s.settling = time.AfterFunc(s.room.engine.limits.settling, s.settle)
	}
}

// Answer is the session's present description.
func (s *Session) Answer() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answer
}

// ETag names the present ICE session, without quotes.
func (s *Session) ETag() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.etag
}

// Publishes tells WHIP from WHEP.
func (s *Session) Publishes() bool { return s.publishes }

// Key is what let it in.
func (s *Session) Key() string { return s.peer.member.Key }

// Patch takes a fragment (application/trickle-ice-sdpfrag) for the ICE session that etag names, or whichever it is ("*"). Candidates are
// answered with nothing; other credentials than the present ones restart ICE, and are answered with ours. Its errors are
// ErrMalformed, ErrEntity and ErrGone; the session goes on as it was.
func (s *Session) Patch(etag, text string) (string, error) {
	f, err := readFragment(text)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.peer.hasLeft():
		return "", ErrGone
	case etag != "*" && etag != s.etag:
		return "", ErrEntity
	case f.ufrag != "" && !sameCredentials(s.offer, f):
		return s.restart(f)
	}
	return "", s.trickle(f)
}

func (s *Session) connection() *pion.PeerConnection {
	if s.play != nil {
		return s.play.pc
	}
	return s.peer.publication.current()
}

// trickle adds candidates. Those that we cannot use are none of our concern: an ICE-lite server answers whoever knocks.
func (s *Session) trickle(f fragment) error {
	pc := s.connection()
	if pc == nil {
		return ErrGone
	}
	if s.trickled += len(f.candidates); s.trickled > mostTrickled {
		return fmt.Errorf("%w: %w", ErrMalformed, ErrCandidates)
	}
	for _, c := range f.candidates {
		mid := c.mid
		_ = pc.AddICECandidate(pion.ICECandidateInit{Candidate: c.line, SDPMid: &mid})
	}
	return nil
}

// restart answers the same offer under other credentials. The caller holds the lock.
func (s *Session) restart(f fragment) (string, error) {
	offer, err := restarted(s.offer, f)
	if err != nil {
		return "", err
	}
	var sdp string
	if s.play != nil {
		sdp, err = answer(s.play.pc, offer)
	} else {
		names, _ := plainNames(offer)
		var a Answer
		a, err = s.peer.Publish(Offer{Generation: s.generation + 1, SDP: offer, Tracks: names})
		sdp = a.SDP
	}
	if err != nil {
		return "", err
	}
	s.generation++
	s.trickled = 0
	s.offer, s.answer, s.etag = offer, sdp, rand.Text()
	_ = s.trickle(f)
	return fragmentOf(sdp)
}

// plainNames gives the sections of an offer that names nothing their sources. Its error is ErrMalformed.
func plainNames(offer string) ([]TrackName, error) {
	d, err := parse(offer)
	if err != nil {
		return nil, err
	}
	if err := bundled(d); err != nil {
		return nil, err
	}
	var names []TrackName
	seen := map[string]bool{}
	for _, m := range d.MediaDescriptions {
		kind := m.MediaName.Media
		if !sends(m) {
			continue
		}
		if seen[kind] {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, ErrTwice)
		}
		seen[kind] = true
		mid, _ := m.Attribute("mid")
		source := Microphone
		if kind == "video" {
			source = Camera
		}
		names = append(names, TrackName{Mid: mid, Source: source})
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, ErrNothing)
	}
	return names, nil
}

// answeredSections are how many sections of an answer carry media.
func answeredSections(answer string) int {
	d, err := parse(answer)
	if err != nil {
		return 0
	}
	n := 0
	for _, m := range d.MediaDescriptions {
		if _, inactive := m.Attribute("inactive"); isMedia(m) && !inactive && taken(m) {
			n++
		}
	}
	return n
}

// taken says that an answer does not refuse a section.
func taken(m *sdp.MediaDescription) bool { return m.MediaName.Port.Value != 0 }
