package attendee

import (
	"context"

	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"
)

// A camera in three layers of 15 pictures a second, as browsers publish it: 125, 490 and 1500 kbit/s, a keyframe each second.
var layers = []struct {
	rid     string
	width   int
	packets int // of a picture
}{{"q", 320, 1}, {"h", 640, 4}, {"f", 1280, 12}}

const (
	layerFrames = 15
	layerBytes  = 1040
)

// camera writes the layers at their pace.
type camera struct {
	tracks    []*pion.TrackLocalStaticRTP
	sender    *pion.RTPSender
	sequences []uint16
}

// newCamera adds a camera of so many layers to a connection.
func newCamera(pc *pion.PeerConnection, most int) (*camera, error) {
	c := &camera{sequences: make([]uint16, most)}
	for _, l := range layers[:most] {
		track, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: pion.MimeTypeVP8}, "camera", "bench", pion.WithRTPStreamID(l.rid))
		if err != nil {
			return nil, err
		}
		if c.sender == nil {
			c.sender, err = pc.AddTrack(track)
		} else {
			err = c.sender.AddEncoding(track)
		}
		if err != nil {
			return nil, err
		}
		c.tracks = append(c.tracks, track)
	}
	return c, nil
}

// flow is what writes frames once the connection is there.
func (c *camera) flow(mid string) *Flow {
	f := &Flow{rate: layerFrames, stop: make(chan struct{})}
	extensions := map[string]uint8{}
	for _, e := range c.sender.GetParameters().HeaderExtensions {
		extensions[e.URI] = uint8(e.ID)
	}
	f.frame = func(n int) {
		for i, l := range layers[:len(c.tracks)] {
			for k := range l.packets {
				b := make([]byte, layerBytes)
				VP8(b, n*Frames/layerFrames, k)
				if k == 0 {
					b[12], b[13] = byte(l.width), byte(l.width>>8)
				}
				p := &rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: c.sequences[i], Timestamp: uint32(n) * (videoClock / layerFrames), Marker: k == l.packets-1}, Payload: b}
				_ = p.SetExtension(extensions[sdp.SDESMidURI], []byte(mid))
				_ = p.SetExtension(extensions[sdp.SDESRTPStreamIDURI], []byte(l.rid))
				_ = c.tracks[i].WriteRTP(p) // what is not sent is missing among what arrives
				c.sequences[i]++
				f.sent.Add(1)
			}
		}
	}
	return f
}

// Present publishes a microphone and a camera in so many layers, two or three, until the line ends.
func (t *Tab) Present(ctx context.Context, layers int) error {
	pc, err := t.options.Media.Connect()
	if err != nil {
		return err
	}
	p := &publication{pc: pc}
	if p.camera, err = newCamera(pc, layers); err == nil {
		err = p.begin(ctx, t)
	}
	if err != nil {
		p.close()
		return err
	}
	t.mu.Lock()
	t.voice = p
	t.mu.Unlock()
	return nil
}
