package hooks

import (
	"time"

	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/signal"
)

// statsEvery is how often hosts who look are told how everybody's media does. While nobody looks nothing is measured for it.
const statsEvery = 2 * time.Second

// mediaStats begins or ends telling a host's tab how everybody's media does.
func (r *liveRoom) mediaStats(a asker, q signal.Request) (any, error) {
	var f struct{ On bool }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if !f.On {
		delete(r.watching, a.conn)
		return nil, nil
	}
	if r.distant.Load() != nil {
		return nil, errElsewhere
	}
	if r.stage() == nil {
		return nil, errNoMedia
	}
	r.watching[a.conn] = true
	if !r.measuring {
		r.measuring = true
		time.AfterFunc(0, r.tellStats)
	}
	return nil, nil
}

// tellStats tells those who look, and comes again as long as there are any.
func (r *liveRoom) tellStats() {
	peers := []webrtc.PeerStats{}
	if stage := r.stage(); stage != nil {
		peers = stage.Stats() // asks the engine, so not within the room's turn
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	for c := range r.watching {
		t := r.tabs[c]
		if r.closed || t == nil || !t.inside || !r.roleOf(t.guest).AtLeast(webinars.Host) {
			delete(r.watching, c)
			continue
		}
		c.Tell("media.stats", fields{"peers": peers})
	}
	if r.measuring = len(r.watching) > 0; r.measuring {
		time.AfterFunc(statsEvery, r.tellStats)
	}
}
