package webrtc

import (
	"slices"
	"strings"

	"github.com/pion/sdp/v3"
)

// sparing asks a publisher for microphones that mend what is lost and send next to nothing in silence: what an answer says of Opus is what the
// browser's encoder does. Other sound is left as it is: music is no voice.
func sparing(answer string, names []TrackName) (string, error) {
	d, err := parse(answer)
	if err != nil {
		return "", err
	}
	for _, m := range d.MediaDescriptions {
		mid, _ := m.Attribute("mid")
		if slices.ContainsFunc(names, func(n TrackName) bool { return n.Mid == mid && n.Source == Microphone }) {
			spare(m)
		}
	}
	b, err := d.Marshal()
	return string(b), err
}

func spare(m *sdp.MediaDescription) {
	opus := ""
	for _, a := range m.Attributes {
		if format, codec, ok := strings.Cut(a.Value, " "); ok && a.Key == "rtpmap" && strings.HasPrefix(strings.ToLower(codec), "opus/") {
			opus = format
		}
	}
	for i, a := range m.Attributes {
		format, parameters, ok := strings.Cut(a.Value, " ")
		if a.Key != "fmtp" || !ok || format != opus {
			continue
		}
		for _, wanted := range []string{"useinbandfec", "usedtx"} {
			if !strings.Contains(parameters, wanted+"=") {
				parameters += ";" + wanted + "=1"
			}
		}
		m.Attributes[i].Value = format + " " + parameters
	}
}
