package attendee

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	pion "github.com/pion/webrtc/v3"
)

// overflow is what a tab receives past the room's last seat: one picture and one voice, as a plain player does.
type overflow struct {
	counter *Counter
	pc      *pion.PeerConnection
	stop    context.CancelFunc
	begun   sync.WaitGroup
}

// watch begins to receive so, away from the line.
func (t *Tab) watch() {
	pc, err := t.options.Media.Connect()
	if err != nil {
		return // nothing arrives, which is what is counted
	}
	ctx, stop := context.WithCancel(context.Background())
	o := &overflow{counter: NewCounter(pc, func() {}), pc: pc, stop: stop}
	o.counter.ear = t.options.Ear
	t.mu.Lock()
	if t.ws == nil { // it has hung up meanwhile
		t.mu.Unlock()
		o.close()
		return
	}
	before := t.beyond
	t.beyond = o
	t.told()
	t.mu.Unlock()
	before.close()
	o.begun.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		_ = o.begin(ctx, t) // nothing arrives, which is what is counted
	})
}

func (o *overflow) begin(ctx context.Context, t *Tab) error {
	for _, kind := range []pion.RTPCodecType{pion.RTPCodecTypeVideo, pion.RTPCodecTypeAudio} {
		if _, err := o.pc.AddTransceiverFromKind(kind, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
			return err
		}
	}
	d, err := o.pc.CreateOffer(nil)
	offer, err := Described(o.pc, d, err)
	if err != nil {
		return err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, t.door.ticket.URL+"/api/aula/webinars/"+t.door.ticket.Webinar+"/overflow", strings.NewReader(offer))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/sdp")
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	if t.door.ticket.Token != "" {
		q.Header.Set("Authorization", "Bearer "+t.door.ticket.Token)
	}
	a, err := t.door.client.Do(q)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(a.Body, largest))
	if err != nil {
		return err
	}
	if a.StatusCode != http.StatusCreated {
		return fmt.Errorf("the overflow answers %s: %.200s", a.Status, answer)
	}
	sdp := string(answer)
	if t.options.Through != nil {
		sdp = t.options.Through(sdp)
	}
	return o.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: sdp})
}

// close ends it, if there is one.
func (o *overflow) close() {
	if o == nil {
		return
	}
	o.stop()
	_ = o.pc.Close() // nothing depends on how it ends
	o.begun.Wait()
}

// Overflows tells whether the tab watches the stage alone, because all seats are taken.
func (t *Tab) Overflows() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.beyond != nil
}

// told notes that the server has said what there is to receive. Its caller holds the lock.
func (t *Tab) told() {
	select {
	case <-t.offered:
	default:
		close(t.offered)
	}
}

// receiving counts what arrives by the present line; nil: nothing has been offered yet.
func (t *Tab) receiving() (c *Counter, offered <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.stage != nil:
		c = t.stage.counter
	case t.beyond != nil:
		c = t.beyond.counter
	}
	return c, t.offered
}
