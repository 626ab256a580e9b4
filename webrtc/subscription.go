package webrtc

import (
	"fmt"
	"sync"

	pion "github.com/pion/webrtc/v3"
)

// shownAtFirst is how wide a track counts as shown until the peer says otherwise: in full.
const shownAtFirst = 1 << 14

// sending is a track on its way to the peer.
type sending struct {
	down   *down
	sender *pion.RTPSender
	track  *track
}

// subscription is what a peer receives. The engine offers, one offer at a time.
type subscription struct {
	peer *Peer

	mu         sync.Mutex // guards what follows
	pc         *pion.PeerConnection
	subscriber *subscriber
	sending    map[string]*sending // by track
	wants      map[string]int
	generation int
	offered    bool // and not answered yet
	again      bool // restart ICE with the next offer
	free       map[pion.RTPCodecType]int
	lost       bool
	closed     bool
}

// renew offers what has changed in the room. It says false if nothing has, or an answer is still awaited.
func (s *subscription) renew() (Offer, bool) {
	tracks := s.peer.room.published()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.offered {
		return Offer{}, false
	}
	changed := s.remove(tracks)
	for _, t := range tracks {
		if t.peer != s.peer && s.sending[t.id] == nil {
			if err := s.add(t); err != nil {
				continue // a connection that has just failed: what was wanted comes with the restart
			}
			changed = true
		}
	}
	if s.pc == nil || (!changed && !s.again) {
		return Offer{}, false
	}
	o, err := s.offer()
	return o, err == nil
}

// remove takes off what is no longer published. The caller holds the lock.
func (s *subscription) remove(tracks []*track) bool {
	here := map[string]bool{}
	for _, t := range tracks {
		here[t.id] = true
	}
	changed := false
	for id, sent := range s.sending {
		if here[id] {
			continue
		}
		s.subscriber.drop(sent.down)
		if s.pc.RemoveTrack(sent.sender) == nil {
			s.free[sent.down.kind]++
		}
		delete(s.sending, id)
		changed = true
	}
	return changed
}

// add puts a track into the connection, which is made for the first one. The caller holds the lock.
func (s *subscription) add(t *track) error {
	if s.pc == nil {
		if err := s.connect(); err != nil {
			return err
		}
	}
	d := newDown(s.subscriber, t.id, t.person, kindOf(t.source), t.mime)
	d.track, d.width = t, shownAtFirst
	if width, ok := s.wants[t.id]; ok {
		d.width = width
	}
	sender, err := s.transceive(d)
	if err != nil {
		return err
	}
	s.subscriber.add(d)
	s.sending[t.id] = &sending{d, sender, t}
	return nil
}

// transceive uses a section that became free, or a new one.
func (s *subscription) transceive(d *down) (*pion.RTPSender, error) {
	if s.free[d.kind] > 0 {
		s.free[d.kind]--
		sender, err := s.pc.AddTrack(d)
		if err != nil {
			return nil, err
		}
		return sender, nil
	}
	t, err := s.pc.AddTransceiverFromTrack(d, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, err
	}
	return t.Sender(), nil
}

// connect makes the connection. The caller holds the lock.
func (s *subscription) connect() error {
	u, err := follow(s.peer, "", s.line)
	if err != nil {
		return err
	}
	s.pc, s.subscriber = u.pc, u
	s.sending, s.free = map[string]*sending{}, map[pion.RTPCodecType]int{}
	return nil
}

func (s *subscription) line(state pion.PeerConnectionState) {
	s.mu.Lock()
	was := s.lost
	switch state {
	case pion.PeerConnectionStateConnected:
		s.lost = false
	case pion.PeerConnectionStateDisconnected, pion.PeerConnectionStateFailed:
		s.lost = true
	}
	changed := s.lost != was
	s.mu.Unlock()
	if changed {
		s.peer.nudge(lineChanged)
	}
}

func (s *subscription) state() Line {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost {
		return Line{State: LineLost}
	}
	if s.subscriber != nil {
		if heard := s.subscriber.heard.Load(); heard != nil {
			return *heard
		}
	}
	return Line{State: LineGood}
}

// offer makes the next offer. The caller holds the lock.
func (s *subscription) offer() (Offer, error) {
	o, err := s.pc.CreateOffer(&pion.OfferOptions{ICERestart: s.again && s.generation > 0})
	if err != nil {
		return Offer{}, err
	}
	gathered := pion.GatheringCompletePromise(s.pc) // of a restart, too, which has begun with the offer
	if err := s.pc.SetLocalDescription(o); err != nil {
		return Offer{}, err
	}
	<-gathered
	s.peer.known(s.pc.LocalDescription().SDP)
	s.generation++
	s.offered, s.again = true, false
	names := []TrackName{}
	for _, t := range s.pc.GetTransceivers() {
		for id, sent := range s.sending {
			if t.Sender() == sent.sender {
				names = append(names, TrackName{Mid: t.Mid(), Source: sent.track.source, Track: id, Person: sent.track.person})
			}
		}
	}
	return Offer{s.generation, s.pc.LocalDescription().SDP, names}, nil
}

func (s *subscription) answered(a Answer) error {
	if _, err := parse(a.SDP); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return ErrGone
	case !s.offered || a.Generation != s.generation:
		return fmt.Errorf("answer %d to offer %d: %w", a.Generation, s.generation, ErrStale)
	}
	err := survive(func() error {
		return s.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: a.SDP})
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	s.offered = false
	s.peer.nudge(answered)
	return nil
}

func (s *subscription) want(list []Want) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	for _, w := range list {
		sent := s.sending[w.Track]
		if sent == nil || w.Width < 0 {
			continue
		}
		s.wants[w.Track] = w.Width
		sent.down.show(w.Width)
	}
}

// restart offers again at once: an answer that has not come belongs to a line that is gone. A connection that has failed, or whose
// handshake has not come about, is beyond a restart of ICE: another one takes its place, whose generations begin anew.
func (s *subscription) restart() {
	s.mu.Lock()
	s.again = true
	var failed *subscriber
	if s.pc != nil && over(s.pc) {
		failed = s.subscriber
		s.pc, s.subscriber, s.sending, s.free = nil, nil, nil, nil
		s.generation, s.offered, s.again = 0, false, false
	}
	if s.offered && s.pc != nil {
		_ = s.pc.SetLocalDescription(pion.SessionDescription{Type: pion.SDPTypeRollback}) // if it fails, the offer stands
		s.offered = s.pc.SignalingState() != pion.SignalingStateStable
	}
	s.mu.Unlock()
	failed.hang()
	s.peer.nudge(answered)
}

func (s *subscription) close() {
	s.mu.Lock()
	s.closed = true
	u := s.subscriber
	s.mu.Unlock()
	u.hang()
}
