package webm

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// ErrMalformed says that a file is no film of ours.
var ErrMalformed = errors.New("not a film")

// Block is a frame of pictures, or a packet of sound.
type Block struct {
	Video    bool
	At       time.Duration
	Keyframe bool
	Data     []byte
}

// Head is what stands before a film's blocks.
type Head struct {
	Tracks
	Duration time.Duration
}

// mostElement is how large an element may be that is read whole.
const mostElement = 16 << 20

// Reader reads what Writer writes, block by block. It is no reader of films in general.
type Reader struct {
	Head
	from  *bufio.Reader
	began int64 // milliseconds, of the cluster
	block []byte
}

// NewReader reads the head. Its error is ErrMalformed.
func NewReader(from io.Reader) (*Reader, error) {
	r := &Reader{from: bufio.NewReaderSize(from, mostBuffer)}
	for {
		n, size, err := r.element()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		switch n {
		case idSegment:
		case idInfo, idTracks:
			body, err := r.body(size)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
			}
			r.head(body)
			if n == idTracks {
				return r, nil
			}
		case idCluster:
			return nil, fmt.Errorf("%w: it has no tracks", ErrMalformed)
		default:
			if _, err := r.body(size); err != nil {
				return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
			}
		}
	}
}

// head reads what we want of nested elements, whatever nests them.
func (r *Reader) head(body []byte) {
	for len(body) > 0 {
		n, size, used := parse(body)
		if used == 0 || size > int64(len(body)-used) {
			return
		}
		content := body[used : used+int(size)]
		switch n {
		case idTrack, idVideo:
			r.head(content)
		case idAudio:
			r.Sound = true
		case idDuration:
			if len(content) == 8 {
				ms := math.Float64frombits(binary.BigEndian.Uint64(content))
				if ms > 0 && ms < 1e12 {
					r.Duration = time.Duration(ms * float64(time.Millisecond))
				}
			}
		case idWidth:
			r.Width = int(value(content))
		case idHeight:
			r.Height = int(value(content))
		}
		body = body[used+int(size):]
	}
}

// Next is the next block; io.EOF where there is none. Its data is valid until the next call.
func (r *Reader) Next() (Block, error) {
	for {
		n, size, err := r.element()
		if err != nil {
			return Block{}, err
		}
		switch n {
		case idCluster:
		case idTimecode:
			body, err := r.body(size)
			if err != nil {
				return Block{}, err
			}
			r.began = int64(value(body))
		case idBlock:
			body, err := r.body(size)
			if err != nil {
				return Block{}, err
			}
			if len(body) < 4 {
				return Block{}, ErrMalformed
			}
			ms := r.began + int64(int16(binary.BigEndian.Uint16(body[1:])))
			return Block{body[0] == 0x80|videoTrack, time.Duration(ms) * time.Millisecond, body[3]&0x80 != 0, body[4:]}, nil
		default:
			if _, err := r.body(size); err != nil {
				return Block{}, err
			}
		}
	}
}

func (r *Reader) body(size int64) ([]byte, error) {
	if size > mostElement {
		return nil, ErrMalformed
	}
	if int64(cap(r.block)) < size {
		r.block = make([]byte, size)
	}
	r.block = r.block[:size]
	_, err := io.ReadFull(r.from, r.block)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return r.block, err
}

// element reads what begins an element.
func (r *Reader) element() (n uint32, size int64, err error) {
	head, err := r.from.Peek(12)
	if len(head) == 0 {
		return 0, 0, err
	}
	n, size, used := parse(head)
	if used == 0 {
		return 0, 0, io.EOF
	}
	_, err = r.from.Discard(used)
	return n, size, err
}

// parse reads an element's id and size, and says how long both are; 0: there is none.
func parse(b []byte) (n uint32, size int64, used int) {
	if len(b) == 0 || b[0] < 0x10 {
		return 0, 0, 0
	}
	at := 1
	for mask := byte(0x80); b[0]&mask == 0; mask >>= 1 {
		at++
	}
	if len(b) < at+1 || b[at] == 0 {
		return 0, 0, 0
	}
	for _, c := range b[:at] {
		n = n<<8 | uint32(c)
	}
	long := 1
	for mask := byte(0x80); b[at]&mask == 0; mask >>= 1 {
		long++
	}
	if len(b) < at+long {
		return 0, 0, 0
	}
	size = int64(b[at] & (1<<(8-long) - 1))
	for _, c := range b[at+1 : at+long] {
		size = size<<8 | int64(c)
	}
	return n, size, at + long
}

func value(b []byte) uint64 {
	var n uint64
	for _, c := range b[:min(len(b), 8)] {
		n = n<<8 | uint64(c)
	}
	return n
}
