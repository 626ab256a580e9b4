package attendee

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"
)

// Flow writes frames at their pace until it is stopped. A late clock loses none.
type Flow struct {
	track    *pion.TrackLocalStaticRTP
	rate     int // frames a second
	frame    func(n int)
	sequence uint16
	sent     atomic.Int64
	stop     chan struct{}
	once     sync.Once
}

func newFlow(pc *pion.PeerConnection, mime string, rate int) (*Flow, error) {
	track, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, mime, "bench")
	if err != nil {
		return nil, err
	}
	_, err = pc.AddTransceiverFromTrack(track, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
	return &Flow{track: track, rate: rate, stop: make(chan struct{})}, err
}

// Start writes until Stop is called.
func (f *Flow) Start() { go f.run() }

func (f *Flow) run() {
	clock := time.NewTicker(time.Second / time.Duration(2*f.rate))
	defer clock.Stop()
	began := time.Now()
	for n := 0; ; {
		select {
		case <-f.stop:
			return
		case <-clock.C:
		}
		for ; n < int(time.Since(began)*time.Duration(f.rate)/time.Second); n++ {
			f.frame(n)
		}
	}
}

func (f *Flow) write(h rtp.Header, payload []byte) {
	h.Version, h.SequenceNumber = 2, f.sequence
	_ = f.track.WriteRTP(&rtp.Packet{Header: h, Payload: payload}) // what is not sent is missing among what arrives
	f.sequence++
	f.sent.Add(1)
}

// Sent is how many packets were written.
func (f *Flow) Sent() int64 { return f.sent.Load() }

// Stop ends the writing.
func (f *Flow) Stop() { f.once.Do(func() { close(f.stop) }) }
