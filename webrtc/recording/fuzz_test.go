package recording

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"
)

// kept is a file in memory.
type kept struct{ bytes.Buffer }

func (*kept) Sync() error  { return nil }
func (*kept) Close() error { return nil }

func FuzzReader(f *testing.F) {
	var file kept
	w, err := NewWriter(&file, began)
	if err != nil {
		f.Fatal(err)
	}
	for _, r := range []Record{Track{ID: 1, Person: "anna", Source: "camera", Mime: "video/VP8", Clock: 90000}, Shown{1, time.Second}, Report{1, 1, 1 << 40, 7}} {
		if err := w.Put(r); err != nil {
			f.Fatal(err)
		}
	}
	if err := errors.Join(w.Packet(&Packet{Track: 1, Payload: []byte{0x10, 0}}), w.Close()); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := look(bytes.NewReader(b)); err == nil {
			clocks(s.tracks)
		} else if !errors.Is(err, ErrNoCapture) && !errors.Is(err, ErrEmpty) && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	})
}

func FuzzPictures(f *testing.F) {
	f.Add([]byte{0x10, 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1}, []byte{0, 1}, true)
	f.Add([]byte{0x90, 0xf0, 0x81, 0x02, 7, 0x20}, []byte{}, false)
	f.Add([]byte{0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 0x80}, []byte{0x65, 0x88}, false)
	f.Fuzz(func(t *testing.T, a, b []byte, lost bool) {
		for _, p := range []frames{&pictures{when: &clock{rate: 90000}}, &units{when: &clock{rate: 90000}, waits: true}} {
			for i, payload := range [][]byte{a, b, a, b} {
				h := held{Packet: Packet{Payload: payload, Marker: i%2 == 1}, stamp: int64(i/2) * 3000}
				p.put(h, lost && i == 2, func(got picture) {
					if len(got.data) > 8*(len(a)+len(b)) { // units of two bytes get a length of four, and parameter sets stand before them again
						t.Fatalf("a frame of %d bytes", len(got.data))
					}
				})
			}
		}
	})
}

func FuzzSlidePicture(f *testing.F) {
	f.Add(append([]byte("RIFF\x1e\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00"), 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, width, height := SlidePicture(bytes.NewReader(b))
		if (frame == nil) != (width == 0 && height == 0) && frame == nil {
			t.Fatalf("no frame of %d by %d", width, height)
		}
		poster(frame)
	})
}
