package webrtc

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fuzzed is an engine that strangers talk to.
type fuzzed struct {
	engine *Engine
	room   *Room
	calm   int // goroutines while nobody is there
}

func fuzzEngine(f *testing.F) *fuzzed {
	f.Helper()
	e, err := Open(Config{Address: "127.0.0.1"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := e.Close(); err != nil {
			f.Error(err)
		}
	})
	r, err := e.Room("aula")
	if err != nil {
		f.Fatal(err)
	}
	return &fuzzed{e, r, runtime.NumGoroutine()}
}

// mostLeft is how many goroutines may be about to end while the next input comes.
const mostLeft = 300

// watched does something that must end soon, must not panic and must leave nothing behind.
func (z *fuzzed) watched(t *testing.T, do func()) {
	t.Helper()
	late := time.AfterFunc(20*time.Second, func() { // a hang would be taken for slowness
		b := make([]byte, 1<<20)
		fmt.Fprintf(os.Stderr, "hangs\n%s\n", b[:runtime.Stack(b, true)])
		panic("hangs")
	})
	defer late.Stop()
	do()
	if n := z.room.size(); n != 0 {
		t.Fatalf("%d peers stay", n)
	}
	if tracks := z.room.Tracks(); len(tracks) != 0 {
		t.Fatalf("tracks stay: %v", tracks)
	}
	for tries := 0; runtime.NumGoroutine() > z.calm+mostLeft; tries++ {
		if tries > 1000 {
			b := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d while nobody is there\n%s", runtime.NumGoroutine(), z.calm, b[:runtime.Stack(b, true)])
		}
		<-time.After(10 * time.Millisecond)
	}
}

// known says that an error is a decision, none that nobody foresaw.
func known(err error) bool {
	if errors.Is(err, errStumbled) {
		return false
	}
	for _, decision := range []error{ErrNotAllowed, ErrMalformed, ErrStale, ErrTaken, ErrGone, ErrEntity} {
		if errors.Is(err, decision) {
			return true
		}
	}
	return err == nil
}

// describe is a session description as a browser writes it.
func describe(direction, sections string) string {
	const head = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n"
	const transport = "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:clnt\r\na=ice-pwd:0123456789012345678901\r\na=ice-options:trickle\r\n" +
		"a=fingerprint:sha-256 DA:7B:57:DC:28:CE:04:4F:31:79:85:C4:31:67:EB:27:58:29:ED:77:2A:0D:24:AE:ED:AD:30:BC:BD:F1:9C:02\r\n" +
		"a=setup:actpass\r\na=rtcp-mux\r\na=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host\r\n"
	var b strings.Builder
	b.WriteString(head)
	for mid, kind := range strings.Fields(sections) {
		switch kind {
		case "audio":
			b.WriteString("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" + transport + "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n" +
				"a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=msid:s a\r\na=ssrc:11 cname:c\r\n")
		case "video", "simulcast":
			b.WriteString("m=video 9 UDP/TLS/RTP/SAVPF 96 97 102\r\n" + transport + "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 transport-cc\r\n" +
				"a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtpmap:102 H264/90000\r\na=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n" +
				"a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\na=msid:s v\r\n")
		}
		if kind == "simulcast" {
			b.WriteString("a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n")
		}
		fmt.Fprintf(&b, "a=mid:%d\r\na=%s\r\n", mid, direction)
	}
	return b.String()
}

func FuzzOffer(f *testing.F) {
	z := fuzzEngine(f)
	for _, direction := range []string{"sendonly", "recvonly", "sendrecv", "inactive"} {
		f.Add(describe(direction, "audio video"))
		f.Add(describe(direction, "simulcast audio"))
	}
	f.Add(strings.ReplaceAll(describe("sendonly", "audio video"), "actpass", "passive"))
	f.Add(strings.ReplaceAll(describe("sendonly", "video video video"), "a=mid:1", "a=mid:0"))
	f.Add(strings.ReplaceAll(describe("sendonly", "simulcast audio"), "q;h;f", "q;h;"))
	f.Add(strings.ReplaceAll(describe("sendonly", "simulcast audio"), "q;h;f", ""))
	f.Add(strings.ReplaceAll(describe("sendrecv", "video"), "rtpmap:96 VP8/90000", "rtpmap:300 VP8/0"))
	f.Fuzz(func(t *testing.T, sdp string) {
		z.watched(t, func() {
			p, err := z.room.Join(Member{ID: "eva", May: []Source{Camera, Microphone}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			names, _ := plainNames(sdp)
			for generation := range 2 { // the second is a renegotiation
				if _, err := p.Publish(Offer{Generation: generation + 1, SDP: sdp, Tracks: names}); !known(err) {
					t.Error(err)
				}
			}
			p.Leave()
			for _, begin := range []func(Member, string) (*Session, error){z.room.Ingest, z.room.Play} {
				s, err := begin(Member{ID: "studio", May: []Source{Camera, Microphone}}, sdp)
				if !known(err) {
					t.Error(err)
				}
				if err != nil {
					continue
				}
				if _, err := s.Patch("*", "a=ice-ufrag:next\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"); !known(err) {
					t.Error(err)
				}
				s.End()
			}
		})
	})
}

// listener keeps the first offer that a peer is made.
type listener chan Offer

func (l listener) Offer(o Offer) {
	select {
	case l <- o:
	default:
	}
}
func (listener) Tracks([]TrackState) {}
func (listener) Speakers([]string)   {}
func (listener) Line(Line)           {}

func FuzzAnswer(f *testing.F) {
	z := fuzzEngine(f)
	answered := strings.ReplaceAll(describe("recvonly", "video audio"), "actpass", "active")
	f.Add(answered, 1)
	f.Add(strings.ReplaceAll(answered, "a=ssrc:11 cname:c\r\n", ""), 2)
	f.Add(describe("sendonly", "audio video"), 1)
	f.Add(describe("inactive", "video"), 1)
	f.Add("v=0\r\n", 0)
	f.Fuzz(func(t *testing.T, sdp string, generation int) {
		z.watched(t, func() {
			host, err := z.room.Join(Member{ID: "host"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			camera, voice := newTrack(host, Camera), newTrack(host, Microphone)
			camera.mime, voice.mime = "video/VP8", "audio/opus"
			z.room.publish(camera)
			z.room.publish(voice)
			offers := make(listener, 1)
			p, err := z.room.Join(Member{ID: "eva"}, offers)
			if err != nil {
				t.Fatal(err)
			}
			<-offers
			if err := p.Answered(Answer{Generation: generation, SDP: sdp}); !known(err) {
				t.Error(err)
			}
			p.Restart()
			p.Leave()
			z.room.unpublish(camera)
			z.room.unpublish(voice)
			host.Leave()
		})
	})
}
