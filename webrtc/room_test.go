package webrtc_test

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v2"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

// pause is how long a publisher is left alone after it was asked for a keyframe, and slack by how little of it asking may be early here.
const (
	pause = 400 * time.Millisecond
	slack = 100 * time.Millisecond
)

func TestManyWhoAskForAKeyframeAskOnce(t *testing.T) {
	ctx := guarded(t)
	e := openEngine(t)
	r := room(t, e)
	p := present(t, r, "anna")
	stranger.Steadily(t, func(n int) { _ = p.video.WriteRTP(vp8Packet(uint16(n), n, true, 640)) })
	var watchers []*watcher
	var ssrcs []pion.SSRC
	for _, id := range []string{"bruno", "carla", "dario", "eva", "fede", "gino"} {
		w := watch(t, r, webrtc.Member{ID: id})
		watchers = append(watchers, w)
		ssrcs = append(ssrcs, w.next(ctx, "video", func(received) bool { return true }).ssrc)
	}
	await := func(what string) time.Time {
		t.Helper()
		select {
		case <-p.plis:
			return time.Now()
		case <-ctx.Done():
			t.Fatalf("%s: nobody is asked", what)
		}
		return time.Time{}
	}
	ask := func() {
		for i, w := range watchers {
			if err := w.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(ssrcs[i])}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	quiet := func() { // what the coming of the watchers asked for is over
		for {
			select {
			case <-p.plis:
			case <-time.After(2 * pause):
				return
			}
		}
	}
	quiet()
	before := e.Totals().Keyframes
	ask()
	first := await("the first")
	for range 5 {
		ask()
	}
	if second := await("the second"); second.Sub(first) < pause-slack {
		t.Errorf("asked again after %v", second.Sub(first))
	}
	quiet()
	if asked := e.Totals().Keyframes - before; asked != 2 {
		t.Errorf("the publisher was asked %d times for 36 wishes", asked)
	}
}

// voice publishes sound of a loudness that can be changed, in dB below the loudest.
func voice(t *testing.T, p *presenter) *atomic.Int32 {
	t.Helper()
	level, id := &atomic.Int32{}, 0
	level.Store(127)
	for _, s := range p.pc.GetSenders() {
		for _, e := range s.GetParameters().HeaderExtensions {
			if e.URI == sdp.AudioLevelURI {
				id = e.ID
			}
		}
	}
	if id == 0 {
		t.Fatal("levels were not agreed on")
	}
	stranger.Steadily(t, func(n int) {
		packet := &rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * 480}, Payload: []byte{1, 2, 3}}
		if packet.SetExtension(uint8(id), []byte{byte(level.Load())}) == nil {
			_ = p.audio.WriteRTP(packet)
		}
	})
	return level
}

func TestWhoSpeaksIsKnownByLoudness(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	anna, bruno := voice(t, present(t, r, "anna")), voice(t, present(t, r, "bruno"))
	w := watch(t, r, webrtc.Member{ID: "carla"})
	rows := []struct {
		says        string
		anna, bruno int32
		want        []string
	}{
		{"anna alone", 20, 127, []string{"anna"}},
		{"bruno a little louder: anna keeps the floor", 20, 16, []string{"anna", "bruno"}},
		{"bruno much louder", 45, 10, []string{"bruno", "anna"}},
		{"both silent", 127, 127, []string{}},
	}
	for _, row := range rows {
		anna.Store(row.anna)
		bruno.Store(row.bruno)
		for told := false; !told; {
			select {
			case list := <-w.speakers:
				told = slices.Equal(list, row.want)
			case <-ctx.Done():
				t.Fatalf("%s: %v", row.says, r.Speakers())
			}
		}
	}
}

func TestBothConnectionsOfAPeerFindTheirWayAgain(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	p := present(t, r, "anna")
	stranger.Steadily(t, func(n int) { _ = p.video.WriteRTP(vp8Packet(uint16(n), n, n%10 == 0, 640)) })
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	last := w.next(ctx, "video", func(received) bool { return true })
	before := <-w.offers
	goesOn := func(what string) {
		t.Helper()
		for len(w.packets) > 0 {
			last = <-w.packets
		}
		for range 30 {
			next := w.next(ctx, what, func(received) bool { return true })
			if next.ssrc != last.ssrc || int16(next.SequenceNumber-last.SequenceNumber) <= 0 {
				t.Fatalf("%s: %d of %d follows %d of %d", what, next.SequenceNumber, next.ssrc, last.SequenceNumber, last.ssrc)
			}
			last = next
		}
	}
	w.peer.Restart()
	select {
	case after := <-w.offers:
		if after.Generation != before.Generation+1 || ufrag(after.SDP) == ufrag(before.SDP) {
			t.Errorf("offer %d with %s after %d with %s", after.Generation, ufrag(after.SDP), before.Generation, ufrag(before.SDP))
		}
	case <-ctx.Done():
		t.Fatal("no offer follows a restart")
	}
	goesOn("the subscription")
	p.offer(t, true)
	goesOn("the publication")
	if tracks := r.Tracks(); len(tracks) != 1 {
		t.Errorf("published: %v", tracks)
	}
}

func ufrag(sdp string) string {
	for line := range strings.Lines(sdp) {
		if strings.HasPrefix(line, "a=ice-ufrag:") {
			return line
		}
	}
	return ""
}

