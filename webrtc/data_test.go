package webrtc_test

import (
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

func TestADataChannelIsRefusedAndTheRestTaken(t *testing.T) {
	for _, row := range []struct {
		says  string
		first bool // the section for data stands before the picture's
	}{{"after the picture", false}, {"before it", true}} {
		t.Run(row.says, func(t *testing.T) {
			ctx := guarded(t)
			r := room(t, openEngine(t))
			pc, video := connection(t), static(t, pion.MimeTypeVP8)
			if _, err := pc.AddTransceiverFromTrack(video, pion.RTPTransceiverInit{Direction: pion.RTPTransceiverDirectionSendonly}); err != nil {
				t.Fatal(err)
			}
			if _, err := pc.CreateDataChannel("data", nil); err != nil {
				t.Fatal(err)
			}
			offer := localOffer(t, pc, false)
			if row.first {
				offer = swapped(t, offer)
			}
			s, err := r.Ingest(studio, offer)
			if err != nil {
				t.Fatal(err)
			}
			var ports []string
			for line := range strings.Lines(s.Answer()) {
				if strings.HasPrefix(line, "m=") {
					ports = append(ports, strings.Join(strings.Fields(line)[:2], " "))
				}
			}
			if row.first {
				ports[0], ports[1] = ports[1], ports[0]
			}
			if got := strings.Join(ports, ", "); got != "m=video 9, m=application 0" {
				t.Fatalf("answered %s", got)
			}
			fragment, err := s.Patch("*", fragmentFrom(restarts(offer)))
			if err != nil || !strings.Contains(fragment, "m=video") || strings.Contains(fragment, "a=ice-ufrag:\r\n") {
				t.Errorf("a restart: %v %s", err, fragment)
			}
			if row.first {
				return // pion's client wants the order that it has itself
			}
			s.End()
			again, err := r.Ingest(studio, pc.LocalDescription().SDP)
			if err != nil {
				t.Fatal(err)
			}
			w := watch(t, r, webrtc.Member{ID: "bruno"})
			acceptAnswer(t, pc, again.Answer())
			stranger.Steadily(t, func(n int) { _ = video.WriteRTP(numbered(n, n%20 == 0)) })
			w.next(ctx, "a picture", camera)
		})
	}
}

// restarts is an offer under other credentials.
func restarts(offer string) string {
	return strings.ReplaceAll(offer, "a=ice-ufrag:", "a=ice-ufrag:again")
}

// swapped has its two sections the other way round.
func swapped(t *testing.T, offer string) string {
	t.Helper()
	d := &sdp.SessionDescription{}
	if err := d.UnmarshalString(offer); err != nil {
		t.Fatal(err)
	}
	d.MediaDescriptions[0], d.MediaDescriptions[1] = d.MediaDescriptions[1], d.MediaDescriptions[0]
	b, err := d.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
