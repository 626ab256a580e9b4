package hooks_test

import (
	"strings"
	"testing"
	"time"

	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/stranger"
)

// speaks says what a welcome tells of the codec in which to publish.
func (m said) speaks(t *testing.T, codec string) {
	t.Helper()
	if !strings.Contains(m.raw, `"codec":"`+codec+`"`) {
		t.Errorf("not %s: %s", codec, m.raw)
	}
}

func TestBrowsersAreToPublishInTheCodecOfTheStudio(t *testing.T) {
	h := mediaHall(t, webrtc.Config{Address: "127.0.0.1"}, nil)
	until := time.Now().Add(time.Hour)
	h.token(t, webinars.MediaGrant{Webinar: h.webinar, Play: true, Until: until})
	host, welcome := h.enter(t, "host")
	welcome.speaks(t, "vp8")

	grant, token, err := webinars.MediaToken(h.app, webinars.MediaGrant{Webinar: h.webinar, Publish: true, Until: until})
	if err != nil {
		t.Fatal(err)
	}
	host.until("codec").speaks(t, "h264")
	ada, welcome := h.enter(t, "ada")
	welcome.speaks(t, "h264")

	for _, row := range []struct{ sends, codec string }{{stranger.VP8, "vp8"}, {stranger.H264, "h264"}} {
		studio := newOutsider(t, token)
		stop := stranger.Steadily(t, studio.Publish(row.sends))
		studio.post(h.door("whip"), false)
		for _, s := range []*seat{host, ada} {
			s.until("codec").speaks(t, row.codec)
		}
		stop()
		studio.delete()
		ada.tells("people", `"left":["studio"]`)
	}
	if err := webinars.WithdrawMedia(h.app, h.webinar, grant.ID); err != nil {
		t.Fatal(err)
	}
	_, welcome = h.enter(t, "bruno")
	welcome.speaks(t, "h264") // the others go on with it
}

func TestARoomBeginsInTheCodecOfTheStudioThatIsAwaited(t *testing.T) {
	h, _ := studioHall(t, nil)
	_, welcome := h.enter(t, "host")
	welcome.speaks(t, "h264")
}
