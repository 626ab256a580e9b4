package recording

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"
)

// Reader reads a capture up to its end, or to where it was cut.
type Reader struct {
	from    *bufio.Reader
	started time.Time
	block   []byte
	rest    []byte
	read    int64
}

// NewReader begins to read. Its error is ErrNoCapture.
func NewReader(from io.Reader) (*Reader, error) {
	r := &Reader{from: bufio.NewReaderSize(from, blockFull)}
	if err := r.next(); err != nil || len(r.rest) < 10 || r.rest[0] != 'h' || r.rest[1] != version {
		return nil, fmt.Errorf("%w: %w", ErrNoCapture, errors.Join(err))
	}
	r.started = time.UnixMilli(int64(binary.BigEndian.Uint64(r.rest[2:])))
	r.rest = r.rest[10:]
	return r, nil
}

// Started is when the capture began.
func (r *Reader) Started() time.Time { return r.started }

// Position is how many bytes have been read.
func (r *Reader) Position() int64 { return r.read }

// next reads a block. It returns io.EOF where no whole block follows.
func (r *Reader) next() error {
	var head [blockHead]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		return cut(err)
	}
	size := binary.BigEndian.Uint32(head[4:])
	if binary.BigEndian.Uint32(head[:]) != blockMagic || size == 0 || size > mostBlock {
		return io.EOF
	}
	if cap(r.block) < int(size) {
		r.block = make([]byte, size)
	}
	r.block = r.block[:size]
	if _, err := io.ReadFull(r.from, r.block); err != nil {
		return cut(err)
	}
	if crc32.Checksum(r.block, castagnoli) != binary.BigEndian.Uint32(head[8:]) {
		return io.EOF
	}
	r.rest = r.block
	r.read += blockHead + int64(size)
	return nil
}

// cut makes an end within a block one that is none.
func cut(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return io.EOF
	}
	return err
}

// Next returns the next record; io.EOF where there is none. A packet's payload is valid until the next call.
func (r *Reader) Next() (Record, error) {
	for len(r.rest) == 0 {
		if err := r.next(); err != nil {
			return nil, err
		}
	}
	kind := r.rest[0]
	r.rest = r.rest[1:]
	switch kind {
	case 't':
		var t Track
		if b, ok := r.bytes(); !ok || json.Unmarshal(b, &t) != nil {
			return nil, io.EOF
		}
		return t, nil
	case 'r':
		var n [4]uint64
		if !r.numbers(n[:]) {
			return nil, io.EOF
		}
		return Report{int(n[0]), micro(n[1]), n[2], uint32(n[3])}, nil
	case 's':
		var n [2]uint64
		if !r.numbers(n[:]) {
			return nil, io.EOF
		}
		return Shown{int(n[0]), micro(n[1])}, nil
	case 'p':
		var n [5]uint64
		if !r.numbers(n[:]) {
			return nil, io.EOF
		}
		b, ok := r.bytes()
		if !ok {
			return nil, io.EOF
		}
		return Packet{int(n[0]), micro(n[1]), uint16(n[2]), uint32(n[3]), n[4]&1 != 0, uint8(n[4] >> 1), b}, nil
	}
	return nil, io.EOF // of a later version
}

// mostTime is how long a capture may be: what says more is none of ours.
const mostTime = 48 * time.Hour

func micro(n uint64) time.Duration {
	return time.Duration(min(n, uint64(mostTime/time.Microsecond))) * time.Microsecond
}

func (r *Reader) numbers(list []uint64) bool {
	for i := range list {
		n, size := binary.Uvarint(r.rest)
		if size <= 0 {
			return false
		}
		list[i], r.rest = n, r.rest[size:]
	}
	return true
}

func (r *Reader) bytes() ([]byte, bool) {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(len(r.rest)-size) {
		return nil, false
	}
	b := r.rest[size : size+int(n)]
	r.rest = r.rest[size+int(n):]
	return b, true
}
