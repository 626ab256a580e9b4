package webm

import (
	"encoding/binary"
	"time"
)

// Stream is sound without an end, of one channel: what it begins with, then pieces. It cannot be sought in.
type Stream struct{ at time.Duration }

// Begin is everything before the first piece: a segment of a length that nobody knows.
func (s *Stream) Begin() []byte {
	segment := append(id(idSegment), binary.BigEndian.AppendUint64(nil, 1<<57-1)...)
	return join(document(), segment, element(idInfo, join(number(idScale, 1e6), writer())), element(idTracks, sound(1, 1)))
}

// Piece is a cluster of some packets that last equally long.
func (s *Stream) Piece(packets [][]byte, each time.Duration) []byte {
	content := number(idTimestamp, uint64(s.at.Milliseconds()))
	for i, p := range packets {
		content = block(content, 1, int64(i)*each.Milliseconds(), true, p)
	}
	s.at += time.Duration(len(packets)) * each
	return element(idCluster, content)
}
