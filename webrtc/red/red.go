// Package red reads and writes redundant audio (RFC 2198): a packet that carries, beside its own frame of sound, those before it once more,
// so that one that is lost on the way is not missed. It knows nothing of codecs, and decides nothing.
package red

import (
	"encoding/binary"
	"errors"
)

// What the head of a redundant block can say.
const (
	MostOffset = 1<<14 - 1 // ticks before the packet's own time
	MostLength = 1<<10 - 1 // bytes
)

const most = 8 // blocks that are read; browsers send three

// ErrMalformed says that a payload is no redundant audio.
var ErrMalformed = errors.New("malformed redundant audio")

// ErrSize says that a block does not fit its head.
var ErrSize = errors.New("block too long or too old")

// Block is a frame of sound.
type Block struct {
	Format  uint8  // its payload type
	Offset  uint16 // how many ticks it is older than the packet; 0 of the packet's own frame
	Payload []byte // of the packet it was read from
}

// Parse reads a payload into blocks, the oldest first and the packet's own at last. Its error is ErrMalformed.
func Parse(payload []byte, blocks []Block) ([]Block, error) {
	var lengths [most]int
	blocks = blocks[:0]
	rest := payload
	for {
		switch {
		case len(rest) == 0 || len(blocks) == most:
			return nil, ErrMalformed
		case rest[0]&0x80 == 0: // the packet's own
			return cut(append(blocks, Block{Format: rest[0]}), lengths[:], rest[1:])
		case len(rest) < 4:
			return nil, ErrMalformed
		}
		head := binary.BigEndian.Uint32(rest)
		lengths[len(blocks)] = int(head & MostLength)
		blocks = append(blocks, Block{Format: uint8(head>>24) & 0x7f, Offset: uint16(head >> 10 & MostOffset)})
		rest = rest[4:]
	}
}

// cut gives the blocks their bytes; the last one what is left.
func cut(blocks []Block, lengths []int, rest []byte) ([]Block, error) {
	last := len(blocks) - 1
	for i := range blocks[:last] {
		if lengths[i] > len(rest) {
			return nil, ErrMalformed
		}
		blocks[i].Payload, rest = rest[:lengths[i]:lengths[i]], rest[lengths[i]:]
	}
	if len(rest) == 0 {
		return nil, ErrMalformed
	}
	blocks[last].Payload = rest
	return blocks, nil
}

// Append writes blocks, the oldest first and the packet's own at last. Its error is ErrSize.
func Append(b []byte, blocks ...Block) ([]byte, error) {
	last := len(blocks) - 1
	for _, block := range blocks[:last] {
		if block.Offset > MostOffset || len(block.Payload) > MostLength {
			return nil, ErrSize
		}
		b = binary.BigEndian.AppendUint32(b, 1<<31|uint32(block.Format&0x7f)<<24|uint32(block.Offset)<<10|uint32(len(block.Payload)))
	}
	b = append(b, blocks[last].Format&0x7f)
	for _, block := range blocks {
		b = append(b, block.Payload...)
	}
	return b, nil
}
