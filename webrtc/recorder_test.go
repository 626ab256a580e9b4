package webrtc_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pion/rtp"

	"aula/webrtc"
	"aula/webrtc/recording"
	"aula/webrtc/stranger"
)

func voicePacket(sequence uint16) *rtp.Packet {
	return &rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: sequence, Timestamp: uint32(sequence) * 960}, Payload: []byte{0xf8, 0xff, 0xfe}}
}

// taped reads a capture: how many packets of each source, and how often other pictures were shown.
func taped(t *testing.T, path string) (packets map[string]int, shown int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := recording.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	packets, sources := map[string]int{}, map[int]string{}
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			return packets, shown
		}
		if err != nil {
			t.Fatal(err)
		}
		switch one := record.(type) {
		case recording.Track:
			sources[one.ID] = one.Person + " " + one.Source
		case recording.Packet:
			packets[sources[one.Track]]++
		case recording.Shown:
			shown++
		}
	}
}

func TestARoomIsRecordedOncePacketsComeAndUntilItIsStopped(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	path := filepath.Join(t.TempDir(), "capture")
	tape, err := recording.Create(path, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	k, err := r.Record(tape, func(err error) { t.Errorf("it failed: %v", err) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Record(tape, nil); !errors.Is(err, webrtc.ErrRecorded) {
		t.Fatalf("it is recorded twice: %v", err)
	}
	p := present(t, r, "anna")
	stop := stranger.Steadily(t, func(n int) {
		_ = p.video.WriteRTP(vp8Packet(uint16(n), n, n%50 == 0, 640))
		_ = p.audio.WriteRTP(voicePacket(uint16(n)))
	})
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	seen := 0
	w.next(ctx, "many packets", func(received) bool { seen++; return seen > 300 })
	stop()
	k.Stop()
	packets, shown := taped(t, path)
	if packets["anna camera"] < 50 || packets["anna microphone"] < 50 || shown != 1 || k.Dropped() != 0 {
		t.Errorf("%v, shown %d times, %d dropped", packets, shown, k.Dropped())
	}
	again, err := recording.Create(path+"2", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Record(again, nil); err != nil {
		t.Fatalf("not a second time: %v", err)
	}
	r.Close() // ends the second one, too
	if f, err := os.Open(path + "2"); err != nil {
		t.Error(err)
	} else if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// fullDisk takes so many bytes.
type fullDisk struct{ left int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.left -= len(b); d.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}
func (d *fullDisk) Sync() error  { return nil }
func (d *fullDisk) Close() error { return nil }

func TestAFullDiskEndsTheRecordingAndNothingElse(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	tape, err := recording.NewWriter(&fullDisk{left: 200}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	k, err := r.Record(tape, func(err error) { failed <- err })
	if err != nil {
		t.Fatal(err)
	}
	p := present(t, r, "anna")
	defer stranger.Steadily(t, func(n int) { _ = p.video.WriteRTP(vp8Packet(uint16(n), n, n%50 == 0, 640)) })()
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	select {
	case err := <-failed:
		if !errors.Is(err, errFull) {
			t.Errorf("told %v", err)
		}
	case <-ctx.Done():
		t.Fatal("nobody is told")
	}
	k.Stop() // has ended already
	w.next(ctx, "video, still", func(received) bool { return true })
}
