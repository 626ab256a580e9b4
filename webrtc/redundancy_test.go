package webrtc

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"aula/webrtc/packetcache"
	"aula/webrtc/red"
)

// spoke is a voice of which packets with these numbers have come, one byte each.
func spoke(numbers ...uint16) *layer {
	l := &layer{cache: packetcache.New(audioCache)}
	for _, n := range numbers {
		l.cache.Put(opusFrame(n))
	}
	return l
}

func opusFrame(n uint16) *packetcache.Packet {
	return &packetcache.Packet{Sequence: n, Timestamp: uint32(n) * 960, Payload: []byte{byte(n)}}
}

func TestAPacketCarriesThoseBeforeItAndTheSameWhenItIsSentAgain(t *testing.T) {
	for _, row := range []struct {
		says    string
		came    []uint16
		copies  int
		carries []byte // the newest last
	}{
		{"none", []uint16{8, 9, 10}, 0, []byte{10}},
		{"the one before", []uint16{8, 9, 10}, 1, []byte{9, 10}},
		{"two", []uint16{8, 9, 10}, 2, []byte{8, 9, 10}},
		{"one is missing", []uint16{8, 10}, 2, []byte{8, 10}},
	} {
		l, w := spoke(row.came...), wrapping{format: 63, copies: row.copies}
		carried := w.plan(l, opusFrame(10))
		first, ok := w.wrap(nil, l, opusFrame(10), carried, 111)
		if !ok {
			t.Fatalf("%s: not wrapped", row.says)
		}
		blocks, err := red.Parse(first, nil)
		var got []byte
		for _, b := range blocks {
			got = append(got, b.Payload...)
		}
		if err != nil || !slices.Equal(got, row.carries) {
			t.Errorf("%s: carries %v, error %v", row.says, got, err)
		}
		l.cache.Put(opusFrame(11))
		l.cache.Put(opusFrame(9)) // came late
		w.copies = 2
		again, ok := w.planned(l, 10)
		second, wrapped := w.wrap(nil, l, opusFrame(10), again, 111)
		if !ok || !wrapped || !bytes.Equal(first, second) {
			t.Errorf("%s: sent again as %x, not %x", row.says, second, first)
		}
	}
}

func TestAPacketWhoseBytesAreNotKnownIsNotSentAgain(t *testing.T) {
	l, other, w := spoke(8, 9, 10), spoke(10), wrapping{format: 63, copies: 1}
	carried := w.plan(l, opusFrame(10))
	if _, ok := w.planned(l, 9); ok {
		t.Error("one of before the redundancy began")
	}
	if _, ok := w.planned(other, 10); ok {
		t.Error("one of another voice")
	}
	l.cache.Put(opusFrame(9 + audioCache))
	if _, ok := w.wrap(nil, l, opusFrame(10), carried, 111); ok {
		t.Error("one whose company is gone")
	}
	w.plan(other, opusFrame(10))
	w.plan(l, opusFrame(11))
	if _, ok := w.planned(l, 10); ok {
		t.Error("one of before another voice spoke")
	}
}

func TestALostPacketIsTakenFromTheNextOne(t *testing.T) {
	l := spoke(7, 8) // 9 was lost
	payload, err := red.Append(nil, red.Block{Format: 111, Offset: 1920, Payload: []byte{8}}, red.Block{Format: 111, Offset: 960, Payload: []byte{9}}, red.Block{Format: 111, Payload: []byte{10}})
	if err != nil {
		t.Fatal(err)
	}
	p := opusFrame(10)
	p.Payload = payload
	var got []*packetcache.Packet
	if !l.unwrap(p, func(p *packetcache.Packet) { got = append(got, p) }) {
		t.Fatal("it was not taken apart")
	}
	if len(got) != 1 || got[0].Sequence != 9 || got[0].Timestamp != 9*960 || !bytes.Equal(got[0].Payload, []byte{9}) || !bytes.Equal(p.Payload, []byte{10}) {
		t.Errorf("recovered %+v, its own is %v", got, p.Payload)
	}
	if p.Payload = []byte{0x80}; l.unwrap(p, nil) {
		t.Error("half a head was taken for a packet")
	}
}

func TestSoundIsSentMoreThanOnceWhileALineLoses(t *testing.T) {
	began := time.Now()
	for _, row := range []struct {
		says  string
		loss  float64
		bare  bool
		after time.Duration
		want  int
	}{
		{"nothing is lost", 0, false, 0, 0},
		{"one in thirty", 0.03, false, time.Second, 1},
		{"one in ten", 0.1, false, time.Second, 2},
		{"one in ten of a line that has room for little", 0.1, true, time.Second, 1},
		{"it was half a minute ago", 0.1, false, 31 * time.Second, 0},
	} {
		l := &line{bare: row.bare}
		l.reported(row.loss, time.Time{}, began, 0)
		if got := l.copies(began.Add(row.after)); got != row.want {
			t.Errorf("%s: %d", row.says, got)
		}
	}
}
