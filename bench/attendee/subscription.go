package attendee

import (
	"context"
	"encoding/json"
	"fmt"

	pion "github.com/pion/webrtc/v3"
)

// subscription is what a tab receives. Offers are taken one after the other, away from the line.
type subscription struct {
	tab     *Tab
	counter *Counter
	pc      *pion.PeerConnection
	offers  chan offer
	stop    chan struct{}
	ended   chan struct{}
}

type offer struct {
	Generation int
	SDP        string
}

// receive takes an offer of the server; the first one makes the connection.
func (t *Tab) receive(message []byte) {
	var o offer
	if err := json.Unmarshal(message, &o); err != nil {
		return
	}
	t.mu.Lock()
	s := t.stage
	t.mu.Unlock()
	if s == nil {
		pc, err := t.options.Media.Connect()
		if err != nil {
			return // nothing arrives, which is what is counted
		}
		s = &subscription{tab: t, pc: pc, offers: make(chan offer, 16), stop: make(chan struct{}), ended: make(chan struct{})}
		s.counter = NewCounter(pc, s.restart)
		if ear := t.options.Ear; ear != nil {
			s.counter.ear = ear
		}
		go s.run()
		t.mu.Lock()
		beyond := t.beyond
		t.stage, t.beyond = s, nil // a seat has become free
		t.told()
		t.mu.Unlock()
		beyond.close()
	}
	select {
	case s.offers <- o:
	case <-s.stop:
	}
}

func (s *subscription) run() {
	defer close(s.ended)
	for {
		select {
		case o := <-s.offers:
			_ = s.answer(o) // nothing arrives, which is what is counted
		case <-s.stop:
			return
		}
	}
}

func (s *subscription) answer(o offer) error {
	if through := s.tab.options.Through; through != nil {
		o.SDP = through(o.SDP)
	}
	if err := s.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeOffer, SDP: o.SDP}); err != nil {
		return err
	}
	a, err := s.pc.CreateAnswer(nil)
	sdp, err := Described(s.pc, a, err)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err = s.tab.Ask(ctx, "media.answer", map[string]any{"generation": o.Generation, "sdp": sdp})
	return err
}

// restart asks for another way once the present one has failed, as a browser does.
func (s *subscription) restart() {
	s.tab.restarts.Add(1)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, _ = s.tab.Ask(ctx, "media.restart", map[string]any{"connection": "subscription"}) // nothing arrives, which is what is counted
}

// Restarts is how often media had to find another way.
func (t *Tab) Restarts() int64 { return t.restarts.Load() }

func (s *subscription) close() {
	close(s.stop)
	_ = s.pc.Close() // nothing depends on how it ends
	<-s.ended
}

// Play waits for the first packet.
func (t *Tab) Play(ctx context.Context) (Arrival, error) {
	ended := t.Ended()
	for {
		c, offered := t.receiving()
		began := (<-chan struct{})(nil)
		if c != nil {
			began, offered = c.Began, nil
		}
		select {
		case <-began:
			return c.Arrival(), nil
		case <-offered:
		case <-ended:
			return t.Arrived(), fmt.Errorf("the line ended before anything came: %w", t.Why())
		case <-ctx.Done():
			return t.Arrived(), fmt.Errorf("nothing came: %w", ctx.Err())
		}
	}
}

// Arrived is what the present line's media brought; nothing has been offered yet if it is empty.
func (t *Tab) Arrived() Arrival {
	c, _ := t.receiving()
	if c == nil {
		return Arrival{}
	}
	return c.Arrival()
}
