package hooks

import (
	"errors"

	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/signal"
)

// errNoMedia says that this academy carries neither sound nor pictures, errElsewhere that what was asked for is this machine's engine's alone.
var (
	errNoMedia   = errors.New("no media engine")
	errElsewhere = errors.New("media is carried elsewhere")
)

// mostWants is how many tracks one request may name.
const mostWants = 1000

// mediaAnswers are what people may ask for about media. They are called without the room's turn.
var mediaAnswers = map[string]func(asker, signal.Request) (any, error){
	"media.publish": publish, "media.answer": answerOffer, "media.want": want, "media.restart": restartMedia,
}

// loudspeaker tells a tab what the engine says. It takes no lock of the room.
type loudspeaker struct{ conn *signal.Conn }

func (s loudspeaker) Offer(o webrtc.Offer) { s.conn.Tell("media.offer", o) }
func (s loudspeaker) Line(l webrtc.Line)   { s.conn.Tell("media.line", l) }
func (s loudspeaker) Tracks(list []webrtc.TrackState) {
	s.conn.Tell("media.tracks", fields{"tracks": append([]webrtc.TrackState{}, list...)})
}
func (s loudspeaker) Speakers(people []string) {
	s.conn.Tell("media.speakers", fields{"people": append([]string{}, people...)})
}

// joinStage gives a tab its place at the media. One that cannot have any still has the rest of the room. Its caller holds the turn.
func (r *liveRoom) joinStage(c *signal.Conn, g *guest) {
	stage := r.stage()
	if stage == nil || r.places[c] != nil {
		return
	}
	if t := r.tabs[c]; t == nil || t.plain || t.left {
		return
	}
	if r.mustWait(g) {
		r.queue(c, g)
		return
	}
	place, err := stage.Join(webrtc.Member{ID: g.ID, May: sourcesOf(r.roleOf(g)), GCM: r.tabs[c].gcm}, c)
	if err != nil {
		r.app.Logger().Error("somebody has no media", "webinar", r.id, "error", err)
		return
	}
	r.sit(c, g, place)
}

// mediaRoom is the room of this machine's engine; nil: there is none, it has ended, or another one carries the media.
func (r *liveRoom) mediaRoom() *webrtc.Room {
	if r.rooms.engine == nil || r.distant.Load() != nil {
		return nil
	}
	room, err := r.rooms.engine.Room(r.id)
	if err != nil {
		return nil
	}
	return room
}

func sourcesOf(role webinars.Role) []webrtc.Source {
	var sources []webrtc.Source
	for _, name := range webinars.PublishedBy(role) {
		sources = append(sources, webrtc.Source(name))
	}
	return sources
}

// allowMedia lets a person publish what their role may from now on; the rest stops. Its caller holds the turn.
func (r *liveRoom) allowMedia(g *guest) {
	r.eachPlace(g, func(p Place) { p.Allow(sourcesOf(r.roleOf(g))) })
}

// silenceMedia stops what a person publishes of a source, or of all; they may begin again. Its caller holds the turn.
func (r *liveRoom) silenceMedia(g *guest, source string) {
	if g.studio != nil {
		g.studio.Silence(webrtc.Source(source))
	}
	r.eachPlace(g, func(p Place) { p.Silence(webrtc.Source(source)) })
}

func (r *liveRoom) eachPlace(g *guest, do func(Place)) {
	for c, p := range r.places {
		if c.Person() == g.ID {
			do(p)
		}
	}
}

// tracksNow is what is published.
func (r *liveRoom) tracksNow() []webrtc.TrackState {
	if stage := r.stage(); stage != nil {
		return append([]webrtc.TrackState{}, stage.Tracks()...)
	}
	return []webrtc.TrackState{}
}

// publishedBy are the sources that a person publishes.
func (r *liveRoom) publishedBy(person string) []string {
	sources := []string{}
	for _, t := range r.tracksNow() {
		if t.Person == person {
			sources = append(sources, string(t.Source))
		}
	}
	return sources
}

func (r *liveRoom) closeMedia() {
	if stage := r.stage(); stage != nil {
		stage.Close()
	}
}

func publish(a asker, q signal.Request) (any, error) {
	var o webrtc.Offer
	if err := q.Into(&o); err != nil {
		return nil, err
	}
	answer, err := a.peer.Publish(o)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func answerOffer(a asker, q signal.Request) (any, error) {
	var answer webrtc.Answer
	if err := q.Into(&answer); err != nil {
		return nil, err
	}
	return nil, a.peer.Answered(answer)
}

func want(a asker, q signal.Request) (any, error) {
	var f struct{ Tracks []webrtc.Want }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if len(f.Tracks) > mostWants {
		return nil, webinars.ErrMeant
	}
	a.peer.Want(f.Tracks)
	return nil, nil
}

func restartMedia(a asker, q signal.Request) (any, error) {
	var f struct{ Connection string }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	switch f.Connection {
	case "subscription":
		a.peer.Restart()
	case "publication": // by its own next offer
	default:
		return nil, webinars.ErrMeant
	}
	return nil, nil
}
