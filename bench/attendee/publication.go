package attendee

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	pion "github.com/pion/webrtc/v3"
)

// publication is a microphone that hums.
type publication struct {
	pc    *pion.PeerConnection
	voice *Flow
}

// Speak publishes a microphone until the line ends.
func (t *Tab) Speak(ctx context.Context) error {
	pc, err := t.options.Media.Connect()
	if err != nil {
		return err
	}
	p := &publication{pc: pc}
	if err := p.begin(ctx, t); err != nil {
		p.close()
		return err
	}
	t.mu.Lock()
	t.voice = p
	t.mu.Unlock()
	return nil
}

func (p *publication) begin(ctx context.Context, t *Tab) (err error) {
	connected := make(chan struct{})
	var once sync.Once
	p.pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
		if s == pion.PeerConnectionStateConnected {
			once.Do(func() { close(connected) })
		}
	})
	if p.voice, err = NewVoice(p.pc); err != nil {
		return err
	}
	o, err := p.pc.CreateOffer(nil)
	sdp, err := Described(p.pc, o, err)
	if err != nil {
		return err
	}
	mid := p.pc.GetTransceivers()[0].Mid()
	answer, err := t.Ask(ctx, "media.publish", map[string]any{
		"generation": 1, "sdp": sdp, "tracks": []map[string]string{{"mid": mid, "source": "microphone"}}})
	if err != nil {
		return err
	}
	var a offer
	if err := json.Unmarshal(answer, &a); err != nil {
		return err
	}
	if err := p.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: a.SDP}); err != nil {
		return err
	}
	select {
	case <-connected:
		p.voice.Start()
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the microphone does not connect: %w", ctx.Err())
	}
}

func (p *publication) close() {
	if p.voice != nil {
		p.voice.Stop()
	}
	_ = p.pc.Close() // nothing depends on how it ends
}

// Spoken is how many packets the tab's microphone has sent.
func (t *Tab) Spoken() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.voice == nil {
		return 0
	}
	return t.voice.voice.Sent()
}
