package webrtc

// Source says what a published track shows or sounds of.
type Source string

// The sources. A peer publishes each at most once.
const (
	Camera      Source = "camera"
	Microphone  Source = "microphone"
	Screen      Source = "screen"
	ScreenAudio Source = "screen_audio"
)

// Video tells pictures from sound.
func (s Source) Video() bool { return s == Camera || s == Screen }

func (s Source) known() bool { return s.Video() || s == Microphone || s == ScreenAudio }

// Member is who joins.
type Member struct {
	ID  string   // the person's; several peers may share it
	May []Source // publish

	// Key is what let it in, for Room.Dismiss; empty: nothing that can be taken back.
	Key string

	// GCM says that its browser is known to know AES-GCM, which then is the only cipher. Browsers put AES-CM first and so would get it.
	GCM bool

	// For is the room whose credentials for the relay it has; empty: its own.
	For string
}

// TrackName ties a section of a session description (Mid) to what it carries. A publisher names the source; the engine names
// track and person too.
type TrackName struct {
	Mid    string `json:"mid"`
	Source Source `json:"source"`
	Track  string `json:"track,omitempty"`
	Person string `json:"person,omitempty"`
}

// Offer is an offer, of a peer's publication to the engine, or of the engine's subscription to a peer.
type Offer struct {
	Generation int         `json:"generation"`
	SDP        string      `json:"sdp"`
	Tracks     []TrackName `json:"tracks"`
}

// Answer answers the offer of the same generation.
type Answer struct {
	Generation int    `json:"generation"`
	SDP        string `json:"sdp"`
}

// Want says how wide a track is shown to a peer, in pixels: 0 while it is not seen.
type Want struct {
	Track string `json:"track"`
	Width int    `json:"width"`
}

// Layer is one received encoding of a track.
type Layer struct {
	RID    string  `json:"rid,omitempty"`
	Width  int     `json:"width,omitempty"`
	Height int     `json:"height,omitempty"`
	Rate   float64 `json:"rate"` // bits a second
}

// TrackState is a published track.
type TrackState struct {
	Track  string `json:"track"`
	Person string `json:"person"`
	Source Source `json:"source"`
	Lost   bool   `json:"lost,omitempty"` // nothing of it has come for some seconds: what one sees stands still
}

// LineState is how well a peer receives.
type LineState string

// The states of a line.
const (
	LineGood  LineState = "good"
	LineSlow  LineState = "slow"  // not everything that is wanted fits
	LineSound LineState = "sound" // no picture fits: sound goes on alone
	LineLost  LineState = "lost"  // nothing has come through for some seconds
)

// Line is a peer's line as the engine sees it.
type Line struct {
	State   LineState `json:"state"`
	Stopped []string  `json:"stopped,omitempty"` // the tracks that are wanted and not sent
}

// Events tells a peer what its browser must know. The calls come one after another from one goroutine, while no lock is held.
type Events interface {
	Offer(Offer)
	Tracks([]TrackState)
	Speakers(people []string) // who speaks, the loudest first
	Line(Line)
}
