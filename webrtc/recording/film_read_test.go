package recording

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"aula/webrtc/recording/webm"
)

// errFilm says that a file is no film of ours.
var errFilm = errors.New("not a film")

// The elements that the tests read.
const (
	idSegment  = 0x18538067
	idInfo     = 0x1549A966
	idDuration = 0x4489
	idTracks   = 0x1654AE6B
	idTrack    = 0xAE
	idVideo    = 0xE0
	idWidth    = 0xB0
	idHeight   = 0xBA
	idAudio    = 0xE1
	idCluster  = 0x1F43B675
	idTimecode = 0xE7
	idBlock    = 0xA3
)

// block is a frame of pictures, or a packet of sound.
type block struct {
	Video    bool
	At       time.Duration
	Keyframe bool
	Data     []byte
}

// head is what stands before a film's blocks.
type head struct {
	webm.Tracks
	Duration time.Duration
}

// mostElement is how large an element may be that is read whole.
const mostElement = 16 << 20

// filmReader reads what Writer writes, block by block. It is no reader of films in general.
type filmReader struct {
	head
	from    *bufio.Reader
	began   int64 // milliseconds, of the cluster
	content []byte
}

// newFilmReader reads the head. Its error is errFilm.
func newFilmReader(from io.Reader) (*filmReader, error) {
	r := &filmReader{from: bufio.NewReaderSize(from, 1<<20)}
	for {
		n, size, err := r.element()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errFilm, err)
		}
		switch n {
		case idSegment:
		case idInfo, idTracks:
			body, err := r.body(size)
			if err != nil {
				return nil, fmt.Errorf("%w: %w", errFilm, err)
			}
			r.note(body)
			if n == idTracks {
				return r, nil
			}
		case idCluster:
			return nil, fmt.Errorf("%w: it has no tracks", errFilm)
		default:
			if _, err := r.body(size); err != nil {
				return nil, fmt.Errorf("%w: %w", errFilm, err)
			}
		}
	}
}

// note reads what we want of nested elements, whatever nests them.
func (r *filmReader) note(body []byte) {
	for len(body) > 0 {
		n, size, used := parse(body)
		if used == 0 || size > int64(len(body)-used) {
			return
		}
		content := body[used : used+int(size)]
		switch n {
		case idTrack, idVideo:
			r.note(content)
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
func (r *filmReader) Next() (block, error) {
	for {
		n, size, err := r.element()
		if err != nil {
			return block{}, err
		}
		switch n {
		case idCluster:
		case idTimecode:
			body, err := r.body(size)
			if err != nil {
				return block{}, err
			}
			r.began = int64(value(body))
		case idBlock:
			body, err := r.body(size)
			if err != nil {
				return block{}, err
			}
			if len(body) < 4 {
				return block{}, errFilm
			}
			ms := r.began + int64(int16(binary.BigEndian.Uint16(body[1:])))
			return block{body[0] == 0x81, time.Duration(ms) * time.Millisecond, body[3]&0x80 != 0, body[4:]}, nil
		default:
			if _, err := r.body(size); err != nil {
				return block{}, err
			}
		}
	}
}

func (r *filmReader) body(size int64) ([]byte, error) {
	if size > mostElement {
		return nil, errFilm
	}
	if int64(cap(r.content)) < size {
		r.content = make([]byte, size)
	}
	r.content = r.content[:size]
	_, err := io.ReadFull(r.from, r.content)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return r.content, err
}

// element reads what begins an element.
func (r *filmReader) element() (n uint32, size int64, err error) {
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
