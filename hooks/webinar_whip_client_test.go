package hooks_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pion/ice/v2"
	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
	"aula/webrtc"
)

// studioHall is a webinar with media, open unless said otherwise, and a token for it.
func studioHall(t *testing.T, values map[string]any) (h *hall, token string) {
	t.Helper()
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}})
	all := map[string]any{"state": "open", "started": time.Now()}
	for name, value := range values {
		all[name] = value
	}
	h = hallIn(t, app, testapp.Serve(t, app), all)
	return h, h.token(t, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Play: true, Until: time.Now().Add(time.Hour)})
}

func (h *hall) token(t *testing.T, g webinars.MediaGrant) string {
	t.Helper()
	token, err := webinars.MediaToken(h.app, g)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// door is the address of WHIP or WHEP.
func (h *hall) door(kind string) string {
	return h.url + "/api/aula/webinars/" + h.webinar + "/" + kind
}

// sent is an answer with its body.
type sent struct {
	*http.Response
	body string
}

func send(t *testing.T, method, address, body string, headers ...string) sent {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	content, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return sent{r, string(content)}
}

// outsider is somebody else's WHIP or WHEP client: it knows an address, a token and the RFC.
type outsider struct {
	t       *testing.T
	pc      *pion.PeerConnection
	token   string
	session string
	etag    string
}

func newOutsider(t *testing.T, token string) *outsider {
	t.Helper()
	m, s := &pion.MediaEngine{}, pion.SettingEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	s.SetIncludeLoopbackCandidate(true)
	s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	s.SetNetworkTypes([]pion.NetworkType{pion.NetworkTypeUDP4})
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	pc, err := pion.NewAPI(pion.WithMediaEngine(m), pion.WithSettingEngine(s)).NewPeerConnection(pion.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	return &outsider{t: t, pc: pc, token: token}
}

// offer is the local description, with all candidates or, for those who trickle, with none.
func (o *outsider) offer(restart, trickle bool) string {
	o.t.Helper()
	if o.pc.SignalingState() == pion.SignalingStateHaveLocalOffer { // nobody has answered it yet
		return o.pc.LocalDescription().SDP
	}
	gathered := pion.GatheringCompletePromise(o.pc)
	offer, err := o.pc.CreateOffer(&pion.OfferOptions{ICERestart: restart})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.pc.SetLocalDescription(offer); err != nil {
		o.t.Fatal(err)
	}
	<-gathered
	if trickle {
		return offer.SDP
	}
	return o.pc.LocalDescription().SDP
}

// post opens a session and takes its answer.
func (o *outsider) post(address string, trickle bool) {
	o.t.Helper()
	r := send(o.t, "POST", address, o.offer(false, trickle), "Authorization", "Bearer "+o.token, "Content-Type", "application/sdp")
	if r.StatusCode != http.StatusCreated || r.Header.Get("Content-Type") != "application/sdp" {
		o.t.Fatalf("POST: %d %s %s", r.StatusCode, r.Header.Get("Content-Type"), r.body)
	}
	base, _ := url.Parse(address)
	location, err := base.Parse(r.Header.Get("Location"))
	if err != nil {
		o.t.Fatal(err)
	}
	o.session, o.etag = location.String(), r.Header.Get("ETag")
	if !strings.HasPrefix(o.session, address+"/") || !strings.HasPrefix(o.etag, `"`) || r.Header.Get("Accept-Patch") != "application/trickle-ice-sdpfrag" {
		o.t.Fatalf("POST: headers %v", r.Header)
	}
	o.accept(r.body)
}

func (o *outsider) accept(answer string) {
	o.t.Helper()
	if err := o.pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeAnswer, SDP: answer}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *outsider) patch(match, fragment string) sent {
	o.t.Helper()
	return send(o.t, "PATCH", o.session, fragment, "Authorization", "Bearer "+o.token, "Content-Type", "application/trickle-ice-sdpfrag", "If-Match", match)
}

// restart does as RFC 9725 4.3.3 says: the fragment's credentials take the place of those in the answer that is known.
func (o *outsider) restart() {
	o.t.Helper()
	before := o.pc.RemoteDescription().SDP
	r := o.patch("*", fragmentIn(o.offer(true, false)))
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "application/trickle-ice-sdpfrag" || r.Header.Get("ETag") == o.etag {
		o.t.Fatalf("restart: %d %v %s", r.StatusCode, r.Header, r.body)
	}
	o.etag = r.Header.Get("ETag")
	var answer strings.Builder
	for line := range strings.Lines(before) {
		for _, key := range []string{"a=ice-ufrag:", "a=ice-pwd:"} {
			if strings.HasPrefix(line, key) {
				line = lineOf(r.body, key)
			}
		}
		answer.WriteString(line)
	}
	o.accept(answer.String())
}

func (o *outsider) delete() {
	o.t.Helper()
	if r := send(o.t, "DELETE", o.session, "", "Authorization", "Bearer "+o.token); r.StatusCode != http.StatusOK {
		o.t.Fatalf("DELETE: %d %s", r.StatusCode, r.body)
	}
}

func lineOf(sdp, prefix string) string {
	for line := range strings.Lines(sdp) {
		if strings.HasPrefix(line, prefix) {
			return line
		}
	}
	return ""
}

// fragmentIn is what trickles of an offer: the credentials and candidates of its first section.
func fragmentIn(offer string) string {
	var b strings.Builder
	section := 0
	for line := range strings.Lines(offer) {
		if strings.HasPrefix(line, "m=") {
			section++
		}
		for _, prefix := range []string{"m=", "a=mid:", "a=ice-ufrag:", "a=ice-pwd:", "a=candidate:"} {
			if section == 1 && strings.HasPrefix(line, prefix) {
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

// publishes adds a picture and a sound and says how to write a frame of it.
func (o *outsider) publishes(mime string) (write func(n int)) {
	o.t.Helper()
	track := func(mime string) *pion.TrackLocalStaticRTP {
		t, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, mime, "stream")
		if err == nil {
			_, err = o.pc.AddTransceiverFromTrack(t, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly})
		}
		if err != nil {
			o.t.Fatal(err)
		}
		return t
	}
	sound, picture := track(pion.MimeTypeOpus), track(mime)
	frame := []byte{0x10, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 2, 0x68, 1, 0} // a VP8 keyframe of 640 × 360
	if mime == pion.MimeTypeH264 {
		frame = []byte{24, 0, 4, 0x67, 0x42, 0, 0x1f, 0, 3, 0x65, 1, 2} // SPS and an IDR slice in one packet
	}
	return func(n int) {
		_ = picture.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, Marker: true, SequenceNumber: uint16(n), Timestamp: uint32(n) * 900}, Payload: frame})
		_ = sound.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n) * 480}, Payload: []byte{1, 2, 3}})
	}
}

