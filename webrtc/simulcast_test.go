package webrtc_test

import (
	"context"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"

	"aula/bench/relay"
	"aula/webrtc"
	"aula/webrtc/stranger"
)

// rung is one layer of a camera that is published in several.
type rung struct {
	rid   string
	width uint16
	bytes int // of a picture, of which there are a hundred a second
}

var rungs = []rung{{"q", 320, 100}, {"h", 640, 400}, {"f", 1280, 1100}}

// presentInLayers publishes a camera in all rungs. The last byte of a payload is its rung.
func presentInLayers(t *testing.T, r *webrtc.Room, id string) *presenter {
	t.Helper()
	return presentPictures(t, r, id, pion.MimeTypeVP8, func(n int, key bool, s rung) []*rtp.Packet {
		return []*rtp.Packet{vp8Packet(0, n, key, s.width)}
	})
}

// presentPictures publishes a camera in all rungs, of each the packets of its n-th picture.
func presentPictures(t *testing.T, r *webrtc.Room, id, mime string, picture func(n int, key bool, s rung) []*rtp.Packet) *presenter {
	t.Helper()
	p := &presenter{pc: connect(t, true), plis: make(chan struct{}, 1000), feedbacks: make(chan struct{}, 1000)}
	var tracks []*pion.TrackLocalStaticRTP
	var sender *pion.RTPSender
	for _, s := range rungs {
		track, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, "video", "stream", pion.WithRTPStreamID(s.rid))
		if err != nil {
			t.Fatal(err)
		}
		if sender == nil {
			sender, err = p.pc.AddTrack(track)
		} else {
			err = sender.AddEncoding(track)
		}
		if err != nil {
			t.Fatal(err)
		}
		tracks = append(tracks, track)
	}
	var err error
	if p.peer, err = r.Join(webrtc.Member{ID: id, May: []webrtc.Source{webrtc.Camera}}, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.peer.Leave)
	p.offer(t, false)
	extensions := map[string]uint8{}
	for _, e := range sender.GetParameters().HeaderExtensions {
		extensions[e.URI] = uint8(e.ID)
	}
	mid := p.pc.GetTransceivers()[0].Mid()
	sequences := make([]uint16, len(rungs))
	stranger.Steadily(t, func(n int) {
		for i, s := range rungs {
			for _, packet := range picture(n, (n+8*i)%25 == 0, s) {
				packet.SequenceNumber = sequences[i]
				sequences[i]++
				packet.Payload = append(packet.Payload, make([]byte, s.bytes)...)
				packet.Payload[len(packet.Payload)-1] = byte(i)
				if err := packet.SetExtension(extensions[sdp.SDESMidURI], []byte(mid)); err != nil {
					t.Error(err)
				}
				if err := packet.SetExtension(extensions[sdp.SDESRTPStreamIDURI], []byte(s.rid)); err != nil {
					t.Error(err)
				}
				_ = tracks[i].WriteRTP(packet)
			}
		}
	})
	return p
}

func rungOf(p received) int    { return int(p.Payload[len(p.Payload)-1]) }
func keyframe(p received) bool { return p.Payload[6]&1 == 0 }

// settles waits until a second of pictures is of one rung.
func settles(ctx context.Context, t *testing.T, w *watcher, want int) {
	t.Helper()
	for run := 0; run < 100; {
		if rungOf(w.next(ctx, "the layer "+rungs[want].rid, camera)) == want {
			run++
		} else {
			run = 0
		}
	}
}

func TestEachGetsTheLayerThatFitsItsLine(t *testing.T) {
	guarded(t)
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	e := openEngine(t)
	r, line := room(t, e), badLine(t, e, 1)
	line.Down(relay.Line{Rate: 250e3})
	presentInLayers(t, r, "anna")
	wide, thin := watchOver(t, r, webrtc.Member{ID: "bruno"}, nil), watchOver(t, r, webrtc.Member{ID: "carla"}, line)
	settles(ctx, t, wide, 2)
	settles(ctx, t, thin, 0)
	for {
		select {
		case l := <-thin.lines:
			if l.State == webrtc.LineSlow {
				return
			}
		case <-ctx.Done():
			t.Fatal("nobody said that the line is slow")
		}
	}
}

func TestLayersChangeAtKeyframesWithoutAGap(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	presentInLayers(t, r, "anna")
	w := watchOver(t, r, webrtc.Member{ID: "bruno"}, nil)
	settles(ctx, t, w, 2)
	last := w.next(ctx, "a picture", camera)
	for _, row := range []struct{ width, rung int }{{300, 0}, {600, 1}, {1280, 2}, {320, 0}} {
		w.peer.Want([]webrtc.Want{{Track: last.name.Track, Width: row.width}})
		for rungOf(last) != row.rung {
			next := w.next(ctx, "the layer "+rungs[row.rung].rid, camera)
			if next.SequenceNumber != last.SequenceNumber+1 || int32(next.Timestamp-last.Timestamp) <= 0 {
				t.Fatalf("%d at %d follows %d at %d", next.SequenceNumber, next.Timestamp, last.SequenceNumber, last.Timestamp)
			}
			if rungOf(next) != rungOf(last) && !keyframe(next) {
				t.Fatalf("from %s to %s without a keyframe", rungs[rungOf(last)].rid, rungs[rungOf(next)].rid)
			}
			last = next
		}
	}
}

func TestNothingIsSentOfWhatIsNotSeen(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	presentInLayers(t, r, "anna")
	w := watchOver(t, r, webrtc.Member{ID: "bruno"}, nil)
	track := w.next(ctx, "a picture", camera).name.Track
	w.peer.Want([]webrtc.Want{{Track: track}})
	for quiet := false; !quiet; {
		select {
		case <-w.packets:
		case <-time.After(500 * time.Millisecond): // fifty pictures that did not come
			quiet = true
		case <-ctx.Done():
			t.Fatal("pictures go on coming")
		}
	}
	w.peer.Want([]webrtc.Want{{Track: track, Width: 1280}})
	if p := w.next(ctx, "a picture after a pause", camera); !keyframe(p) {
		t.Error("the first picture after a pause is no keyframe")
	}
}
