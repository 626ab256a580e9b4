package webrtc

import (
	"io"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/transport/v2/packetio"
	pion "github.com/pion/webrtc/v3"
)

// sink takes what a subscriber reports about one stream as soon as it is decrypted: neither a goroutine waits for it nor a buffer
// keeps it. What a subscriber sends of media ends here, too.
type sink struct {
	to   *subscriber
	ssrc uint32
	kind packetio.BufferPacketType
}

// Write never refuses: somebody's malformed report is nobody's loss.
func (s sink) Write(b []byte) (int, error) {
	if s.kind != packetio.RTCPBufferPacket {
		return len(b), nil
	}
	if packets, err := rtcp.Unmarshal(b); err == nil {
		s.to.shard.do(func() { s.to.heed(s.ssrc, packets) })
	}
	return len(b), nil
}

// Read says that there is nothing: all was taken when it was written.
func (sink) Read([]byte) (int, error) { return 0, io.EOF }

func (sink) Close() error { return nil }

// buffer is how a connection is told of the subscriber's sinks.
func (u *subscriber) buffer(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	return sink{u, ssrc, kind}
}

// heed acts on reports about a stream.
func (u *subscriber) heed(ssrc uint32, packets []rtcp.Packet) {
	for _, d := range u.downs {
		if d.out != nil && d.header.SSRC == ssrc {
			d.heed(packets)
		}
	}
	u.shard.batch.Flush()
}

func (d *down) heed(packets []rtcp.Packet) {
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.TransportLayerNack:
			if p.MediaSSRC == d.header.SSRC {
				d.again(p.Nacks)
			}
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			if d.target != nil {
				d.target.keyframe.want()
			}
		case *rtcp.ReceiverEstimatedMaximumBitrate:
			d.to.line.estimated(float64(p.Bitrate), time.Now())
		case *rtcp.ReceiverReport:
			for _, r := range p.Reports {
				if r.SSRC == d.header.SSRC {
					now := time.Now()
					since, bits := d.to.sentSince(d, now)
					d.to.line.reported(float64(r.FractionLost)/256, since, now, bits)
					if d.kind == pion.RTPCodecTypeVideo {
						d.to.line.saw(now)
					}
					d.to.trip.cameBack(r, now)
					if d.to.line.lossy(now) {
						d.to.choose(now)
					}
				}
			}
		}
	}
}
