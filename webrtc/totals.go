package webrtc

import "sync/atomic"

// Totals are what an engine carries now, and what it has done since it was opened.
type Totals struct {
	Rooms  int            // in which somebody is
	Peers  map[string]int // room, whip, whep
	Tracks map[Source]int
	Ways   map[Way]int // of peers

	Received, ReceivedMalformed uint64 // packets
	Forwarded, ForwardedBytes   uint64 // packets sent, and bytes of them as encrypted
	Dropped                     uint64 // packets that came while a shard was behind
	Asked                       uint64 // packets that publishers were asked for again
	Answered, Unanswered        uint64 // packets that subscribers asked for again: sent, or no longer there
	Keyframes                   uint64 // that publishers were asked for
}

// Kinds of peers in Totals.
const (
	inRoom = "room"
	byWHIP = "whip"
	byWHEP = "whep"
)

// tally is what a shard has done. It is counted in plain numbers by the shard, which tells them now and then.
type tally struct {
	packets, bytes, answered, unanswered uint64
}

// told is a tally that others may read.
type told struct {
	packets, bytes, answered, unanswered atomic.Uint64
}

func (t *told) say(n tally) {
	t.packets.Store(n.packets)
	t.bytes.Store(n.bytes)
	t.answered.Store(n.answered)
	t.unanswered.Store(n.unanswered)
}

// incoming is what all readers have counted. They tell it now and then, so that no packet waits for another's.
type incoming struct {
	packets, malformed, asked, keyframes atomic.Uint64
}

// Totals counts.
func (e *Engine) Totals() Totals {
	t := Totals{
		Peers:    map[string]int{inRoom: 0, byWHIP: 0, byWHEP: 0},
		Tracks:   map[Source]int{Camera: 0, Microphone: 0, Screen: 0, ScreenAudio: 0},
		Ways:     map[Way]int{WayDirect: 0, WayTCP: 0, WayRelay: 0, WaySecure: 0},
		Received: e.incoming.packets.Load(), ReceivedMalformed: e.incoming.malformed.Load(),
		Asked: e.incoming.asked.Load(), Keyframes: e.incoming.keyframes.Load(),
	}
	for _, s := range e.shards {
		t.Forwarded += s.told.packets.Load()
		t.ForwardedBytes += s.told.bytes.Load()
		t.Answered += s.told.answered.Load()
		t.Unanswered += s.told.unanswered.Load()
		t.Dropped += s.dropped.Load()
	}
	for _, r := range e.all() {
		if r.count(&t) > 0 {
			t.Rooms++
		}
	}
	return t
}

func (e *Engine) all() []*Room {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := make([]*Room, 0, len(e.rooms))
	for _, r := range e.rooms {
		list = append(list, r)
	}
	return list
}

// count adds the room's peers and tracks, and says how many peers there are.
func (r *Room) count(t *Totals) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	plain := 0
	for _, s := range r.sessions {
		kind := byWHEP
		if s.publishes {
			kind = byWHIP
		}
		t.Peers[kind]++
		plain++
	}
	t.Peers[inRoom] += len(r.peers) - plain
	for p := range r.peers {
		if way := p.way.Load(); way != nil && p.member.For == "" { // who only tries counts for nothing
			t.Ways[*way]++
		}
	}
	for _, track := range r.tracks {
		t.Tracks[track.source]++
	}
	return len(r.peers)
}