// heard is a packet as it was received.
type heard struct {
	mime     string
	sequence uint16
}

// plays asks for picture and sound.
func (o *outsider) plays() <-chan heard {
	o.t.Helper()
	packets := make(chan heard, 4096)
	for _, kind := range []pion.RTPCodecType{pion.RTPCodecTypeVideo, pion.RTPCodecTypeAudio} {
		if _, err := o.pc.AddTransceiverFromKind(kind, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionRecvonly}); err != nil {
			o.t.Fatal(err)
		}
	}
	o.pc.OnTrack(func(remote *pion.TrackRemote, _ *pion.RTPReceiver) {
		for {
			p, _, err := remote.ReadRTP()
			if err != nil {
				return
			}
			select {
			case packets <- heard{remote.Codec().MimeType, p.SequenceNumber}:
			default:
			}
		}
	})
	return packets
}

// awaitMedia waits for some new packets of each kind.
func awaitMedia(t *testing.T, packets <-chan heard, mimes ...string) {
	t.Helper()
	for len(packets) > 0 {
		<-packets
	}
	limit := time.After(roomDeadline)
	for _, mime := range mimes {
		for n := 0; n < 20; {
			select {
			case p := <-packets:
				if p.mime == mime {
					n++
				}
			case <-limit:
				t.Fatalf("%d packets of %s", n, mime)
			}
		}
	}
}

// steadily calls write every few milliseconds until the test ends.
func steadily(t *testing.T, write func(n int)) (stop func()) {
	t.Helper()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		clock := time.NewTicker(10 * time.Millisecond)
		defer clock.Stop()
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-clock.C:
				write(n)
			}
		}
	}()
	return func() { close(done); <-ended }
}

// mediaGoroutines are those of the media engine and of pion's clients.
func mediaGoroutines() int {
	b := make([]byte, 4<<20)
	n := 0
	for stack := range bytes.SplitSeq(b[:runtime.Stack(b, true)], []byte("\n\n")) {
		if bytes.Contains(stack, []byte("github.com/pion/")) || bytes.Contains(stack, []byte("aula/webrtc.")) {
			n++
		}
	}
	return n
}

// settlesAt waits until no more media goroutines run than before.
func settlesAt(t *testing.T, before int) {
	t.Helper()
	limit, look := time.After(roomDeadline), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-look.C:
			if mediaGoroutines() <= before {
				return
			}
		case <-limit:
			b := make([]byte, 1<<20)
			t.Fatalf("%d goroutines of media, before %d\n%s", mediaGoroutines(), before, b[:runtime.Stack(b, true)])
		}
	}
}
