package webm

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"time"
)

// The tracks' numbers.
const (
	videoTrack = 1
	audioTrack = 2
)

// How long a cluster may be: players read whole ones.
const (
	longestCluster = 5 * time.Second
	mostBuffer     = 1 << 20
)

// Writer writes one film. Blocks come in order of time.
type Writer struct {
	out    io.WriteSeeker
	buffer *bufio.Writer
	at     int64 // written so far
	tracks Tracks

	places struct{ segment, seekCues, duration, body int64 }

	cluster struct {
		open  bool
		began int64 // milliseconds
		place int64
		body  []byte
		cued  bool
	}
	cues []cue
	end  time.Duration
	err  error
}

type cue struct{ at, place int64 }

// NewWriter begins a film.
func NewWriter(out io.WriteSeeker, t Tracks) (*Writer, error) {
	w := &Writer{out: out, buffer: bufio.NewWriterSize(out, mostBuffer), tracks: t}
	w.write(document())
	w.write(id(idSegment))
	w.places.segment = w.at
	w.write(long(0))
	w.places.body = w.at
	info := element(idInfo, join(number(idScale, 1e6), element(idDuration, make([]byte, 8)), writer()))
	tracks := element(idTracks, w.trackList())
	// The three places count from the segment's body; every number in the list has eight bytes, so its length is known.
	head := func(info, tracks, cues int64) []byte {
		return element(idSeekHead, join(seek(idInfo, info), seek(idTracks, tracks), seek(idCues, cues)))
	}
	size := int64(len(head(0, 0, 0)))
	w.places.seekCues = w.at + size - 8
	w.places.duration = w.at + size + int64(len(info)) - int64(len(writer())) - 8
	w.write(head(size, size+int64(len(info)), 0))
	w.write(info)
	w.write(tracks)
	return w, w.err
}

func (w *Writer) trackList() []byte {
	var list []byte
	if w.tracks.Width > 0 {
		list = append(list, element(idTrack, join(number(idTrackNumber, videoTrack), number(idTrackUID, videoTrack), number(idTrackType, 1), number(idLacing, 0),
			text(idCodec, vp8), element(idVideo, join(number(idWidth, uint64(w.tracks.Width)), number(idHeight, uint64(w.tracks.Height))))))...)
	}
	if w.tracks.Sound {
		list = append(list, sound(audioTrack, 2)...)
	}
	return list
}

// Picture writes a frame.
func (w *Writer) Picture(at time.Duration, frame []byte, keyframe bool) error {
	return w.block(videoTrack, at, frame, keyframe)
}

// Sound writes a packet that sounds for some time.
func (w *Writer) Sound(at, lasts time.Duration, packet []byte) error {
	w.end = max(w.end, at+lasts)
	return w.block(audioTrack, at, packet, true)
}

func (w *Writer) block(track byte, at time.Duration, content []byte, keyframe bool) error {
	ms := max(0, at.Milliseconds())
	w.end = max(w.end, at)
	cues := keyframe && (track == videoTrack || w.tracks.Width == 0)
	c := &w.cluster
	switch {
	case !c.open:
		w.begin(ms)
	case cues && track == videoTrack && c.cued, ms-c.began >= longestCluster.Milliseconds(), ms < c.began, len(c.body) > mostBuffer:
		w.flush()
		w.begin(ms)
	}
	if cues && !c.cued {
		c.cued = true
		w.cues = append(w.cues, cue{ms, c.place - w.places.body})
	}
	c.body = block(c.body, track, ms-c.began, keyframe, content)
	return w.err
}

func (w *Writer) begin(ms int64) {
	c := &w.cluster
	c.open, c.began, c.place, c.cued = true, ms, w.at, false
	c.body = append(c.body[:0], number(idTimestamp, uint64(ms))...)
}

func (w *Writer) flush() {
	if w.cluster.open {
		w.write(id(idCluster))
		w.write(size(int64(len(w.cluster.body))))
		w.write(w.cluster.body)
		w.cluster.open = false
	}
}

// Close writes the index and the length, and says how long the film is: at least so long. It does not close the file.
func (w *Writer) Close(least time.Duration) (time.Duration, error) {
	w.end = max(w.end, least)
	w.flush()
	cues := w.at
	var list []byte
	track := uint64(videoTrack)
	if w.tracks.Width == 0 {
		track = audioTrack
	}
	for _, c := range w.cues {
		list = append(list, element(idCuePoint, join(number(idCueTime, uint64(c.at)), element(idCuePlace, join(number(idCueTrack, track), number(idCueCluster, uint64(c.place))))))...)
	}
	w.write(element(idCues, list))
	if w.err == nil {
		w.err = w.buffer.Flush()
	}
	w.patch(w.places.segment, long(w.at-w.places.body))
	w.patch(w.places.seekCues, binary.BigEndian.AppendUint64(nil, uint64(cues-w.places.body)))
	w.patch(w.places.duration, binary.BigEndian.AppendUint64(nil, math.Float64bits(float64(w.end.Milliseconds()))))
	return w.end, w.err
}

func (w *Writer) patch(place int64, b []byte) {
	if w.err != nil {
		return
	}
	_, err := w.out.Seek(place, io.SeekStart)
	if err == nil {
		_, err = w.out.Write(b)
	}
	w.err = errors.Join(w.err, err)
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.buffer.Write(b)
	}
	w.at += int64(len(b))
}