func TestARoomThatClosesEndsEverything(t *testing.T) {
	ctx := guarded(t)
	e := openEngine(t)
	r := room(t, e)
	p := present(t, r, "anna")
	stranger.Steadily(t, func(n int) { _ = p.video.WriteRTP(vp8Packet(uint16(n), n, true, 640)) })
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	w.next(ctx, "video", func(received) bool { return true })
	_, _, sends := sender(t)
	in, err := r.Ingest(studio, sends)
	if err != nil {
		t.Fatal(err)
	}
	_, _, receives := player(t)
	out, err := r.Play(webrtc.Member{ID: "player"}, receives)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	now := e.Totals()
	if now.Rooms != 0 || now.Peers["room"]+now.Peers["whip"]+now.Peers["whep"] != 0 || now.Tracks[webrtc.Camera] != 0 || len(r.Tracks()) != 0 || len(e.Rooms()) != 0 {
		t.Errorf("after its end: %+v", now)
	}
	_, joins := r.Join(webrtc.Member{ID: "late"}, nil)
	_, publishes := p.peer.Publish(webrtc.Offer{Generation: 9, SDP: localOffer(t, p.pc, true), Tracks: []webrtc.TrackName{{Mid: "0", Source: webrtc.Camera}, {Mid: "1", Source: webrtc.Microphone}}})
	_, ingests := r.Ingest(studio, sends)
	_, plays := r.Play(webrtc.Member{ID: "player"}, receives)
	_, patchesIn := in.Patch("*", fragmentFrom(sends))
	_, patchesOut := out.Patch("*", fragmentFrom(receives))
	for says, err := range map[string]error{"join": joins, "publish": publishes, "answer": w.peer.Answered(webrtc.Answer{Generation: 1, SDP: sends}),
		"WHIP": ingests, "WHEP": plays, "patch of WHIP": patchesIn, "patch of WHEP": patchesOut} {
		if !errors.Is(err, webrtc.ErrGone) {
			t.Errorf("%s: %v", says, err)
		}
	}
	if again := room(t, e); again == r {
		t.Error("the next room of that name is the one that has ended")
	}
}

func TestTheFastCipherIsAgreedOnWhereAClientPrefersIt(t *testing.T) {
	const plain = 12 + 17 // bytes of the header and of vp8Packet
	gcm, gcm256, cm := dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80
	rows := []struct {
		says    string
		ciphers []dtls.SRTPProtectionProfile
		known   bool   // to know GCM
		tag     uint64 // bytes by which it makes a packet longer
	}{
		{"GCM first", []dtls.SRTPProtectionProfile{gcm, cm}, false, 16},
		{"the longer key first", []dtls.SRTPProtectionProfile{gcm256, gcm, cm}, false, 16},
		{"CM alone", []dtls.SRTPProtectionProfile{cm}, false, 10},
		{"CM first, as Chromium has it", []dtls.SRTPProtectionProfile{cm, gcm256, gcm}, false, 10},
		{"CM first, of a browser that is known", []dtls.SRTPProtectionProfile{cm, gcm256, gcm}, true, 16},
	}
	for _, row := range rows {
		t.Run(row.says, func(t *testing.T) {
			ctx := guarded(t)
			e := openEngine(t)
			r := room(t, e)
			p := present(t, r, "anna")
			stranger.Steadily(t, func(n int) { _ = p.video.WriteRTP(vp8Packet(uint16(n), n, true, 640)) })
			pc := connection(t, row.ciphers...)
			if _, err := pc.AddTransceiverFromKind(pion.RTPCodecTypeVideo, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
				t.Fatal(err)
			}
			s, err := r.Play(webrtc.Member{ID: "player", GCM: row.known}, localOffer(t, pc, false))
			if err != nil {
				t.Fatal(err)
			}
			acceptAnswer(t, pc, s.Answer())
			eventually(t, ctx, "packets", func() bool { return e.Totals().Forwarded > 0 })
			if now := e.Totals(); now.ForwardedBytes != now.Forwarded*(plain+row.tag) {
				t.Errorf("%d bytes a packet, want %d", now.ForwardedBytes/now.Forwarded, plain+row.tag)
			}
		})
	}
}

func TestAPublisherWhoseLineIsCutIsReplaced(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	from, video, offer := sender(t)
	in, err := r.Ingest(studio, offer)
	if err != nil {
		t.Fatal(err)
	}
	acceptAnswer(t, from, in.Answer())
	stop := stranger.Steadily(t, func(n int) { _ = video.WriteRTP(vp8Packet(uint16(n), n, true, 640)) })
	eventually(t, ctx, "its picture", func() bool { return len(r.Tracks()) > 0 })
	_, _, again := sender(t)
	if _, err := r.Ingest(studio, again); !errors.Is(err, webrtc.ErrTaken) {
		t.Errorf("while its line holds: %v", err)
	}
	stop()
	if err := from.Close(); err != nil { // nobody says that it ends
		t.Fatal(err)
	}
	eventually(t, ctx, "its place", func() bool {
		_, err := r.Ingest(studio, again)
		return err == nil
	})
	if _, err := r.Session(in.ID); !errors.Is(err, webrtc.ErrGone) {
		t.Errorf("the one before goes on: %v", err)
	}
}
