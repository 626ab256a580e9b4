package backups

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// The log's format is sqlite.org/fileformat2.html, 4: a head of 32 bytes, then frames of a head of 24 bytes and a page.
const (
	logHead   = 32
	frameHead = 24
	logMagic  = 0x377f0682 // the last bit tells the byte order of the sums
)

// readLog returns the newest committed version of each page that SQLite's log holds. Writers must be kept out.
func readLog(path string, page int64) (map[int64][]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, logHead)
	if _, err := io.ReadFull(file, head); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	magic := binary.BigEndian.Uint32(head)
	if magic&^1 != logMagic || int64(binary.BigEndian.Uint32(head[8:])) != page {
		return nil, fmt.Errorf("log %s is of an unknown form", path)
	}
	l := &logReader{salt: [8]byte(head[16:24])}
	l.order = binary.LittleEndian
	if magic&1 == 1 {
		l.order = binary.BigEndian
	}
	l.sum(head[:24])
	return l.pages(file, page)
}

// logReader follows the chain of sums that tells what was written from what lay there before.
type logReader struct {
	order binary.ByteOrder
	salt  [8]byte
	a, b  uint32
}

func (l *logReader) pages(r io.Reader, size int64) (map[int64][]byte, error) {
	committed, open := map[int64][]byte{}, map[int64][]byte{}
	for {
		frame := make([]byte, frameHead+size)
		if _, err := io.ReadFull(r, frame); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return committed, nil
		} else if err != nil {
			return nil, err
		}
		if [8]byte(frame[8:16]) != l.salt {
			return committed, nil // of an earlier round of the log
		}
		l.sum(frame[:8])
		l.sum(frame[frameHead:])
		if l.a != binary.BigEndian.Uint32(frame[16:]) || l.b != binary.BigEndian.Uint32(frame[20:]) {
			return committed, nil // of a transaction that was rolled back
		}
		open[int64(binary.BigEndian.Uint32(frame))] = frame[frameHead:]
		if binary.BigEndian.Uint32(frame[4:]) != 0 { // the last of a transaction
			for number, page := range open {
				committed[number] = page
			}
			clear(open)
		}
	}
}

func (l *logReader) sum(b []byte) {
	for ; len(b) >= 8; b = b[8:] {
		l.a += l.order.Uint32(b) + l.b
		l.b += l.order.Uint32(b[4:]) + l.a
	}
}
