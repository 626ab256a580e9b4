package plain

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"
)

// The picture: 1.45 Mbit/s of VP8 at 30 frames a second, in 6 packets each, a keyframe each second.
const (
	frames      = 30
	perFrame    = 6
	packetBytes = 1000
	videoClock  = 90000
)

// Picture writes the packets of a camera. Nobody can see it, but servers take it for VP8.
type Picture struct {
	track    *pion.TrackLocalStaticRTP
	sequence uint16
	sent     atomic.Int64
	stop     chan struct{}
	once     sync.Once
}

// NewPicture adds a camera to a connection.
func NewPicture(pc *pion.PeerConnection) (*Picture, error) {
	track, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: pion.MimeTypeVP8}, "picture", "bench")
	if err != nil {
		return nil, err
	}
	_, err = pc.AddTransceiverFromTrack(track, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
	return &Picture{track: track, stop: make(chan struct{})}, err
}

// Start writes until Stop is called.
func (p *Picture) Start() { go p.run() }

func (p *Picture) run() {
	clock := time.NewTicker(time.Second / (2 * frames))
	defer clock.Stop()
	began := time.Now()
	for n := 0; ; {
		select {
		case <-p.stop:
			return
		case <-clock.C:
		}
		for ; n < int(time.Since(began).Seconds()*frames); n++ { // a late clock loses nothing
			p.frame(n)
		}
	}
}

// frame writes one with a full payload descriptor, without which some servers drop it.
func (p *Picture) frame(n int) {
	for i := range perFrame {
		b := make([]byte, packetBytes)
		copy(b, []byte{0x80, 0xe0, 0x80 | byte(n>>8), byte(n), byte(n), 0x20})
		if i == 0 {
			b[0] |= 0x10
			copy(b[6:], []byte{1, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02}) // 1280 × 720
			if n%frames == 0 {
				b[6] = 0
			}
		}
		h := rtp.Header{Version: 2, Marker: i == perFrame-1, SequenceNumber: p.sequence, Timestamp: uint32(n) * (videoClock / frames)}
		_ = p.track.WriteRTP(&rtp.Packet{Header: h, Payload: b}) // what is not sent is missing among what arrives
		p.sequence++
		p.sent.Add(1)
	}
}

// Sent is how many packets were written.
func (p *Picture) Sent() int64 { return p.sent.Load() }

// Stop ends the writing.
func (p *Picture) Stop() { p.once.Do(func() { close(p.stop) }) }
