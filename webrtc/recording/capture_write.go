package recording

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// A capture is a row of blocks: what begins each, how long it is, its checksum, then records. One that was not written whole ends it.
const (
	blockMagic = 0x41754c61 // "AuLa"
	blockHead  = 12
	blockFull  = 64 << 10
	mostBlock  = 1 << 20
	version    = 1
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// File is where a capture is written.
type File interface {
	io.WriteCloser
	Sync() error
}

// Writer writes a capture. It is for one goroutine at a time, but for Size.
type Writer struct {
	file    File
	started time.Time
	block   []byte
	size    atomic.Int64
	err     error
}

// Create begins a capture in a new file.
func Create(path string, started time.Time) (*Writer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	w, err := NewWriter(f, started)
	if err != nil {
		_ = f.Close()
	}
	return w, err
}

// NewWriter begins a capture.
func NewWriter(f File, started time.Time) (*Writer, error) {
	w := &Writer{file: f, started: started, block: make([]byte, blockHead, blockFull+mostRecord)}
	w.block = append(w.block, 'h', version)
	w.block = binary.BigEndian.AppendUint64(w.block, uint64(started.UnixMilli()))
	return w, w.Flush()
}

// mostRecord is how long a record may be: a packet fits a datagram.
const mostRecord = 4 << 10

// Started is when the capture began.
func (w *Writer) Started() time.Time { return w.started }

// Size is how much has been written.
func (w *Writer) Size() int64 { return w.size.Load() }

// Put writes a record, soon. An error stays: nothing is written after it.
func (w *Writer) Put(r Record) error {
	w.block = append(w.block, r.kind())
	switch r := r.(type) {
	case Track:
		content, err := json.Marshal(r)
		if err != nil {
			return err
		}
		w.bytes(content)
	case Report:
		w.number(uint64(r.Track), uint64(r.Arrived/time.Microsecond), r.NTP, uint64(r.Timestamp))
	case Shown:
		w.number(uint64(r.Track), uint64(r.At/time.Microsecond))
	}
	return w.full()
}

// Packet is Put for the one kind that comes a thousand times a second.
func (w *Writer) Packet(p *Packet) error {
	if len(p.Payload) > mostRecord-64 {
		return nil // nobody sends such a one
	}
	marker := uint64(0)
	if p.Marker {
		marker = 1
	}
	w.block = append(w.block, 'p')
	w.number(uint64(p.Track), uint64(p.Arrived/time.Microsecond), uint64(p.Sequence), uint64(p.Timestamp), marker|uint64(p.Loud)<<1)
	w.bytes(p.Payload)
	return w.full()
}

func (w *Writer) number(list ...uint64) {
	for _, n := range list {
		w.block = binary.AppendUvarint(w.block, n)
	}
}

func (w *Writer) bytes(b []byte) {
	w.block = binary.AppendUvarint(w.block, uint64(len(b)))
	w.block = append(w.block, b...)
}

func (w *Writer) full() error {
	if len(w.block) < blockFull {
		return w.err
	}
	return w.Flush()
}

// Flush hands what was put to the operating system: it outlives the program from then on.
func (w *Writer) Flush() error {
	body := w.block[blockHead:]
	if w.err != nil || len(body) == 0 {
		w.block = w.block[:blockHead]
		return w.err
	}
	binary.BigEndian.PutUint32(w.block, blockMagic)
	binary.BigEndian.PutUint32(w.block[4:], uint32(len(body)))
	binary.BigEndian.PutUint32(w.block[8:], crc32.Checksum(body, castagnoli))
	n, err := w.file.Write(w.block)
	w.size.Add(int64(n))
	if err != nil {
		w.err = fmt.Errorf("write the capture: %w", err)
	}
	w.block = w.block[:blockHead]
	return w.err
}

// Sync makes what was flushed outlive the machine.
func (w *Writer) Sync() error {
	if w.err == nil {
		if err := w.file.Sync(); err != nil {
			w.err = fmt.Errorf("sync the capture: %w", err)
		}
	}
	return w.err
}

// Close writes the rest.
func (w *Writer) Close() error {
	err := w.Flush()
	if e := w.file.Close(); err == nil && e != nil {
		err = fmt.Errorf("close the capture: %w", e)
	}
	return err
}
