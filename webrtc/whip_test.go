package webrtc_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

var studio = webrtc.Member{ID: "studio", May: []webrtc.Source{webrtc.Camera, webrtc.Microphone}}

// sender offers a picture and a voice, as OBS does.
func sender(t *testing.T) (*pion.PeerConnection, *pion.TrackLocalStaticRTP, string) {
	t.Helper()
	pc, video, audio := connection(t), static(t, pion.MimeTypeVP8), static(t, pion.MimeTypeOpus)
	for _, track := range []pion.TrackLocal{audio, video} {
		if _, err := pc.AddTransceiverFromTrack(track, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly}); err != nil {
			t.Fatal(err)
		}
	}
	return pc, video, localOffer(t, pc, false)
}

// player offers to receive both.
func player(t *testing.T) (*pion.PeerConnection, chan *rtp.Packet, string) {
	t.Helper()
	pc, packets := connection(t), make(chan *rtp.Packet, 4096)
	for _, kind := range []pion.RTPCodecType{pion.RTPCodecTypeAudio, pion.RTPCodecTypeVideo} {
		if _, err := pc.AddTransceiverFromKind(kind, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
			t.Fatal(err)
		}
	}
	pc.OnTrack(func(remote *pion.TrackRemote, _ *pion.RTPReceiver) {
		for {
			p, _, err := remote.ReadRTP()
			if err != nil {
				return
			}
			if remote.Kind() == pion.RTPCodecTypeVideo {
				select {
				case packets <- p:
				default:
				}
			}
		}
	})
	return pc, packets, localOffer(t, pc, false)
}

func await(t *testing.T, ctx context.Context, packets <-chan *rtp.Packet, what string) *rtp.Packet {
	t.Helper()
	select {
	case p := <-packets:
		return p
	case <-ctx.Done():
		t.Fatalf("%s: no picture", what)
		return nil
	}
}

func TestAPlayerBeforeThePublisherSeesItOnceItComesAndTheNextOne(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	pc, packets, offer := player(t)
	s, err := r.Play(webrtc.Member{ID: "viewer"}, offer)
	if err != nil {
		t.Fatal(err)
	}
	acceptAnswer(t, pc, s.Answer())
	last := -1
	for range 2 {
		from, video, offer := sender(t)
		in, err := r.Ingest(studio, offer)
		if err != nil {
			t.Fatal(err)
		}
		acceptAnswer(t, from, in.Answer())
		stop := stranger.Steadily(t, func(n int) { _ = video.WriteRTP(vp8Packet(uint16(7000+n), n, n%20 == 0, 640)) })
		p := await(t, ctx, packets, "publisher")
		if last >= 0 && int(p.SequenceNumber) <= last {
			t.Errorf("%d follows %d", p.SequenceNumber, last)
		}
		stop()
		in.End()
		for len(packets) > 0 {
			p = <-packets
		}
		last = int(p.SequenceNumber)
	}
}

func TestOnlyOnePublishesATime(t *testing.T) {
	guarded(t)
	r := room(t, openEngine(t))
	_, _, one := sender(t)
	_, _, two := sender(t)
	s, err := r.Ingest(studio, one)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Ingest(studio, two); !errors.Is(err, webrtc.ErrTaken) {
		t.Errorf("the second: %v", err)
	}
	s.End()
	if _, err := r.Session(s.ID); !errors.Is(err, webrtc.ErrGone) {
		t.Errorf("the session goes on: %v", err)
	}
	if _, err := s.Patch("*", "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"); !errors.Is(err, webrtc.ErrGone) {
		t.Errorf("an ended session is restarted: %v", err)
	}
	if _, err := r.Ingest(studio, two); err != nil {
		t.Errorf("after the first has ended: %v", err)
	}
}

func TestASessionIsRestartedAndGoesOn(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	from, video, offer := sender(t)
	in, err := r.Ingest(studio, offer)
	if err != nil {
		t.Fatal(err)
	}
	acceptAnswer(t, from, in.Answer())
	stranger.Steadily(t, func(n int) { _ = video.WriteRTP(vp8Packet(uint16(n), n, n%20 == 0, 640)) })
	pc, packets, offer := player(t)
	out, err := r.Play(webrtc.Member{ID: "viewer"}, offer)
	if err != nil {
		t.Fatal(err)
	}
	acceptAnswer(t, pc, out.Answer())
	await(t, ctx, packets, "before")
	for _, row := range []struct {
		says string
		s    *webrtc.Session
		pc   *pion.PeerConnection
	}{{"publisher", in, from}, {"player", out, pc}} {
		before, next := row.s.ETag(), localOffer(t, row.pc, true)
		fragment, err := row.s.Patch("*", fragmentFrom(next))
		if err != nil {
			t.Fatalf("%s: %v", row.says, err)
		}
		if !strings.Contains(fragment, "a=ice-pwd:") || row.s.ETag() == before {
			t.Errorf("%s: fragment %q, etag %s after %s", row.says, fragment, row.s.ETag(), before)
		}
		if _, err := row.s.Patch(before, "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n"); !errors.Is(err, webrtc.ErrEntity) {
			t.Errorf("%s: candidates for the old session: %v", row.says, err)
		}
		if _, err := row.s.Patch(row.s.ETag(), "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host\r\n"); err != nil {
			t.Errorf("%s: candidates: %v", row.says, err)
		}
		acceptAnswer(t, row.pc, row.s.Answer())
		for len(packets) > 0 {
			<-packets
		}
		for range 20 {
			await(t, ctx, packets, row.says)
		}
	}
}

// fragmentFrom is what a client sends to restart.
func fragmentFrom(offer string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for line := range strings.Lines(offer) {
		if key, _, _ := strings.Cut(line, ":"); (key == "a=ice-ufrag" || key == "a=ice-pwd") && !seen[key] {
			seen[key] = true
			b.WriteString(line)
		}
	}
	return b.String()
}
