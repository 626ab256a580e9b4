package main

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtp"

	"aula/bench/attendee"
)

// The media of the experiment: 1.45 Mbit/s of VP8 at 30 frames a second in 6 packets each, and Opus at 50 packets a second.
const (
	frames       = attendee.Frames
	perFrame     = attendee.PerFrame
	voices       = 50
	pictureBytes = 1000
	voiceBytes   = 120
	headerSize   = 12
	stampAt      = 20 // in the payload, behind VP8's descriptor and frame header
)

// clockBegan is when the clock of the stamps began.
var clockBegan = time.Now()

// quality is how much of a picture is sent.
type quality struct{ frames, perFrame int } // a second; packets

var inFull = quality{frames, perFrame}

// source writes the packets of one publication.
type source struct {
	g            *stage
	quality      quality
	video, audio uint16
	frame        int
}

// run publishes for a time, frame by frame, and returns how many packets it sent. Packets of a window are marked to be counted.
func (s *source) run(length time.Duration, counted bool) int {
	clock := time.NewTicker(time.Second / (frames * voices / 10)) // the finest both divide
	defer clock.Stop()
	sent, began := 0, time.Now()
	pictures, voice := 0, 0
	for now := range clock.C {
		passed := now.Sub(began)
		if passed >= length {
			return sent
		}
		for ; pictures < int(passed.Seconds()*float64(s.quality.frames)); pictures++ {
			sent += s.picture(counted)
		}
		for ; voice < int(passed.Seconds()*voices); voice++ {
			sent += s.voice(counted)
		}
	}
	return sent
}

func stamp(b []byte, counted bool) {
	binary.BigEndian.PutUint64(b[stampAt:], uint64(time.Since(clockBegan)))
	if counted {
		b[stampAt+8] = 1
	}
}

// picture sends a frame: a keyframe each second, sizes that differ by a byte.
func (s *source) picture(counted bool) int {
	for i := range s.quality.perFrame {
		b := make([]byte, pictureBytes+i%2)
		attendee.VP8(b, s.frame, i)
		stamp(b, counted)
		s.write(0, rtp.Header{Version: 2, Marker: i == s.quality.perFrame-1, SequenceNumber: s.video, Timestamp: uint32(s.frame) * uint32(90000/s.quality.frames)}, b)
		s.video++
	}
	s.frame++
	return s.quality.perFrame
}

func (s *source) voice(counted bool) int {
	b := make([]byte, voiceBytes)
	stamp(b, counted)
	s.write(1, rtp.Header{Version: 2, SequenceNumber: s.audio, Timestamp: uint32(s.audio) * (48000 / voices)}, b)
	s.audio++
	return 1
}

func (s *source) write(track int, h rtp.Header, b []byte) {
	_ = s.g.tracks[track].WriteRTP(&rtp.Packet{Header: h, Payload: b}) // what is not sent is missing among what was received
}
