package webrtc

import (
	"slices"

	"github.com/pion/sdp/v3"
)

// withoutData is an offer without its sections for data, and those as an answer refuses them. All that is said goes over the websocket; a
// data channel would only be one more thing to attack.
func withoutData(offer string) (rest string, refused map[int]*sdp.MediaDescription, err error) {
	d, err := parse(offer)
	if err != nil {
		return "", nil, err
	}
	var kept []*sdp.MediaDescription
	for i, m := range d.MediaDescriptions {
		if m.MediaName.Media != "application" {
			kept = append(kept, m)
			continue
		}
		if refused == nil {
			refused = map[int]*sdp.MediaDescription{}
		}
		refused[i] = refuse(m)
	}
	if refused == nil {
		return offer, nil, nil
	}
	d.MediaDescriptions = kept
	b, err := d.Marshal()
	return string(b), refused, err
}

// refuse is what an answer says to a section that it does not take: the same at port 0 (RFC 3264).
func refuse(m *sdp.MediaDescription) *sdp.MediaDescription {
	no := &sdp.MediaDescription{MediaName: m.MediaName, ConnectionInformation: &sdp.ConnectionInformation{
		NetworkType: "IN", AddressType: "IP4", Address: &sdp.Address{Address: "0.0.0.0"}}}
	no.MediaName.Port = sdp.RangedPort{}
	if mid, ok := m.Attribute("mid"); ok {
		no.WithValueAttribute("mid", mid)
	}
	return no
}

// withRefused puts refused sections into an answer where the offer had them.
func withRefused(answer string, refused map[int]*sdp.MediaDescription) (string, error) {
	if refused == nil {
		return answer, nil
	}
	d, err := parse(answer)
	if err != nil {
		return "", err
	}
	all := len(d.MediaDescriptions) + len(refused)
	for i := range all {
		if m := refused[i]; m != nil {
			d.MediaDescriptions = slices.Insert(d.MediaDescriptions, min(i, len(d.MediaDescriptions)), m)
		}
	}
	b, err := d.Marshal()
	return string(b), err
}
