package webrtc_test

import (
	"testing"

	"github.com/pion/dtls/v2"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

// older is what a client knows that only says that it knows AES-GCM.
const older = dtls.SRTP_AES128_CM_HMAC_SHA1_80

// fails tells once a connection has failed.
func fails(t *testing.T, pc *pion.PeerConnection) <-chan struct{} {
	t.Helper()
	failed := make(chan struct{}, 1)
	pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
		if s == pion.PeerConnectionStateFailed || s == pion.PeerConnectionStateClosed {
			select {
			case failed <- struct{}{}:
			default:
			}
		}
	})
	return failed
}

func TestWhoOnlySaysThatItKnowsGCMHasTheOtherCiphersAtItsNextTry(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	liar := studio
	liar.Key, liar.GCM = "token", true
	for try := range 2 {
		pc, video, audio := connection(t, older), static(t, pion.MimeTypeVP8), static(t, pion.MimeTypeOpus)
		for _, track := range []pion.TrackLocal{audio, video} {
			if _, err := pc.AddTransceiverFromTrack(track, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly}); err != nil {
				t.Fatal(err)
			}
		}
		failed := fails(t, pc)
		s, err := r.Ingest(liar, localOffer(t, pc, false))
		if err != nil {
			t.Fatal(err)
		}
		acceptAnswer(t, pc, s.Answer())
		if try == 0 {
			mustEnd(ctx, t, "a connection without a cipher", failed)
			s.End()
			continue
		}
		w := watch(t, r, webrtc.Member{ID: "bruno", GCM: true})
		stranger.Steadily(t, func(n int) { _ = video.WriteRTP(vp8Packet(uint16(n), n, n%20 == 0, 640)) })
		w.next(ctx, "a picture", func(p received) bool { return p.name.Source == webrtc.Camera })
	}
}

func TestASubscriptionThatFailedBeginsAnewWithTheOtherCiphers(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	p := present(t, r, "anna")
	film(t, p, 1)
	w := watchBy(t, r, webrtc.Member{ID: "bruno", GCM: true}, connection(t, older), nil)
	w.hears(ctx, webrtc.LineLost)
	w.again(connection(t, older)) // as a page does when an offer comes whose generation is not newer
	w.peer.Restart()
	w.next(ctx, "a picture", camera)
	if first, second := <-w.offers, <-w.offers; first.Generation != 1 || second.Generation != 1 {
		t.Errorf("generations %d and %d", first.Generation, second.Generation)
	}
}
