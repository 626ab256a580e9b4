package webrtc

import (
	"io"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/transport/v2/packetio"
	pion "github.com/pion/webrtc/v3"
)

// outlet is where a down writes to: it checks that what goes out is RTP of ours.
type outlet struct{ t *testing.T }

func (o *outlet) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	packet := rtp.Packet{Header: *h, Payload: payload}
	b := append(mustMarshal(o.t, h), payload...)
	var read rtp.Packet
	if err := read.Unmarshal(b); err != nil || read.SSRC != 77 || read.SequenceNumber != packet.SequenceNumber || len(payload) > 1700 {
		o.t.Errorf("sent %v of %d bytes: %v", h, len(payload), err)
	}
	return len(b), nil
}

func (o *outlet) Write(b []byte) (int, error) { return len(b), nil }

func mustMarshal(t *testing.T, h *rtp.Header) []byte {
	b, err := h.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fuzzLine is a publisher's layer and one subscriber of it, without a network.
type fuzzLine struct {
	layer *layer
	to    *subscriber
	down  *down
	out   *outlet
}

func newFuzzLine(f *testing.F, z *fuzzed, mime string) *fuzzLine {
	f.Helper()
	host, err := z.room.Join(Member{ID: "host"}, nil)
	if err != nil {
		f.Fatal(err)
	}
	p, err := z.room.Join(Member{ID: "eva"}, nil)
	if err != nil {
		f.Fatal(err)
	}
	track := newTrack(host, Camera)
	track.mime, track.clock = mime, 90000
	l := newLayer(track, &pion.TrackRemote{}, 1, z.engine.shards)
	l.ssrc = 5
	track.add(l)
	u, err := follow(p, "", func(pion.PeerConnectionState) {})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		u.end(z.engine.conn)
		if err := u.pc.Close(); err != nil {
			f.Error(err)
		}
		p.Leave()
		host.Leave()
	})
	line := &fuzzLine{l, u, newDown(u, "t", "host", pion.RTPCodecTypeVideo, mime), &outlet{}}
	u.add(line.down)
	u.shard.do(func() {
		u.ready = true
		line.down.track, line.down.width, line.down.out = track, 640, line.out
		line.down.codec, line.down.clock, line.down.header = mime, 90000, rtp.Header{Version: 2, SSRC: 77, PayloadType: 96}
		line.down.target = l
	})
	return line
}

// settled waits until the shard has done everything so far.
func (n *fuzzLine) settled(do func()) {
	done := make(chan struct{})
	n.to.shard.do(func() { do(); close(done) })
	<-done
}

func vp8Seed(sequence uint16, key bool) []byte {
	payload := []byte{0x90, 0xe0, 0x80, 1, 1, 0, 0x01, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 2, 0x68, 1, 0}
	if key {
		payload[6] = 0
	}
	b, _ := (&rtp.Packet{Header: rtp.Header{Version: 2, Marker: true, SequenceNumber: sequence, Timestamp: 3000, SSRC: 5}, Payload: payload}).Marshal()
	return b
}

func FuzzPublishersPacket(f *testing.F) {
	z := fuzzEngine(f)
	lines := map[bool]*fuzzLine{true: newFuzzLine(f, z, pion.MimeTypeVP8), false: newFuzzLine(f, z, pion.MimeTypeH264)}
	f.Add(vp8Seed(1, true), vp8Seed(2, false), true)
	f.Add(vp8Seed(65535, true), vp8Seed(0, false), true)
	f.Add(vp8Seed(1, true), vp8Seed(40000, false), false)
	padded := rtp.Packet{Header: rtp.Header{Version: 2, Padding: true, SequenceNumber: 3, SSRC: 5}, PaddingSize: 9}
	if b, err := padded.Marshal(); err == nil {
		f.Add(b, b, false)
	}
	f.Add([]byte{0xb0, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5, 0xbe, 0xde, 0, 1, 0x10, 0xff, 0, 0, 0x10, 0}, []byte{0x80}, true)
	f.Fuzz(func(t *testing.T, one, two []byte, vp8 bool) {
		n := lines[vp8]
		n.settled(func() { n.out.t = t })
		before := n.layer.packets.Load() + n.layer.malformed.Load()
		one, two = one[:min(len(one), 1600)], two[:min(len(two), 1600)] // as much as is read of a datagram
		for _, b := range [][]byte{one, two, one} {                     // the third is a duplicate
			n.layer.take(b, vp8, time.Now())
		}
		n.settled(func() {
			n.to.shard.flush()
			n.down.again([]rtcp.NackPair{{PacketID: n.down.header.SequenceNumber - 20, LostPackets: 0xffff}})
			n.to.choose(time.Now())
		})
		n.layer.requests(time.Now())
		if now := n.layer.packets.Load() + n.layer.malformed.Load(); now > before+3 {
			t.Errorf("%d packets of three", now-before)
		}
		if waits := len(n.layer.waiting[n.to.shard.index].packets); waits > 0 {
			n.settled(n.to.shard.flush)
		}
	})
}

func FuzzReport(f *testing.F) {
	z := fuzzEngine(f)
	n := newFuzzLine(f, z, pion.MimeTypeVP8)
	for _, p := range []rtcp.Packet{
		&rtcp.TransportLayerNack{MediaSSRC: 77, Nacks: []rtcp.NackPair{{PacketID: 1, LostPackets: 0xffff}}},
		&rtcp.PictureLossIndication{MediaSSRC: 77}, &rtcp.FullIntraRequest{MediaSSRC: 77, FIR: []rtcp.FIREntry{{SSRC: 77}}},
		&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: 1e6, SSRCs: []uint32{77}},
		&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 77, FractionLost: 200, LastSenderReport: 1, Delay: 1}}},
		&rtcp.SenderReport{SSRC: 5, NTPTime: 1 << 40, RTPTime: 7}, &rtcp.Goodbye{Sources: []uint32{77}},
		&rtcp.TransportLayerCC{MediaSSRC: 77, PacketStatusCount: 1, PacketChunks: []rtcp.PacketStatusChunk{&rtcp.RunLengthChunk{RunLength: 1}}},
	} {
		if b, err := p.Marshal(); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n.settled(func() { n.out.t = t })
		n.layer.take(vp8Seed(uint16(len(b)), true), true, time.Now())
		s := sink{n.to, 77, packetio.RTCPBufferPacket}
		if _, err := s.Write(b); err != nil {
			t.Error(err)
		}
		again := false
		readReports(func(into []byte) (int, error) { // as a publisher's
			if again {
				return 0, io.EOF
			}
			again = true
			return copy(into, b), nil
		}, n.layer.reported)
		n.settled(func() {
			n.to.shard.flush()
			n.to.choose(time.Now())
			n.to.trip.value(time.Now())
			if n.to.line.limit < 0 {
				t.Errorf("limit %v", n.to.line.limit)
			}
		})
		n.layer.requests(time.Now())
	})
}
