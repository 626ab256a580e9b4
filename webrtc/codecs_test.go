package webrtc

import (
	"slices"
	"strings"
	"testing"
)

// described is a session description with one section of these lines.
func described(lines ...string) string {
	head := []string{"v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"}
	return strings.Join(append(head, lines...), "\r\n") + "\r\n"
}

func TestOnlyTheCodecsThatWeSpeakAreRead(t *testing.T) {
	for _, row := range []struct {
		says       string
		lines      []string
		gone, kept []string
	}{
		{"pictures", []string{"m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 102 103", "a=mid:0", "a=rtcp-fb:* transport-cc", "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack",
			"a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96", "a=rtpmap:98 VP9/90000", "a=rtcp-fb:98 nack", "a=rtpmap:102 H264/90000", "a=fmtp:102 packetization-mode=1", "a=rtpmap:103 rtx/90000", "a=fmtp:103 apt=102"},
			[]string{"rtx", "apt=", "VP9", ":98"}, []string{"SAVPF 96 102", "a=mid:0", "a=rtcp-fb:* transport-cc", "a=rtpmap:96", "a=rtcp-fb:96 nack", "a=fmtp:102"}},
		{"sound", []string{"m=audio 9 UDP/TLS/RTP/SAVPF 63 111 0", "a=rtpmap:63 red/48000/2", "a=rtpmap:111 OPUS/48000/2", "a=fmtp:111 useinbandfec=1"},
			[]string{"SAVPF 63 111 0"}, []string{"SAVPF 63 111\r\n", "a=rtpmap:63 red", "a=rtpmap:111 OPUS", "a=fmtp:111"}},
		{"redundant pictures", []string{"m=video 9 UDP/TLS/RTP/SAVPF 96 116", "a=rtpmap:96 VP8/90000", "a=rtpmap:116 red/90000"}, []string{"red"}, []string{"SAVPF 96\r\n"}},
		{"nothing of ours", []string{"m=audio 9 UDP/TLS/RTP/SAVPF 0 8", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000"}, nil, []string{"SAVPF 0 8", "PCMU", "PCMA"}},
		{"data", []string{"m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=sctp-port:5000"}, nil, []string{"webrtc-datachannel", "sctp-port"}},
	} {
		got, err := thinned(described(row.lines...))
		if err != nil {
			t.Errorf("%s: %v", row.says, err)
		}
		for _, s := range row.gone {
			if strings.Contains(got, s) {
				t.Errorf("%s: %q is still there:\n%s", row.says, s, got)
			}
		}
		for _, s := range row.kept {
			if !strings.Contains(got, s) {
				t.Errorf("%s: %q is gone:\n%s", row.says, s, got)
			}
		}
	}
}

func FuzzThinned(f *testing.F) {
	f.Add(described("m=video 9 UDP/TLS/RTP/SAVPF 96 97", "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"))
	f.Add(described("m=audio 9 RTP/AVP 0", "a=rtpmap:0"))
	f.Fuzz(func(t *testing.T, text string) {
		once, err := thinned(text)
		if err != nil {
			return
		}
		d, err := parse(once)
		if err != nil {
			t.Fatalf("%v of\n%s", err, once)
		}
		for _, m := range d.MediaDescriptions {
			before := slices.Clone(m.MediaName.Formats)
			if thin(m); isMedia(m) && !slices.Equal(before, m.MediaName.Formats) {
				t.Fatalf("thinned twice: %v, then %v", before, m.MediaName.Formats)
			}
		}
	})
}
