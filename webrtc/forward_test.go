package webrtc_test

import (
	"errors"
	"testing"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

func TestWhatOnePublishesTheOthersReceive(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	p := present(t, r, "anna")
	stranger.Steadily(t, func(n int) {
		_ = p.video.WriteRTP(vp8Packet(uint16(n), n, n%20 == 0, 640))
		_ = p.audio.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * 480}, Payload: []byte{1, 2, 3}})
	})
	for _, id := range []string{"bruno", "carla", "dario"} {
		w := watch(t, r, webrtc.Member{ID: id})
		first := w.next(ctx, "a keyframe", func(p received) bool { return p.name.Source == webrtc.Camera && len(p.Payload) > 0 })
		if first.Payload[6]&1 != 0 {
			t.Errorf("%s begins with a frame that is no keyframe", id)
		}
		if first.name.Person != "anna" {
			t.Errorf("the camera is said to be %q's", first.name.Person)
		}
		last := first
		for range 30 {
			next := w.next(ctx, "video", func(p received) bool { return p.name.Source == webrtc.Camera })
			if next.SequenceNumber != last.SequenceNumber+1 {
				t.Fatalf("%d follows %d", next.SequenceNumber, last.SequenceNumber)
			}
			last = next
		}
		w.next(ctx, "sound", func(p received) bool { return p.name.Source == webrtc.Microphone })
	}
}

func TestWhoMayNotPublishIsRefused(t *testing.T) {
	guarded(t)
	r := room(t, openEngine(t))
	pc := connection(t)
	if _, err := pc.AddTrack(static(t, "video/VP8")); err != nil {
		t.Fatal(err)
	}
	sdp := localOffer(t, pc, false)
	for _, row := range []struct {
		says  string
		may   []webrtc.Source
		offer webrtc.Offer
		want  error
	}{
		{"an attendee", nil, webrtc.Offer{Generation: 1, SDP: sdp, Tracks: []webrtc.TrackName{{Mid: "0", Source: webrtc.Camera}}}, webrtc.ErrNotAllowed},
		{"who may only speak", []webrtc.Source{webrtc.Microphone}, webrtc.Offer{Generation: 1, SDP: sdp, Tracks: []webrtc.TrackName{{Mid: "0", Source: webrtc.Screen}}}, webrtc.ErrNotAllowed},
		{"pictures under the name of sound", []webrtc.Source{webrtc.Microphone}, webrtc.Offer{Generation: 1, SDP: sdp, Tracks: []webrtc.TrackName{{Mid: "0", Source: webrtc.Microphone}}}, webrtc.ErrMalformed},
		{"without a name", []webrtc.Source{webrtc.Camera}, webrtc.Offer{Generation: 1, SDP: sdp}, webrtc.ErrMalformed},
		{"an unknown source", []webrtc.Source{"telepathy"}, webrtc.Offer{Generation: 1, SDP: sdp, Tracks: []webrtc.TrackName{{Mid: "0", Source: "telepathy"}}}, webrtc.ErrMalformed},
		{"no SDP", []webrtc.Source{webrtc.Camera}, webrtc.Offer{Generation: 1, SDP: "hello"}, webrtc.ErrMalformed},
		{"an old generation", []webrtc.Source{webrtc.Camera}, webrtc.Offer{Generation: 0, SDP: sdp}, webrtc.ErrStale},
	} {
		p, err := r.Join(webrtc.Member{ID: "eva", May: row.may}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Publish(row.offer); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.says, err)
		}
		p.Leave()
	}
	if got := r.Tracks(); got != nil {
		t.Errorf("published: %v", got)
	}
}

// A presenter who becomes an attendee closes the connection over which nothing is to come any more, and tells nobody: kept, it would count
// as a line that is cut.
func TestWhoMayPublishNothingAnyMoreNeedsNoConnection(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	p := present(t, r, "anna")
	stranger.Steadily(t, func(n int) { _ = p.video.WriteRTP(vp8Packet(uint16(n), n, true, 640)) })
	eventually(t, ctx, "her picture", func() bool { return len(r.Tracks()) > 0 })
	p.peer.Allow(nil)
	eventually(t, ctx, "its end", func() bool { return p.pc.ConnectionState() != pion.PeerConnectionStateConnected })
}

func TestWhoMayNoLongerPublishStopsAtOnce(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	p := present(t, r, "anna")
	stranger.Steadily(t, func(n int) {
		_ = p.video.WriteRTP(vp8Packet(uint16(n), n, true, 640))
		_ = p.audio.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * 480}, Payload: []byte{1, 2, 3}})
	})
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	w.next(ctx, "video", func(p received) bool { return p.name.Source == webrtc.Camera })
	w.next(ctx, "sound", func(p received) bool { return p.name.Source == webrtc.Microphone })
	p.peer.Allow([]webrtc.Source{webrtc.Microphone})
	if list := r.Tracks(); len(list) != 1 || list[0].Source != webrtc.Microphone {
		t.Errorf("published: %v", list)
	}
	sounds := 0
	w.next(ctx, "the sound that goes on", func(p received) bool { // what was on its way may still come
		if p.name.Source == webrtc.Microphone {
			sounds++
		}
		return sounds == 5
	})
	w.next(ctx, "more sound", func(p received) bool {
		if p.name.Source == webrtc.Camera {
			t.Errorf("a picture, %d sounds later", sounds)
		}
		sounds++
		return sounds == 40
	})
	if _, err := p.peer.Publish(webrtc.Offer{Generation: 9, SDP: localOffer(t, p.pc, false), Tracks: []webrtc.TrackName{{Mid: "0", Source: webrtc.Camera}, {Mid: "1", Source: webrtc.Microphone}}}); !errors.Is(err, webrtc.ErrNotAllowed) {
		t.Errorf("the camera again: %v", err)
	}
}
