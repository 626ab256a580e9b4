// Package webm writes WebM files that browsers can seek in: their duration and an index of keyframes (Cues) are in them. It writes two
// tracks at most, VP8 and Opus, and reads nothing.
package webm

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"time"
)

// The elements that we write (RFC 9559).
const (
	idEBML        = 0x1A45DFA3
	idSegment     = 0x18538067
	idSeekHead    = 0x114D9B74
	idSeek        = 0x4DBB
	idSeekID      = 0x53AB
	idSeekAt      = 0x53AC
	idInfo        = 0x1549A966
	idScale       = 0x2AD7B1
	idDuration    = 0x4489
	idMuxer       = 0x4D80
	idWriter      = 0x5741
	idTracks      = 0x1654AE6B
	idTrack       = 0xAE
	idTrackNumber = 0xD7
	idTrackUID    = 0x73C5
	idTrackType   = 0x83
	idCodec       = 0x86
	idPrivate     = 0x63A2
	idDelay       = 0x56AA
	idPreRoll     = 0x56BB
	idVideo       = 0xE0
	idWidth       = 0xB0
	idHeight      = 0xBA
	idAudio       = 0xE1
	idRate        = 0xB5
	idChannels    = 0x9F
	idLacing      = 0x9C
	idCluster     = 0x1F43B675
	idTimecode    = 0xE7
	idBlock       = 0xA3
	idCues        = 0x1C53BB6B
	idCuePoint    = 0xBB
	idCueTime     = 0xB3
	idCuePlace    = 0xB7
	idCueTrack    = 0xF7
	idCueCluster  = 0xF1
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

// Tracks says what a film has.
type Tracks struct {
	Width, Height int // 0: no pictures
	Sound         bool
}

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
	w.write(element(idEBML, join(number(0x4286, 1), number(0x42F7, 1), number(0x42F2, 4), number(0x42F3, 8), text(0x4282, "webm"), number(0x4287, 4), number(0x4285, 2))))
	w.write(id(idSegment))
	w.places.segment = w.at
	w.write(long(0))
	w.places.body = w.at
	info := element(idInfo, join(number(idScale, 1e6), element(idDuration, make([]byte, 8)), text(idMuxer, "Aula"), text(idWriter, "Aula")))
	tracks := element(idTracks, w.trackList())
	// The three places count from the segment's body; every number in the list has eight bytes, so its length is known.
	head := func(info, tracks, cues int64) []byte {
		return element(idSeekHead, join(seek(idInfo, info), seek(idTracks, tracks), seek(idCues, cues)))
	}
	size := int64(len(head(0, 0, 0)))
	w.places.seekCues = w.at + size - 8
	w.places.duration = w.at + size + int64(len(info)) - int64(len(join(text(idMuxer, "Aula"), text(idWriter, "Aula")))) - 8
	w.write(head(size, size+int64(len(info)), 0))
	w.write(info)
	w.write(tracks)
	return w, w.err
}

func (w *Writer) trackList() []byte {
	var list []byte
	if w.tracks.Width > 0 {
		list = append(list, element(idTrack, join(number(idTrackNumber, videoTrack), number(idTrackUID, videoTrack), number(idTrackType, 1), number(idLacing, 0),
			text(idCodec, "V_VP8"), element(idVideo, join(number(idWidth, uint64(w.tracks.Width)), number(idHeight, uint64(w.tracks.Height))))))...)
	}
	if w.tracks.Sound {
		head := append([]byte("OpusHead"), 1, 2, 312&0xff, 312>>8, 0x80, 0xbb, 0, 0, 0, 0, 0)
		list = append(list, element(idTrack, join(number(idTrackNumber, audioTrack), number(idTrackUID, audioTrack), number(idTrackType, 2), number(idLacing, 0),
			text(idCodec, "A_OPUS"), element(idPrivate, head), number(idDelay, 6500000), number(idPreRoll, 80000000),
			element(idAudio, join(element(idRate, binary.BigEndian.AppendUint64(nil, math.Float64bits(48000))), number(idChannels, 2)))))...)
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
	flags := byte(0)
	if keyframe {
		flags = 0x80
	}
	offset := uint16(int16(ms - c.began))
	c.body = append(c.body, id(idBlock)...)
	c.body = append(c.body, size(int64(len(content)+4))...)
	c.body = append(c.body, 0x80|track, byte(offset>>8), byte(offset), flags)
	c.body = append(c.body, content...)
	return w.err
}

func (w *Writer) begin(ms int64) {
	c := &w.cluster
	c.open, c.began, c.place, c.cued = true, ms, w.at, false
	c.body = append(c.body[:0], number(idTimecode, uint64(ms))...)
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
