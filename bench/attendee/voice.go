package attendee

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"
)

// Opus as a browser sends it: 50 packets a second.
const (
	voiceEvery = 20 * time.Millisecond
	voiceBytes = 120
	voiceClock = 48000
)

// Voice writes the packets of a microphone.
type Voice struct {
	track *pion.TrackLocalStaticRTP
	sent  atomic.Int64
	stop  chan struct{}
	once  sync.Once
}

// NewVoice adds a microphone to a connection.
func NewVoice(pc *pion.PeerConnection) (*Voice, error) {
	track, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: pion.MimeTypeOpus}, "voice", "bench")
	if err != nil {
		return nil, err
	}
	_, err = pc.AddTransceiverFromTrack(track, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
	return &Voice{track: track, stop: make(chan struct{})}, err
}

// Start writes until Stop is called.
func (v *Voice) Start() { go v.run() }

func (v *Voice) run() {
	clock := time.NewTicker(voiceEvery)
	defer clock.Stop()
	payload := make([]byte, voiceBytes)
	began := time.Now()
	for n := int64(0); ; {
		select {
		case <-v.stop:
			return
		case <-clock.C:
		}
		for ; n < int64(time.Since(began)/voiceEvery); n++ { // a late clock loses nothing
			h := rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * uint32(voiceClock/int64(time.Second/voiceEvery))}
			_ = v.track.WriteRTP(&rtp.Packet{Header: h, Payload: payload}) // what is not sent is missing among what arrives
			v.sent.Add(1)
		}
	}
}

// Sent is how many packets were written.
func (v *Voice) Sent() int64 { return v.sent.Load() }

// Stop ends the writing.
func (v *Voice) Stop() { v.once.Do(func() { close(v.stop) }) }
