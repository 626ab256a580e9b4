package webrtc

import (
	"slices"
	"time"

	pion "github.com/pion/webrtc/v3"
)

// stillAfter is how long nothing of a track may come until it counts as lost. Somebody who is silent sends something now and then.
const stillAfter = 5 * time.Second

// mute says that nothing comes of what is sent all the time. While a voice comes, a camera that sends nothing was put aside: the line holds.
func mute(tracks []*track, now time.Time) bool {
	return !slices.ContainsFunc(tracks, func(t *track) bool { return t.source.constant() && t.silent(now) <= stillAfter })
}

// constant says that a source sends all the time. A screen on which nothing changes may send nothing while its line holds.
func (s Source) constant() bool { return s == Camera || s == Microphone }

// absence is how long the line of who publishes has been cut. What came over it leaves the stage after a while, so that nobody looks at
// a picture that stands still, and comes back with the line, as long as the connection has not failed.
type absence struct {
	since time.Time // zero: the line holds
	off   []*track  // the stage
}

// look says which tracks stand still, takes what is absent off the stage, and puts it back.
func (a *absence) look(u *publication, state pion.PeerConnectionState, now time.Time) {
	r := u.peer.room
	switch {
	case state == pion.PeerConnectionStateConnected:
		for _, t := range a.off {
			r.publish(t)
		}
		*a = absence{}
	case state == pion.PeerConnectionStateDisconnected && a.since.IsZero():
		a.since = now
	}
	tracks := u.begun()
	quiet := !a.since.IsZero() || mute(tracks, now)
	for _, t := range tracks {
		lost := t.silent(now) > stillAfter && quiet && (t.source.constant() || !a.since.IsZero())
		if t.lost.Swap(lost) != lost {
			r.nudge(tracksChanged)
		}
	}
	if a.off == nil && !a.since.IsZero() && now.Sub(a.since) >= r.engine.limits.absence {
		a.off = tracks
		for _, t := range tracks {
			r.withdraw(t)
		}
	}
}

// begun are the tracks of which something has come.
func (u *publication) begun() []*track {
	u.mu.Lock()
	defer u.mu.Unlock()
	var list []*track
	for _, t := range u.tracks {
		if len(*t.layers.Load()) > 0 {
			list = append(list, t)
		}
	}
	return list
}

// silent is for how long nothing of a track has come.
func (t *track) silent(now time.Time) time.Duration {
	least := time.Duration(1<<63 - 1)
	for _, l := range *t.layers.Load() {
		least = min(least, l.silent(now))
	}
	return least
}
