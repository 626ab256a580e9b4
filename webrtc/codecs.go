package webrtc

import (
	"slices"
	"strings"

	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"
)

// Codec is one of pictures.
type Codec string

// Those that are forwarded.
const (
	VP8  Codec = "vp8"
	H264 Codec = "h264"
)

func codecOf(mime string) Codec {
	_, name, _ := strings.Cut(strings.ToLower(mime), "/")
	return Codec(name)
}

// agreed are those of the codecs that both sides know in which something can be sent that comes in one of them (empty: in any), and the payload
// type of redundant audio. Where the other side does not know that one they are the others: nothing is sent then, but an error would have cost
// it everything else, too.
func agreed(known []pion.RTPCodecParameters, mime string) (codecs []pion.RTPCodecParameters, redundant uint8) {
	var others []pion.RTPCodecParameters
	for _, codec := range known {
		switch {
		case strings.EqualFold(codec.MimeType, mimeRED):
			redundant = uint8(codec.PayloadType)
		case mime == "" || strings.EqualFold(codec.MimeType, mime):
			codecs = append(codecs, codec)
		default:
			others = append(others, codec)
		}
	}
	if len(codecs) == 0 {
		return others, redundant
	}
	return codecs, redundant
}

// spoken are the codecs that we forward, in lower case.
var spoken = map[string][]string{"audio": {"opus", "red"}, "video": {"vp8", "h264"}}

// thinned is an offer without the codecs that we do not speak. A browser offers some thirty, and pion's time and
// memory grow with the square of their number: half of all that joining cost.
func thinned(text string) (string, error) {
	d, err := parse(text)
	if err != nil {
		return "", err
	}
	for _, m := range d.MediaDescriptions {
		if isMedia(m) {
			thin(m)
		}
	}
	b, err := d.Marshal()
	return string(b), err
}

// thin leaves a section of which nothing would stay as it is: who answers refuses it.
func thin(m *sdp.MediaDescription) {
	known := map[string]bool{}
	for _, a := range m.Attributes {
		if format, codec, ok := strings.Cut(a.Value, " "); ok && a.Key == "rtpmap" {
			name, _, _ := strings.Cut(codec, "/")
			known[format] = slices.Contains(spoken[m.MediaName.Media], strings.ToLower(name))
		}
	}
	var kept []string
	for _, format := range m.MediaName.Formats {
		if known[format] {
			kept = append(kept, format)
		}
	}
	if len(kept) == 0 {
		return
	}
	m.MediaName.Formats = kept
	m.Attributes = slices.DeleteFunc(m.Attributes, func(a sdp.Attribute) bool {
		format, _, _ := strings.Cut(a.Value, " ")
		switch a.Key {
		case "rtpmap", "fmtp", "rtcp-fb":
			return format != "*" && !known[format]
		}
		return false
	})
}
