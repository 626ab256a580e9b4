package stranger

import (
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"
)

// Media types of what is published and played.
const (
	VP8  = pion.MimeTypeVP8
	H264 = pion.MimeTypeH264
	Opus = pion.MimeTypeOpus
)

// Packet is one that was received.
type Packet struct {
	MIME     string
	Sequence uint16
}

// Publish adds a picture of a media type and a sound, and says how to write the n-th frame of both.
func (p *Peer) Publish(mime string) (write func(n int)) {
	p.t.Helper()
	sound, picture := p.track(Opus), p.track(mime)
	frame := []byte{0x10, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 2, 0x68, 1, 0} // a VP8 keyframe of 640 × 360
	if mime == H264 {
		frame = []byte{24, 0, 4, 0x67, 0x42, 0, 0x1f, 0, 3, 0x65, 1, 2} // SPS and an IDR slice in one packet
	}
	return func(n int) {
		_ = picture.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, Marker: true, SequenceNumber: uint16(n), Timestamp: uint32(n) * 900}, Payload: frame})
		_ = sound.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * 480}, Payload: []byte{1, 2, 3}})
	}
}

// PublishEncoded is Publish for frames that Encoded made, one after the other and again from the first: as Steadily writes.
func (p *Peer) PublishEncoded(frames [][][]byte) (write func(n int)) {
	p.t.Helper()
	sound, picture := p.track(Opus), p.track(H264)
	sequence := uint16(0)
	return func(n int) {
		if n%2 == 0 {
			_ = sound.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n / 2), Timestamp: uint32(n) * 480}, Payload: []byte{0xf8, 0xff, 0xfe}})
		}
		if n%(pace/FramesASecond) != 0 {
			return
		}
		frame := frames[n/(pace/FramesASecond)%len(frames)]
		for i, payload := range frame {
			h := rtp.Header{Version: 2, Marker: i == len(frame)-1, SequenceNumber: sequence, Timestamp: uint32(n) * 900}
			_ = picture.WriteRTP(&rtp.Packet{Header: h, Payload: payload})
			sequence++
		}
	}
}

// OpenData asks for a data channel.
func (p *Peer) OpenData() {
	p.t.Helper()
	if _, err := p.pc.CreateDataChannel("data", nil); err != nil {
		p.t.Fatal(err)
	}
}

func (p *Peer) track(mime string) *pion.TrackLocalStaticRTP {
	p.t.Helper()
	t, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, mime, "stream")
	if err == nil {
		_, err = p.pc.AddTransceiverFromTrack(t, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

// Play asks for picture and sound. Packets that nobody takes in time are left out.
func (p *Peer) Play() <-chan Packet {
	p.t.Helper()
	packets := make(chan Packet, 4096)
	for _, kind := range []pion.RTPCodecType{pion.RTPCodecTypeVideo, pion.RTPCodecTypeAudio} {
		if _, err := p.pc.AddTransceiverFromKind(kind, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
			p.t.Fatal(err)
		}
	}
	p.pc.OnTrack(func(remote *pion.TrackRemote, _ *pion.RTPReceiver) {
		for {
			got, _, err := remote.ReadRTP()
			if err != nil {
				return
			}
			select {
			case packets <- Packet{remote.Codec().MimeType, got.SequenceNumber}:
			default:
			}
		}
	})
	return packets
}

// pace is how often Steadily writes in a second.
const pace = 100

// Steadily calls write every ten milliseconds until the test is over or stop is called, which waits for the last call.
func Steadily(t testing.TB, write func(n int)) (stop func()) {
	t.Helper()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		clock := time.NewTicker(time.Second / pace)
		defer clock.Stop()
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-clock.C:
				write(n)
			}
		}
	}()
	stop = sync.OnceFunc(func() { close(done); <-ended })
	t.Cleanup(stop)
	return stop
}
