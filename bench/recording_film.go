package main

import (
	"bytes"
	"context"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/thesyncim/gopus"

	tape "aula/webrtc/recording"
)

// What an hour is like that is made a film of: pictures of 1.5 Mbit/s, three voices that take turns of a minute and talk at once for the
// last ten seconds of each.
const (
	filmed  = time.Hour
	turnOf  = time.Minute
	atOnce  = 10 * time.Second
	talkers = 3

	pictured = 170_000 // a second, at least
)

// camera is who sends the pictures: the payloads of a frame that stands by itself, and of one that needs the frame before.
type camera struct {
	mime        string
	whole, next [][]byte
}

// filmHour makes the film of an hour on one core, as browsers send it. Its names end with what is given.
func filmHour(ending string, from camera) func(*lab) ([]figure, error) {
	return func(l *lab) ([]figure, error) {
		capture := filepath.Join(l.dir, "capture")
		if err := captureHour(capture, from); err != nil {
			return nil, err
		}
		defer os.Remove(capture)
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		kept, most := m.HeapInuse, uint64(0) // kept: by what was measured before
		out := filepath.Join(l.dir, "media")
		before, err := worked()
		if err != nil {
			return nil, err
		}
		began := time.Now()
		film, err := tape.Make(context.Background(), capture, out, nil, func(int) {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse-min(kept, m.HeapInuse))
		})
		if err != nil {
			return nil, err
		}
		defer os.Remove(out + "." + film.Format)
		took := time.Since(began)
		after, err := worked()
		if err != nil {
			return nil, err
		}
		fault := ""
		if film.Duration < filmed-time.Second || film.Mixed < filmed/10 || film.Bytes < int64(filmed/time.Second)*pictured || film.Unshown != "" {
			fault = "the film is not of an hour of pictures, or nothing was mixed"
		}
		return []figure{
			{name: "remux_hour" + ending, value: max(took, after-before).Seconds(), unit: "s on one core", fault: fault},
			{name: "remux_memory" + ending, value: float64(most) / (1 << 20), unit: "MB of heap more at most", fault: fault},
			{name: "remux_mixed" + ending, value: film.Mixed.Minutes(), unit: "minutes were mixed"},
			{name: "remux_size" + ending, value: float64(film.Bytes) / (1 << 20), unit: "MB"},
		}, nil
	}
}

// captureHour writes what a recorder would have.
func captureHour(path string, from camera) error {
	w, err := tape.Create(path, time.Now())
	if err != nil {
		return err
	}
	speech, err := spoken()
	if err != nil {
		return err
	}
	if err := appear(w, from); err != nil {
		return err
	}
	var sequence uint16
	for n := 0; n < int(filmed/(100*time.Millisecond)); n++ {
		at := time.Duration(n) * 100 * time.Millisecond
		for f := range 3 {
			payloads := from.next
			if n%100 == 0 && f == 0 {
				payloads = from.whole
			}
			if err := picture(w, payloads, at+time.Duration(f)*33*time.Millisecond, &sequence); err != nil {
				return err
			}
		}
		for s := range 5 {
			if err := talk(w, speech, n*5+s); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// appear writes who is there, and that the camera is on stage.
func appear(w *tape.Writer, from camera) error {
	tracks := []tape.Track{{ID: 1, Name: "camera", Person: "a", Source: "camera", Mime: from.mime, Clock: 90000}}
	for i := range talkers {
		tracks = append(tracks, tape.Track{ID: 2 + i, Name: string(rune('a' + i)), Person: string(rune('a' + i)), Source: "microphone", Mime: "audio/opus", Clock: 48000})
	}
	for _, t := range tracks {
		if err := w.Put(t); err != nil {
			return err
		}
	}
	return w.Put(tape.Shown{Track: 1})
}

// picture writes the packets of a frame.
func picture(w *tape.Writer, payloads [][]byte, at time.Duration, sequence *uint16) error {
	for i, payload := range payloads {
		*sequence++
		p := tape.Packet{Track: 1, Arrived: at, Sequence: *sequence, Timestamp: uint32(at.Milliseconds() * 90), Marker: i == len(payloads)-1, Payload: payload}
		if err := w.Packet(&p); err != nil {
			return err
		}
	}
	return nil
}

// talk writes the n-th 20 ms of all talkers.
func talk(w *tape.Writer, speech [][]byte, n int) error {
	at := time.Duration(n) * 20 * time.Millisecond
	turn := int(at/turnOf) % talkers
	for i := range talkers {
		loud := uint8(20)
		if i == turn || i == (turn+1)%talkers && at%turnOf > turnOf-atOnce {
			loud = 100
		}
		p := tape.Packet{Track: 2 + i, Arrived: at, Sequence: uint16(n), Timestamp: uint32(n) * 960, Loud: loud, Payload: speech[(n+i*37)%len(speech)]}
		if err := w.Packet(&p); err != nil {
			return err
		}
	}
	return nil
}

// spoken are some seconds of something like a voice, as a browser would encode it.
func spoken() (packets [][]byte, err error) {
	e, err := gopus.NewEncoder(gopus.EncoderConfig{SampleRate: 48000, Channels: 1, Application: gopus.ApplicationVoIP})
	if err != nil {
		return nil, err
	}
	if err := e.SetBitrate(32000); err != nil {
		return nil, err
	}
	noise := rand.New(rand.NewSource(1))
	pcm := make([]float32, 960)
	for n := range 200 {
		for i := range pcm {
			t := float64(n*960+i) / 48000
			pitch, s := 120+30*math.Sin(2*math.Pi*0.7*t), 0.0
			for h := 1.0; h < 12; h++ {
				s += math.Sin(2*math.Pi*pitch*h*t) / h
			}
			pcm[i] = float32(0.1*(1+math.Sin(2*math.Pi*3*t))*s + 0.005*noise.NormFloat64())
		}
		b, err := e.EncodeFloat32(pcm)
		if err != nil {
			return nil, err
		}
		packets = append(packets, bytes.Clone(b))
	}
	return packets, nil
}
