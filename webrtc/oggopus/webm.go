package oggopus

import (
	"encoding/binary"
	"math"
)

// WebM is a stream of clusters without an end.
type WebM struct {
	at uint64 // milliseconds
}

// Type is WebM's.
func (*WebM) Type() string { return "audio/webm; codecs=opus" }

// Begin is everything before the first cluster: a segment of unknown length with one track of sound.
func (w *WebM) Begin() []byte {
	rate := binary.BigEndian.AppendUint64(nil, math.Float64bits(48000))
	document := element(0x1A45DFA3, element(0x4282, []byte("webm")), element(0x4287, []byte{4}), element(0x4285, []byte{2}))
	information := element(0x1549A966, element(0x2AD7B1, []byte{0x0f, 0x42, 0x40}), element(0x4D80, []byte(vendor)), element(0x5741, []byte(vendor)))
	track := element(0xAE, element(0xD7, []byte{1}), element(0x73C5, []byte{1}), element(0x83, []byte{2}), element(0x86, []byte("A_OPUS")),
		element(0x63A2, head()), element(0x56AA, binary.BigEndian.AppendUint32(nil, 6500000)), element(0x56BB, binary.BigEndian.AppendUint32(nil, 80000000)),
		element(0xE1, element(0xB5, rate), element(0x9F, []byte{1})))
	segment := append(name(0x18538067), 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
	return append(append(append(document, segment...), information...), element(0x1654AE6B, track)...)
}

// Piece is one cluster.
func (w *WebM) Piece(packets [][]byte) []byte {
	content := element(0xE7, binary.BigEndian.AppendUint64(nil, w.at))
	for i, p := range packets {
		block := binary.BigEndian.AppendUint16([]byte{0x81}, uint16(i*int(packetLasts.Milliseconds())))
		content = append(content, element(0xA3, append(append(block, 0x80), p...))...)
	}
	w.at += uint64(len(packets)) * uint64(packetLasts.Milliseconds())
	return element(0x1F43B675, content)
}

// element is an EBML element with its content, whose length takes eight bytes.
func element(id uint32, content ...[]byte) []byte {
	length := uint64(0)
	for _, c := range content {
		length += uint64(len(c))
	}
	b := binary.BigEndian.AppendUint64(name(id), 1<<56|length)
	for _, c := range content {
		b = append(b, c...)
	}
	return b
}

func name(id uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, id)
	for b[0] == 0 {
		b = b[1:]
	}
	return b
}
