// Package livekit asks a LiveKit server, which carries the media of rooms over more than one machine, for what a room needs of it: letting
// somebody in by a token, seeing who is there, changing what they may, muting, removing, ending. It speaks the server's JSON (Twirp) and
// makes its tokens (HS256) by itself: LiveKit's own libraries would triple what is built in. It carries no media and knows no room's rules:
// hooks/room_livekit.go ties it to them, public/src/js/livekit.js is what browsers use.
package livekit
