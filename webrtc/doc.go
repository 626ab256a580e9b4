// Package webrtc is the room's media: it takes what some publish and forwards it to the others (an SFU), over one UDP port. It
// knows no people, roles, websockets or database, and its exported names mention nothing of pion, on which it stands.
//
// The way of a packet: a reader a received layer (layer.go) puts it into the shared cache and hands it to the shards (shard.go);
// the shard that owns a subscriber numbers it anew (down.go) and encrypts it; the socket sends what a shard wrote in one batch.
// What a subscriber reports comes back the same way: feedback.go hands it to the shard.
//
// A subscriber takes some 0.2 MB, most of it in pion's buffers and goroutines: hence codecs.go, silence.go and thrift.go.
package webrtc

import "errors"

// Decisions that a caller can take.
var (
	// ErrNotAllowed says that a peer publishes a source that it may not.
	ErrNotAllowed = errors.New("peer may not publish this")
	// ErrMalformed says that an offer, an answer or a fragment is no SDP, or one that cannot be met.
	ErrMalformed = errors.New("session description is malformed")
	// ErrNothing, ErrTwice and ErrCodec say what is wrong with an offer that is well-formed: they come with ErrMalformed.
	ErrNothing = errors.New("neither sound nor pictures are offered")
	ErrTwice   = errors.New("two sections of one kind are offered")
	ErrCodec   = errors.New("no codec in common")
	// ErrCandidates says that more ways are offered than anybody has. It comes with ErrMalformed.
	ErrCandidates = errors.New("too many candidates")
	// ErrStale says that an answer or an offer belongs to an earlier generation.
	ErrStale = errors.New("session description is of an earlier generation")
	// ErrTaken says that somebody publishes this already.
	ErrTaken = errors.New("already published")
	// ErrFull says that as many play as may.
	ErrFull = errors.New("no place for another player")
	// ErrGone says that the peer, the session or the engine has ended.
	ErrGone = errors.New("has ended")
	// ErrEntity says that a session's description has changed since the one that the client names.
	ErrEntity = errors.New("session has changed")
)
