package webrtc

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"
)

// How large a session description may be.
const (
	mostSDP      = 64 << 10
	mostSections = 64
)

// sections are what an offer says about its media.
type sections struct {
	names       []TrackName
	fingerprint string
}

// parse reads a session description. Its error is ErrMalformed.
func parse(text string) (*sdp.SessionDescription, error) {
	if len(text) > mostSDP {
		return nil, fmt.Errorf("%d bytes: %w", len(text), ErrMalformed)
	}
	d := &sdp.SessionDescription{}
	if err := d.UnmarshalString(text); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if n := len(d.MediaDescriptions); n == 0 || n > mostSections {
		return nil, fmt.Errorf("%d sections: %w", n, ErrMalformed)
	}
	return d, sane(d)
}

// readOffer checks that each section that sends is named once, with a source of its kind. Its error is ErrMalformed.
func readOffer(o Offer) (sections, error) {
	d, err := parse(o.SDP)
	if err != nil {
		return sections{}, err
	}
	s := sections{fingerprint: attribute(d, "fingerprint")}
	named, used := map[string]Source{}, map[Source]bool{}
	for _, n := range o.Tracks {
		if !n.Source.known() || used[n.Source] || named[n.Mid] != "" {
			return sections{}, fmt.Errorf("track %q %q: %w", n.Mid, n.Source, ErrMalformed)
		}
		named[n.Mid], used[n.Source] = n.Source, true
	}
	for _, m := range d.MediaDescriptions {
		mid, _ := m.Attribute("mid")
		if !sends(m) {
			continue
		}
		source := named[mid]
		if source == "" || source.Video() != (m.MediaName.Media == "video") {
			return sections{}, fmt.Errorf("section %q has no source of its kind: %w", mid, ErrMalformed)
		}
		s.names = append(s.names, TrackName{Mid: mid, Source: source})
	}
	return s, nil
}

// bundled says that the sections of an offer share one way: there is one port (RFC 9725, 4.4.1). Its error is ErrMalformed.
func bundled(d *sdp.SessionDescription) error {
	if group, _ := d.Attribute("group"); !strings.HasPrefix(group, "BUNDLE ") {
		return fmt.Errorf("sections are not bundled: %w", ErrMalformed)
	}
	return nil
}

// attribute is one that stands in the session or else in its first section.
func attribute(d *sdp.SessionDescription, key string) string {
	if v, ok := d.Attribute(key); ok {
		return v
	}
	if len(d.MediaDescriptions) == 0 {
		return ""
	}
	v, _ := d.MediaDescriptions[0].Attribute(key)
	return v
}

func isMedia(m *sdp.MediaDescription) bool {
	return m.MediaName.Media == "audio" || m.MediaName.Media == "video"
}

// sends says that a section of an offer brings media.
func sends(m *sdp.MediaDescription) bool {
	if !isMedia(m) {
		return false
	}
	_, receives := m.Attribute("recvonly")
	_, inactive := m.Attribute("inactive")
	return !receives && !inactive
}

// answer answers a thinned offer on a connection, with all candidates in it. Sections for data are refused.
func answer(pc *pion.PeerConnection, offer string) (string, error) {
	offer, data, err := withoutData(offer)
	if err != nil {
		return "", err
	}
	var gathered <-chan struct{}
	err = survive(func() error {
		if err := pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeOffer, SDP: offer}); err != nil {
			return err
		}
		gathered = pion.GatheringCompletePromise(pc) // of a restart, too, which the description above begins
		a, err := pc.CreateAnswer(nil)
		if err != nil {
			return err
		}
		return pc.SetLocalDescription(a)
	})
	if err != nil {
		return "", refused(err)
	}
	<-gathered
	return withRefused(pc.LocalDescription().SDP, data)
}

// refused says why pion does not take an offer.
func refused(err error) error {
	for _, codec := range []error{pion.ErrCodecNotFound, pion.ErrUnsupportedCodec, pion.ErrSenderWithNoCodecs} {
		if errors.Is(err, codec) {
			return fmt.Errorf("%w: %w: %w", ErrMalformed, ErrCodec, err)
		}
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}
