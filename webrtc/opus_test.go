package webrtc

import (
	"strings"
	"testing"
)

func TestMicrophonesAreAskedToSpareTheLine(t *testing.T) {
	voice := described("m=audio 9 UDP/TLS/RTP/SAVPF 111 63", "a=mid:0", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111")
	for _, row := range []struct {
		source Source
		want   string
	}{
		{Microphone, "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n"},
		{ScreenAudio, "a=fmtp:111 minptime=10;useinbandfec=1\r\n"},
	} {
		got, err := sparing(voice, []TrackName{{Mid: "0", Source: row.source}})
		if err != nil || !strings.Contains(got, row.want) || !strings.Contains(got, "a=fmtp:63 111/111\r\n") {
			t.Errorf("%s: error %v\n%s", row.source, err, got)
		}
	}
}
