// Package oggopus writes Opus packets as a stream that a browser's audio element plays while it comes: Ogg (RFC 3533, RFC 7845), or WebM
// for browsers that know no Ogg. It reads nothing, and cannot be sought in.
package oggopus

import (
	"encoding/binary"
	"time"
)

// What is written of each packet.
const (
	packetLasts = 20 * time.Millisecond
	samples     = 960 // at 48 kHz
	preSkip     = 312 // samples that the decoder needs to begin
	vendor      = "aula"
)

// head is how Opus is described in both formats (RFC 7845, 5.1): one channel.
func head() []byte {
	b := append([]byte("OpusHead"), 1, 1)
	b = binary.LittleEndian.AppendUint16(b, preSkip)
	b = binary.LittleEndian.AppendUint32(b, 48000)
	return append(b, 0, 0, 0)
}

// Stream writes a stream in pieces.
type Stream interface {
	// Type is what the stream is served as.
	Type() string
	// Begin is what comes before the packets.
	Begin() []byte
	// Piece holds some packets, of 20 ms each.
	Piece(packets [][]byte) []byte
}

// Ogg is a stream of pages. Serial is any number.
type Ogg struct {
	Serial uint32

	page    uint32
	granule uint64
}

// Type is Ogg's.
func (*Ogg) Type() string { return "audio/ogg; codecs=opus" }

// Begin is the two heads, a page each.
func (o *Ogg) Begin() []byte {
	tags := append([]byte("OpusTags"), binary.LittleEndian.AppendUint32(nil, uint32(len(vendor)))...)
	tags = append(append(tags, vendor...), 0, 0, 0, 0)
	return append(o.write(2, head()), o.write(0, tags)...)
}

// Piece is one page. It takes at most 250 packets, none longer than 255 bytes a hundred: those of a voice are shorter.
func (o *Ogg) Piece(packets [][]byte) []byte {
	o.granule += uint64(samples * len(packets))
	return o.write(0, packets...)
}

func (o *Ogg) write(flags byte, packets ...[]byte) []byte {
	var laces, content []byte
	for _, p := range packets {
		for n := len(p); ; n -= 255 {
			if n < 255 {
				laces = append(laces, byte(n))
				break
			}
			laces = append(laces, 255)
		}
		content = append(content, p...)
	}
	b := append([]byte("OggS"), 0, flags)
	b = binary.LittleEndian.AppendUint64(b, o.granule)
	b = binary.LittleEndian.AppendUint32(b, o.Serial)
	b = binary.LittleEndian.AppendUint32(b, o.page)
	b = append(b, 0, 0, 0, 0, byte(len(laces)))
	b = append(append(b, laces...), content...)
	binary.LittleEndian.PutUint32(b[22:], checksum(b))
	o.page++
	return b
}

var table = func() (t [256]uint32) {
	for i := range t {
		r := uint32(i) << 24
		for range 8 {
			if r&(1<<31) != 0 {
				r = r<<1 ^ 0x04c11db7
			} else {
				r <<= 1
			}
		}
		t[i] = r
	}
	return t
}()

// checksum is Ogg's: not reflected, beginning with 0.
func checksum(b []byte) (sum uint32) {
	for _, c := range b {
		sum = sum<<8 ^ table[byte(sum>>24)^c]
	}
	return sum
}
