package webm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// writer writes a film: its head first, packets in their order, and at the end where to find what.
type writer struct {
	out     io.WriteSeeker
	at      int64 // bytes written
	segment int64 // where the segment's content begins
	places  map[uint64]int64
	cues    []cue
	sight   bool // there is a track of pictures

	duration int64 // where the length stands
	cluster  []byte
	began    int64 // the cluster's time
	last     int64 // of the packet that was written last
	looked   bool  // the cluster begins with a whole picture
	track    uint64
}

type cue struct {
	time, cluster int64
	track         uint64
}

const (
	seekRoom     = 160     // bytes kept for where to find what
	clusterSpan  = 5000    // units that a cluster lasts at most
	clusterBytes = 4 << 20 // and about how many bytes it has at most
)

// put appends an element.
func put(b []byte, id uint64, content []byte) []byte {
	b = putID(b, id)
	b = binary.BigEndian.AppendUint64(b, uint64(len(content))|1<<56)
	return append(b, content...)
}

func putID(b []byte, id uint64) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		if id>>shift != 0 {
			b = append(b, byte(id>>shift))
		}
	}
	return b
}

func putUint(b []byte, id uint64, n uint64) []byte {
	return put(b, id, binary.BigEndian.AppendUint64(nil, n))
}

func (w *writer) write(b []byte) error {
	n, err := w.out.Write(b)
	w.at += int64(n)
	return err
}

// begin writes what comes before the packets. The length and the places of the parts are filled in at the end.
func (w *writer) begin(h header) error {
	var ebml []byte
	for _, f := range []struct {
		id uint64
		n  uint64
	}{{0x4286, 1}, {0x42F7, 1}, {0x42F2, 4}, {0x42F3, 8}} {
		ebml = putUint(ebml, f.id, f.n)
	}
	ebml = put(ebml, 0x4282, []byte("webm"))
	ebml = putUint(putUint(ebml, 0x4287, 4), 0x4285, 2)
	b := put(nil, idEBML, ebml)
	b = binary.BigEndian.AppendUint64(putID(b, idSegment), 1<<56-1|1<<56) // of a size that is not known yet
	if err := w.write(b); err != nil {
		return err
	}
	w.segment, w.places = w.at, map[uint64]int64{}
	if err := w.write(void(seekRoom)); err != nil {
		return err
	}
	w.places[idInfo] = w.at
	var info []byte
	for _, e := range h.info {
		if e.id != idDuration {
			info = put(info, e.id, e.content)
		}
	}
	w.duration = w.at + 12 + int64(len(info)) + 10 // after the head of the information and that of the length
	info = put(info, idDuration, make([]byte, 8))
	if err := w.write(put(nil, idInfo, info)); err != nil {
		return err
	}
	w.places[idTracks] = w.at
	for number, kind := range h.kinds {
		w.sight = w.sight || kind == video
		if kind == video || w.track == 0 {
			w.track = number
		}
	}
	return w.write(put(nil, idTracks, h.tracks))
}

// void is an element of so many bytes that says nothing.
func void(size int) []byte {
	b := append([]byte{0xEC}, binary.BigEndian.AppendUint64(nil, uint64(size-9)|1<<56)...)
	return append(b, make([]byte, size-9)...)
}

// add writes a packet. Clusters begin with a whole picture where there are pictures.
func (w *writer) add(b block, kind int) error {
	long := b.at-w.began >= clusterSpan || len(w.cluster) >= clusterBytes
	if w.cluster == nil || kind == video && b.whole || long {
		if err := w.flush(); err != nil {
			return err
		}
		w.began, w.cluster = b.at, putUint(nil, idTimestamp, uint64(b.at))
		w.looked = kind == video && b.whole || !w.sight
	}
	if offset := b.at - w.began; offset < math.MinInt16 || offset > math.MaxInt16 {
		return fmt.Errorf("packet at %d in a cluster of %d: %w", b.at, w.began, ErrNotWebM)
	}
	head := binary.BigEndian.AppendUint64(nil, b.track|1<<56)
	head = binary.BigEndian.AppendUint16(head, uint16(int16(b.at-w.began)))
	flags := byte(0)
	if b.whole {
		flags = 0x80
	}
	w.cluster = put(w.cluster, idSimpleBlock, append(append(head, flags), b.data...))
	w.last = max(w.last, b.at)
	return nil
}

func (w *writer) flush() error {
	if w.cluster == nil {
		return nil
	}
	if w.looked {
		w.cues = append(w.cues, cue{w.began, w.at - w.segment, w.track})
	}
	err := w.write(put(nil, idCluster, w.cluster))
	w.cluster = nil
	return err
}

// end writes where to find what, and how long the film is in the file's units.
func (w *writer) end(length float64) error {
	if err := w.flush(); err != nil {
		return err
	}
	w.places[idCues] = w.at
	var cues []byte
	for _, c := range w.cues {
		place := putUint(putUint(nil, idCueTrack, c.track), idCueCluster, uint64(c.cluster))
		cues = put(cues, idCuePoint, put(putUint(nil, idCueTime, uint64(c.time)), idCuePlaces, place))
	}
	if err := w.write(put(nil, idCues, cues)); err != nil {
		return err
	}
	var seek []byte
	for _, id := range []uint64{idInfo, idTracks, idCues} {
		seek = put(seek, idSeek, putUint(put(nil, idSeekID, putID(nil, id)), idSeekAt, uint64(w.places[id]-w.segment)))
	}
	head := put(nil, idSeekHead, seek)
	if len(head) > seekRoom-9 {
		return errors.New("places of the parts need more room than was kept")
	}
	return errors.Join(
		w.patch(w.segment, append(head, void(seekRoom-len(head))...)),
		w.patch(w.segment-8, binary.BigEndian.AppendUint64(nil, uint64(w.at-w.segment)|1<<56)),
		w.patch(w.duration, binary.BigEndian.AppendUint64(nil, math.Float64bits(length))),
	)
}

func (w *writer) patch(at int64, b []byte) error {
	if _, err := w.out.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := w.out.Write(b)
	return err
}
