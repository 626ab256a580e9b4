package webrtc_test

import (
	"encoding/binary"
	"image"
	"testing"

	"github.com/pion/ice/v2"
	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/h264"
	"aula/webrtc/stranger"
)

// parameters is the sequence parameter set of pictures of a width.
func parameters(t *testing.T, width int) []byte {
	t.Helper()
	frame, err := h264.Still(image.NewYCbCr(image.Rect(0, 0, width, width*9/16), image.YCbCrSubsampleRatio420), 0)
	if err != nil {
		t.Fatal(err)
	}
	return frame[4 : 4+binary.BigEndian.Uint32(frame)]
}

// h264Pictures are pictures as browsers send them: before each keyframe, in a packet of its own, its parameters.
func h264Pictures(t *testing.T) func(n int, key bool, s rung) []*rtp.Packet {
	t.Helper()
	sets := map[uint16][]byte{}
	for _, s := range rungs {
		sets[s.width] = parameters(t, int(s.width))
	}
	return func(n int, key bool, s rung) []*rtp.Packet {
		head := rtp.Header{Version: 2, Timestamp: uint32(n) * 900}
		last := head
		last.Marker = true
		if !key {
			return []*rtp.Packet{{Header: last, Payload: []byte{0x41, 0x9a}}}
		}
		return []*rtp.Packet{{Header: head, Payload: append([]byte(nil), sets[s.width]...)}, {Header: last, Payload: []byte{0x65, 0x88}}}
	}
}

func hasParameters(p received) bool { return p.Payload[0]&0x1f == 7 }

func TestLayersInH264ChangeWhereTheirParametersStand(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	presentPictures(t, r, "anna", pion.MimeTypeH264, h264Pictures(t))
	w := watchOver(t, r, webrtc.Member{ID: "bruno"}, nil)
	if first := w.next(ctx, "a picture", camera); !hasParameters(first) {
		t.Errorf("it begins with %x", first.Payload[:2])
	}
	settles(ctx, t, w, 2)
	last := w.next(ctx, "a picture", camera)
	for _, row := range []struct{ width, rung int }{{300, 0}, {600, 1}, {1280, 2}, {320, 0}} {
		w.peer.Want([]webrtc.Want{{Track: last.name.Track, Width: row.width}})
		for rungOf(last) != row.rung {
			next := w.next(ctx, "the layer "+rungs[row.rung].rid, camera)
			if next.SequenceNumber != last.SequenceNumber+1 || int32(next.Timestamp-last.Timestamp) < 0 {
				t.Fatalf("%d at %d follows %d at %d", next.SequenceNumber, next.Timestamp, last.SequenceNumber, last.Timestamp)
			}
			if rungOf(next) != rungOf(last) && !hasParameters(next) {
				t.Fatalf("from %s to %s without its parameters", rungs[rungOf(last)].rid, rungs[rungOf(next)].rid)
			}
			last = next
		}
	}
}

// Nobody is known who cannot decode H.264; but whoever it is, the other pictures and the voices come.
func TestWhoKnowsNoH264GetsTheRest(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	presentPictures(t, r, "anna", pion.MimeTypeH264, h264Pictures(t))
	m, s := &pion.MediaEngine{}, pion.SettingEngine{}
	for _, c := range []struct {
		mime   string
		clock  uint32
		number pion.PayloadType
		kind   pion.RTPCodecType
	}{{pion.MimeTypeVP8, 90000, 96, pion.RTPCodecTypeVideo}, {pion.MimeTypeOpus, 48000, 111, pion.RTPCodecTypeAudio}} {
		codec := pion.RTPCodecParameters{RTPCodecCapability: pion.RTPCodecCapability{MimeType: c.mime, ClockRate: c.clock}, PayloadType: c.number}
		if c.kind == pion.RTPCodecTypeAudio {
			codec.Channels = 2
		}
		if err := m.RegisterCodec(codec, c.kind); err != nil {
			t.Fatal(err)
		}
	}
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	pc, err := pion.NewAPI(pion.WithMediaEngine(m), pion.WithSettingEngine(s)).NewPeerConnection(pion.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stranger.Part(pc) })
	w := watchBy(t, r, webrtc.Member{ID: "bruno"}, pc, nil)
	<-w.offers // of the picture that it cannot decode
	p := present(t, r, "carla")
	stranger.Steadily(t, func(n int) {
		_ = p.video.WriteRTP(vp8Packet(uint16(n), n, n%25 == 0, 640))
		_ = p.audio.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * 480}, Payload: []byte{1, 2, 3}})
	})
	w.next(ctx, "a picture in VP8", func(p received) bool { return p.name.Person == "carla" && p.name.Source == webrtc.Camera })
	w.next(ctx, "a voice", func(p received) bool { return p.name.Source == webrtc.Microphone })
}
