package webm

import (
	"encoding/binary"
	"math"
)

// document says that what follows is WebM.
func document() []byte {
	return element(idEBML, join(number(0x4286, 1), number(0x42F7, 1), number(0x42F2, 4), number(0x42F3, 8), text(0x4282, "webm"), number(0x4287, 4), number(0x4285, 2)))
}

// writer names who wrote it.
func writer() []byte { return join(text(idMuxer, "Aula"), text(idWriter, "Aula")) }

// sound is a track of Opus.
func sound(track uint64, channels byte) []byte {
	head := append([]byte("OpusHead"), 1, channels, 312&0xff, 312>>8, 0x80, 0xbb, 0, 0, 0, 0, 0)
	return element(idTrack, join(number(idTrackNumber, track), number(idTrackUID, track), number(idTrackType, 2), number(idLacing, 0),
		text(idCodec, opus), element(idPrivate, head), number(idDelay, 6500000), number(idPreRoll, 80000000),
		element(idAudio, join(element(idRate, binary.BigEndian.AppendUint64(nil, math.Float64bits(48000))), number(idChannels, uint64(channels))))))
}

// block appends a packet of a track to its cluster, so many milliseconds after that begins.
func block(b []byte, track byte, after int64, keyframe bool, content []byte) []byte {
	flags := byte(0)
	if keyframe {
		flags = 0x80
	}
	b = append(append(b, id(idSimpleBlock)...), size(int64(len(content)+4))...)
	b = append(b, 0x80|track, byte(after>>8), byte(after), flags)
	return append(b, content...)
}

func id(n uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, n)
	for b[0] == 0 {
		b = b[1:]
	}
	return b
}

// size is a length in as few bytes as it takes.
func size(n int64) []byte {
	for width := 1; width < 8; width++ {
		if n < 1<<(7*width)-1 {
			b := make([]byte, width)
			for i := range b {
				b[i] = byte(n >> (8 * (width - 1 - i)))
			}
			b[0] |= 1 << (8 - width)
			return b
		}
	}
	return long(n)
}

// long is a length in eight bytes.
func long(n int64) []byte { return binary.BigEndian.AppendUint64(nil, 1<<56|uint64(n)) }

func element(n uint32, body []byte) []byte { return join(id(n), size(int64(len(body))), body) }

func number(n uint32, v uint64) []byte {
	b := binary.BigEndian.AppendUint64(nil, v)
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	return element(n, b)
}

func text(n uint32, s string) []byte { return element(n, []byte(s)) }

func seek(n uint32, at int64) []byte {
	return element(idSeek, join(element(idSeekID, id(n)), element(idSeekAt, binary.BigEndian.AppendUint64(nil, uint64(at)))))
}

func join(parts ...[]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}
