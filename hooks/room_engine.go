package hooks

import (
	"time"

	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/signal"
)

// Engine carries what is published in the rooms of this machine: webrtc.Engine.
type Engine interface {
	Room(id string) (*webrtc.Room, error)
	Totals() webrtc.Totals
	// Servers are the relays that a person may use for a room, and until when, by the host that the browser knows.
	Servers(host, room, person string) ([]webrtc.ICEServer, time.Time)
	// Ports are those that lead here.
	Ports(host string) webrtc.Ports
	Close() error
}

// Stage carries what is published in one room, whichever engine does it.
type Stage interface {
	// Join gives a tab its place. All else that it needs to know of its media the tab is told by messages of the engine's own.
	Join(m webrtc.Member, c *signal.Conn) (Place, error)
	// Tracks are what is published now, the oldest first.
	Tracks() []webrtc.TrackState
	// Stats are how everybody's media does, as far as the engine knows.
	Stats() []webrtc.PeerStats
	// Close ends the stage for all.
	Close()
}

// Place is what one tab has at a stage.
type Place interface {
	// Allow lets it publish these from now on; the rest stops.
	Allow(sources []webrtc.Source)
	// Silence stops what it publishes of a source, of all if it is empty. It may begin again.
	Silence(source webrtc.Source)
	// Leave ends it.
	Leave()
}

// stage is where the room's media is carried; nil: nowhere.
func (r *liveRoom) stage() Stage {
	if d := r.distant.Load(); d != nil {
		return d
	}
	if room := r.mediaRoom(); room != nil {
		return here{room}
	}
	return nil
}

// settleEngine decides, once the room is open and for as long as it is, whether its media is carried elsewhere. Its caller holds the turn.
func (r *liveRoom) settleEngine() {
	if r.distant.Load() != nil || r.webinar.State() != webinars.Open || r.rooms.engineOf(r.webinar) != webinars.LiveKit {
		return
	}
	d := newDistant(r.rooms.ctx, r.rooms.livekit, r.id, r.app.Logger(), func(away bool) {
		r.turn.Lock()
		defer r.turn.Unlock()
		r.tellAll("media.away", fields{"away": away})
	})
	r.distant.Store(d)
	r.rooms.running.Go(d.keep)
}

// engineOf is what carries a webinar's media: what its plan says, or this machine where LiveKit is not set up (any more).
func (rs *rooms) engineOf(w *webinars.Webinar) webinars.Engine {
	if rs.livekit == nil {
		return webinars.ThisMachine
	}
	return w.Engine()
}

// here is a room of this machine's engine.
type here struct{ *webrtc.Room }

// Join lets the tab hear what the engine says, and the engine take what the tab asks for (mediaAnswers).
func (s here) Join(m webrtc.Member, c *signal.Conn) (Place, error) {
	peer, err := s.Room.Join(m, loudspeaker{c})
	if err != nil {
		return nil, err
	}
	return peer, nil
}
