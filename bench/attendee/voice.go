package attendee

import (
	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"
)

// Opus as a browser sends it: 50 packets a second, of 48 kbit/s by itself, of 32 from a page of ours.
const (
	voices     = 50
	voiceBytes = 120
	speechSize = 80
	voiceClock = 48000
)

// NewVoice adds a microphone to a connection.
func NewVoice(pc *pion.PeerConnection) (*Flow, error) { return newVoice(pc, voiceBytes) }

func newVoice(pc *pion.PeerConnection, bytes int) (*Flow, error) {
	f, err := newFlow(pc, pion.MimeTypeOpus, voices)
	if err != nil {
		return nil, err
	}
	payload := make([]byte, bytes)
	f.frame = func(n int) { f.write(rtp.Header{Timestamp: uint32(n) * (voiceClock / voices)}, payload) }
	return f, nil
}
