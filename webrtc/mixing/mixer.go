// Package mixing makes one Opus stream of several: it decodes what sounds, adds it up and encodes the sum, 20 ms at a time. It knows
// nothing of rooms, networks or files, and is the only one to know the codec.
package mixing

import (
	"fmt"
	"time"

	"github.com/thesyncim/gopus"
)

// Frame is how long a mixed packet sounds.
const Frame = 20 * time.Millisecond

const (
	rate    = 48000 // samples a second
	samples = rate / 50
	longest = rate * 120 / 1000 // of one packet
	keeps   = 2 * rate          // of a source, at most
	sticks  = rate * 30 / 1000  // by how much a packet may be off and still follow the one before
	sources = 64                // at a time
)

// music is from what bitrate on sums are encoded as any sound is, not as voice: it costs a third.
const music = 40000

// Mixer mixes. It is for one goroutine at a time.
type Mixer struct {
	encoder *gopus.Encoder
	bits    int
	at      int64 // the sample that the next packet begins with
	voices  map[string]*voice
	sum     [samples]float32
	packet  [1500]byte
	clip    [1]float32
}

// New makes a mixer of so many bits a second that begins at a moment.
func New(bits int, at time.Duration) (*Mixer, error) {
	m := &Mixer{bits: bits, voices: map[string]*voice{}}
	if err := m.begin(); err != nil {
		return nil, err
	}
	m.at = toSamples(at)
	return m, nil
}

func (m *Mixer) begin() error {
	e, err := gopus.NewEncoder(gopus.EncoderConfig{SampleRate: rate, Channels: 1, Application: gopus.ApplicationVoIP})
	if err != nil {
		return fmt.Errorf("opus encoder: %w", err)
	}
	err = e.SetBitrate(m.bits)
	if err == nil {
		err = e.SetComplexity(0)
	}
	if err == nil && m.bits >= music {
		err = e.SetMode(gopus.EncoderModeCELT)
	}
	m.encoder = e
	if err != nil {
		return fmt.Errorf("opus encoder: %w", err)
	}
	return nil
}

// Add puts a packet in that sounds from a moment on. Packets of a source come in order; the mixer keeps none of the bytes. What comes too
// late, or is no Opus, is left out.
func (m *Mixer) Add(source string, at time.Duration, packet []byte) {
	v := m.voices[source]
	if v == nil {
		if len(m.voices) >= sources {
			return
		}
		decoder, err := gopus.NewDecoder(gopus.DefaultDecoderConfig(rate, 1))
		if err != nil {
			return
		}
		v = &voice{decoder: decoder}
		m.voices[source] = v
	}
	v.add(toSamples(at), packet)
}

// Forget lets go of a source.
func (m *Mixer) Forget(source string) { delete(m.voices, source) }

// Now is the moment that the next packet begins with.
func (m *Mixer) Now() time.Duration { return fromSamples(m.at) }

// Seek lets the next packet begin at a moment. What sounds before it is left out.
func (m *Mixer) Seek(at time.Duration) {
	m.at = toSamples(at)
	m.encoder.Reset()
}

// Next mixes the next 20 ms. The packet is valid until the next call.
func (m *Mixer) Next() ([]byte, error) {
	clear(m.sum[:])
	for _, v := range m.voices {
		v.pour(m.at, m.sum[:])
	}
	m.at += samples
	gopus.PCMSoftClip(m.sum[:], 1, m.clip[:])
	n, err := m.encoder.Encode(m.sum[:], m.packet[:])
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return m.packet[:n], nil
}

// Silent says whether a packet carries nothing but that nobody speaks (discontinuous transmission).
func Silent(packet []byte) bool { return len(packet) <= 2 }

// Duration is how long a packet sounds; 0: it is no Opus.
func Duration(packet []byte) time.Duration {
	if len(packet) == 0 {
		return 0
	}
	info, err := gopus.ParsePacket(packet)
	if err != nil || info.FrameCount*info.TOC.FrameSize > longest {
		return 0
	}
	return fromSamples(int64(info.FrameCount * info.TOC.FrameSize))
}

func toSamples(d time.Duration) int64 {
	return int64(d/time.Second)*rate + int64(d%time.Second)*rate/int64(time.Second)
}

func fromSamples(n int64) time.Duration {
	return time.Duration(n/rate)*time.Second + time.Duration(n%rate)*time.Second/rate
}
