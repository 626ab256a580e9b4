package webm

import (
	"encoding/binary"
	"io"
	"math"
	"time"
)

// Packet is one of a film that is composed.
type Packet struct {
	Picture bool // else it is sound
	Whole   bool // a picture that needs none before it
	At      time.Duration
	Data    []byte
}

// Compose writes a small film of VP8 pictures of this size and of Opus sound, for tests and examples.
func Compose(out io.WriteSeeker, width, height int, length time.Duration, packets []Packet) error {
	opus := append([]byte("OpusHead\x01\x01"), 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0)
	picture := put(putUint(putUint(nil, idTrackNumber, 1), 0x73C5, 1), 0x86, []byte("V_VP8"))
	picture = put(putUint(picture, idTrackType, video), 0xE0, putUint(putUint(nil, 0xB0, uint64(width)), 0xBA, uint64(height)))
	sound := put(putUint(putUint(nil, idTrackNumber, 2), 0x73C5, 2), 0x86, []byte("A_OPUS"))
	rate := binary.BigEndian.AppendUint64(nil, math.Float64bits(48000))
	sound = put(put(putUint(sound, idTrackType, audio), 0x63A2, opus), 0xE1, putUint(put(nil, 0xB5, rate), 0x9F, 1))
	head := header{
		info: []element{
			{idScale, binary.BigEndian.AppendUint64(nil, 1000000)}, {0x4D80, []byte("Aula")}, {0x5741, []byte("Aula")},
		},
		tracks: put(put(nil, idTrack, picture), idTrack, sound), kinds: map[uint64]int{1: video, 2: audio},
	}
	w := &writer{out: out}
	if err := w.begin(head); err != nil {
		return err
	}
	for _, p := range packets {
		b, kind := block{2, p.At.Milliseconds(), true, p.Data}, audio
		if p.Picture {
			b.track, b.whole, kind = 1, p.Whole, video
		}
		if err := w.add(b, kind); err != nil {
			return err
		}
	}
	return w.end(float64(length.Milliseconds()))
}
