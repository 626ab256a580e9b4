package hooks

import (
	"cmp"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
	"aula/webrtc"
)

// A film has one codec, and H.264 cannot be decoded here. So that all pictures of a webinar fit into its film, browsers publish them as its
// studio does: in H.264 from when a token lets one publish, which nearly always is OBS, or else in what the last one that came has sent. It stays
// so when the studio goes: pictures half in one codec and half in the other are what is to be avoided.

// codecAtFirst is that of a room that begins; empty: nothing speaks for one.
func codecAtFirst(app core.App, webinar string) (webrtc.Codec, error) {
	grants, err := webinars.MediaGrants(app, webinar, time.Now())
	if err != nil || !slices.ContainsFunc(grants, func(g webinars.MediaGrant) bool { return g.Publish }) {
		return "", err
	}
	return webrtc.H264, nil
}

// codecNow is the one in which browsers are to publish pictures. Its caller holds the turn.
func (r *liveRoom) codecNow() webrtc.Codec { return cmp.Or(r.codec, webrtc.VP8) }

// speak has browsers publish their pictures in a codec from now on. Its caller holds the turn.
func (r *liveRoom) speak(codec webrtc.Codec) {
	before := r.codecNow()
	if r.codec = codec; codec != before {
		r.tellAll("codec", fields{"codec": codec})
	}
}

// awaitStudio has the browsers of a room, if it is open, publish as OBS does, unless a studio has come already.
func (rs *rooms) awaitStudio(webinar string) {
	r := rs.openHere(webinar)
	if r == nil {
		return
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.codec == "" {
		r.speak(webrtc.H264)
	}
}
