package mixing

import (
	"math"
	"testing"
	"time"

	"github.com/thesyncim/gopus"
)

// tone is a source that sounds all the time.
type tone struct {
	encoder *gopus.Encoder
	pitch   float64
	n       int
}

func newTone(t testing.TB, pitch float64) *tone {
	e, err := gopus.NewEncoder(gopus.EncoderConfig{SampleRate: rate, Channels: 1, Application: gopus.ApplicationAudio})
	if err != nil {
		t.Fatal(err)
	}
	return &tone{encoder: e, pitch: pitch}
}

func (s *tone) next(t testing.TB) []byte {
	pcm := make([]float32, samples)
	for i := range pcm {
		pcm[i] = float32(0.2 * math.Sin(2*math.Pi*s.pitch*float64(s.n+i)/rate))
	}
	s.n += samples
	b, err := s.encoder.EncodeFloat32(pcm)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// power is how much of a pitch is in a sound (Goertzel).
func power(sound []float32, pitch float64) float64 {
	var re, im float64
	for i, s := range sound {
		a := 2 * math.Pi * pitch * float64(i) / rate
		re += float64(s) * math.Cos(a)
		im += float64(s) * math.Sin(a)
	}
	return 2 * math.Hypot(re, im) / float64(len(sound))
}

func TestWhatSoundsTogetherIsHeardTogether(t *testing.T) {
	m, err := New(48000, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	low, high := newTone(t, 440), newTone(t, 1000)
	decoder, err := gopus.NewDecoder(gopus.DefaultDecoderConfig(rate, 1))
	if err != nil {
		t.Fatal(err)
	}
	var heard []float32
	pcm := make([]float32, longest)
	for i := range 100 { // the second one sounds in the second half only
		at := time.Second + time.Duration(i)*Frame
		m.Add("low", at+time.Duration(i%3)*time.Millisecond, low.next(t)) // clocks are never exact
		if i >= 50 {
			m.Add("high", at, high.next(t))
		}
		if m.Now() != at {
			t.Fatalf("mixes %v, not %v", m.Now(), at)
		}
		packet, err := m.Next()
		if err != nil {
			t.Fatal(err)
		}
		if Duration(packet) != Frame {
			t.Fatalf("a packet sounds for %v", Duration(packet))
		}
		n, err := decoder.Decode(packet, pcm)
		if err != nil {
			t.Fatal(err)
		}
		heard = append(heard, pcm[:n]...)
	}
	first, second := heard[rate/4:rate*3/4], heard[rate*5/4:rate*7/4]
	for _, row := range []struct {
		says  string
		sound []float32
		pitch float64
		from  float64
		to    float64
	}{
		{"the first alone", first, 440, 0.15, 0.25}, {"the second, not begun", first, 1000, 0, 0.01},
		{"the first with the second", second, 440, 0.15, 0.25}, {"the second with the first", second, 1000, 0.15, 0.25},
	} {
		if got := power(row.sound, row.pitch); got < row.from || got > row.to {
			t.Errorf("%s: %.3f, want %.2f to %.2f", row.says, got, row.from, row.to)
		}
	}
}

func TestWhatIsNoOpusOrLateIsLeftOut(t *testing.T) {
	m, err := New(24000, 0)
	if err != nil {
		t.Fatal(err)
	}
	s := newTone(t, 440)
	packet := s.next(t)
	for _, row := range []struct {
		says   string
		at     time.Duration
		packet []byte
	}{
		{"nothing", 0, nil}, {"one byte", 0, []byte{0x78}}, {"a lie about its frames", 0, []byte{0xff, 0xff, 0xff, 0xff}},
		{"in time", time.Second, packet}, {"long before", 200 * time.Millisecond, packet}, {"from another age", 24 * time.Hour, packet},
	} {
		m.Add("a", row.at, row.packet)
		if _, err := m.Next(); err != nil {
			t.Errorf("after %s: %v", row.says, err)
		}
	}
	if n := len(m.voices["a"].sound); n > keeps {
		t.Errorf("%d samples are kept", n)
	}
}

func FuzzAdd(f *testing.F) {
	f.Add([]byte{0x78, 0, 1, 2}, int64(0))
	f.Add([]byte{0xff, 0x83, 1, 2, 3, 4, 5, 6}, int64(time.Second))
	f.Fuzz(func(t *testing.T, packet []byte, at int64) {
		m, err := New(48000, 0)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			m.Add("a", time.Duration(at), packet)
			if _, err := m.Next(); err != nil {
				t.Fatal(err)
			}
		}
		if d := Duration(packet); d < 0 || d > 120*time.Millisecond {
			t.Fatalf("sounds for %v", d)
		}
	})
}
