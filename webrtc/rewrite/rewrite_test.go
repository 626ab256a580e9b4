package rewrite

import (
	"testing"
	"time"

	"aula/webrtc/packetcache"
	"aula/webrtc/vp8"
)

var began = time.Unix(1_800_000_000, 0)

func packet(sequence uint16, timestamp uint32, picture uint16, after time.Duration) *packetcache.Packet {
	return &packetcache.Packet{Sequence: sequence, Timestamp: timestamp, Arrived: began.Add(after), Payload: []byte{1},
		VP8: vp8.Descriptor{PictureAt: 2, LongID: true, Picture: picture, TL0At: 4, TL0: uint8(picture)}}
}

func TestAStreamHasNoGapWhereLayersAreSwitched(t *testing.T) {
	var r Rewriter[string]
	r.Switch("low", packet(65534, 1000, 0x7ffe, 0), 90000)
	for i, p := range []*packetcache.Packet{packet(65534, 1000, 0x7ffe, 0), packet(65535, 1000, 0x7ffe, 0), packet(0, 4000, 0x7fff, 33*time.Millisecond)} {
		if n, ok := r.Apply(p); !ok || n.Sequence != uint16(65534+i) {
			t.Fatalf("packet %d: %+v %v", i, n, ok)
		}
	}
	first := packet(500, 77000, 12, 133*time.Millisecond)
	r.Switch("high", first, 90000)
	n, ok := r.Apply(first)
	if want := (Numbers{1, 4000 + 9000, 0, 0x00}); !ok || n != want {
		t.Fatalf("after the switch: %+v %v, not %+v", n, ok, want)
	}
	if _, ok := r.Apply(packet(499, 74000, 11, 133*time.Millisecond)); ok {
		t.Error("a packet from before the switch was sent")
	}
	for _, row := range []struct {
		says     string
		sequence uint16
		layer    string
		source   uint16
		ok       bool
	}{
		{"before the switch", 0, "low", 0, true},
		{"before the turn of the numbers", 65535, "low", 65535, true},
		{"after the switch", 1, "high", 500, true},
		{"not yet sent", 2, "", 0, false},
		{"before the beginning", 65533, "", 0, false},
	} {
		layer, source, ok := r.Source(row.sequence)
		if layer != row.layer || source != row.source || ok != row.ok {
			t.Errorf("%s: %q %d %v", row.says, layer, source, ok)
		}
	}
	if n, ok := r.Again(65535, packet(65535, 1000, 0x7ffe, 0)); !ok || n.Sequence != 65535 || n.Timestamp != 1000 {
		t.Errorf("sent again as %+v %v", n, ok)
	}
}

func TestPicturesGoOnAfterPadding(t *testing.T) {
	var r Rewriter[int]
	p := packet(10, 1000, 5, 0)
	r.Switch(1, p, 90000)
	r.Apply(p)
	r.Apply(&packetcache.Packet{Sequence: 11, Timestamp: 1000, Arrived: began})
	next := packet(90, 9, 70, time.Second)
	r.Switch(2, next, 90000)
	if n, _ := r.Apply(next); n.Picture != 6 || n.Sequence != 12 {
		t.Errorf("%+v", n)
	}
}

func TestPaddingBetweenTwoEpochsIsNoPacketOfALayer(t *testing.T) {
	var r Rewriter[string]
	p := packet(10, 1000, 5, 0)
	r.Switch("low", p, 90000)
	r.Apply(p)
	for want := uint16(11); want < 13; want++ {
		if n := r.Pad(began.Add(time.Second)); n.Sequence != want || n.Timestamp != 1000 {
			t.Errorf("padding %d is %+v", want, n)
		}
	}
	if layer, _, ok := r.Source(12); layer != "" || !ok {
		t.Errorf("padding is of layer %q (%v)", layer, ok)
	}
	next := packet(40, 9000, 9, 2*time.Second)
	r.Switch("low", next, 90000)
	if n, _ := r.Apply(next); n.Sequence != 13 || n.Picture != 6 {
		t.Errorf("after padding: %+v", n)
	}
	if layer, source, ok := r.Source(10); layer != "low" || source != 10 || !ok {
		t.Errorf("before padding: %q %d %v", layer, source, ok)
	}
}

func TestAnEpochOutlastsTheTurningOfItsNumbers(t *testing.T) {
	var r Rewriter[string]
	first := packet(100, 0, 0, 0)
	r.Switch("low", first, 48000)
	r.Apply(first)
	r.Switch("voice", packet(7, 0, 0, time.Second), 48000)
	for i := range 200_000 { // more than an hour of sound
		p := packet(uint16(7+i), uint32(960*i), 0, time.Second+time.Duration(i)*20*time.Millisecond)
		n, ok := r.Apply(p)
		if want := uint16(101 + i); !ok || n.Sequence != want {
			t.Fatalf("packet %d: %+v %v", i, n, ok)
		}
		layer, source, ok := r.Source(n.Sequence - 40)
		if i >= 40 && (layer != "voice" || source != p.Sequence-40 || !ok) {
			t.Fatalf("40 before packet %d: %q %d %v", i, layer, source, ok)
		}
	}
	if layer, _, ok := r.Source(r.last.Sequence - horizon - 1); ok {
		t.Errorf("a packet of long ago is named, of layer %q", layer)
	}
	for range 200_000 {
		r.Pad(began.Add(time.Hour))
	}
	if layer, _, ok := r.Source(r.last.Sequence - 40); layer != "" || !ok {
		t.Errorf("padding is of layer %q (%v)", layer, ok)
	}
}

func TestAnOldEpochGoesOnAfterAJumpOfItsNumbers(t *testing.T) {
	for _, row := range []struct {
		says string
		jump uint16
	}{{"a short one", 300}, {"one beyond the horizon", 20_000}, {"nearly half round", 32_000}} {
		var r Rewriter[string]
		r.Switch("low", packet(0, 0, 0, 0), 90000)
		for i := range uint16(40_000) {
			r.Apply(packet(i, 0, 0, 0))
		}
		for after := range uint16(100) {
			p := packet(39_999+row.jump+after, 0, 0, time.Second)
			if n, ok := r.Apply(p); !ok || n.Sequence != p.Sequence {
				t.Fatalf("%s: packet %d after it: %+v %v", row.says, after, n, ok)
			}
			if layer, source, ok := r.Source(p.Sequence); layer != "low" || source != p.Sequence || !ok {
				t.Fatalf("%s: packet %d after it is %q %d %v", row.says, after, layer, source, ok)
			}
		}
		if _, ok := r.Apply(packet(39_999+row.jump-horizon-100, 0, 0, time.Second)); ok {
			t.Errorf("%s: a packet of long ago was sent", row.says)
		}
	}
}
