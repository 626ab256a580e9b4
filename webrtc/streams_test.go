package webrtc_test

import (
	"testing"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

// flood is a track that sends under a new source each time.
type flood struct {
	*pion.TrackLocalStaticRTP
	out chan pion.TrackLocalWriter
}

func (f *flood) Bind(c pion.TrackLocalContext) (pion.RTPCodecParameters, error) {
	f.out <- c.WriteStream()
	return f.TrackLocalStaticRTP.Bind(c)
}

func TestWhoFloodsWithStreamsIsHungUpOn(t *testing.T) {
	for _, row := range []struct {
		says      string
		direction pion.RTPTransceiverDirection
		begin     func(*webrtc.Room, string) (*webrtc.Session, error)
	}{
		{"who publishes", pion.RTPTransceiverDirectionSendonly, func(r *webrtc.Room, offer string) (*webrtc.Session, error) { return r.Ingest(studio, offer) }},
		{"who plays", pion.RTPTransceiverDirectionSendrecv, func(r *webrtc.Room, offer string) (*webrtc.Session, error) {
			return r.Play(webrtc.Member{ID: "viewer"}, offer)
		}},
	} {
		t.Run(row.says, func(t *testing.T) {
			ctx := guarded(t)
			r := room(t, openEngine(t))
			pc, f := connection(t), &flood{static(t, pion.MimeTypeVP8), make(chan pion.TrackLocalWriter, 1)}
			if _, err := pc.AddTransceiverFromTrack(f, pion.RTPTransceiverInit{Direction: row.direction}); err != nil {
				t.Fatal(err)
			}
			s, err := row.begin(r, localOffer(t, pc, false))
			if err != nil {
				t.Fatal(err)
			}
			acceptAnswer(t, pc, s.Answer())
			out := <-f.out
			stop := stranger.Steadily(t, func(n int) {
				for i := range 10 {
					_, _ = out.WriteRTP(&rtp.Header{Version: 2, PayloadType: 96, SSRC: uint32(1000 + 10*n + i)}, []byte{1})
				}
			})
			mustEnd(ctx, t, "the flood", ended(s))
			stop()
		})
	}
}
