package attendee

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	pion "github.com/pion/webrtc/v3"
)

// publication is a microphone that hums, and a camera where there is one.
type publication struct {
	pc      *pion.PeerConnection
	voice   *Flow
	camera  *camera
	picture *Flow
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
	bytes := voiceBytes
	if p.camera != nil {
		bytes = speechSize
	}
	if p.voice, err = newVoice(p.pc, bytes); err != nil {
		return err
	}
	o, err := p.pc.CreateOffer(nil)
	sdp, err := Described(p.pc, o, err)
	if err != nil {
		return err
	}
	var tracks []map[string]string
	for _, transceiver := range p.pc.GetTransceivers() {
		source := "microphone"
		if transceiver.Kind() == pion.RTPCodecTypeVideo {
			source = "camera"
			p.picture = p.camera.flow(transceiver.Mid())
		}
		tracks = append(tracks, map[string]string{"mid": transceiver.Mid(), "source": source})
	}
	answer, err := t.Ask(ctx, "media.publish", map[string]any{"generation": 1, "sdp": sdp, "tracks": tracks})
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
		if p.picture != nil {
			p.picture.Start()
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the microphone does not connect: %w", ctx.Err())
	}
}

func (p *publication) close() {
	if p.voice != nil {
		p.voice.Stop()
	}
	if p.picture != nil {
		p.picture.Stop()
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
