package webrtc

import pion "github.com/pion/webrtc/v3"

// gcm says that AES-GCM is the only cipher for a peer. It is not for who has said so and then did not know it.
func (p *Peer) gcm() bool {
	if !p.member.GCM {
		return false
	}
	p.room.mu.Lock()
	defer p.room.mu.Unlock()
	return !p.room.plain[p.member.trust()]
}

// unsealed looks, when a connection is given up, whether it was for want of a cipher: whoever offers no AES-GCM is refused when nothing
// else is left, and has the choice of all at the next try. We cannot tell it from another handshake that did not come about; the price of
// a mistake is a dearer cipher.
func (p *Peer) unsealed(pc *pion.PeerConnection) {
	if !p.member.GCM || !stuck(pc) {
		return
	}
	p.room.mu.Lock()
	defer p.room.mu.Unlock()
	p.room.plain[p.member.trust()] = true
}

// stuck says that the way was found but the handshake has not come about, or not yet. Pion does not say so when it has failed: it waits for
// a packet that never comes.
func stuck(pc *pion.PeerConnection) bool {
	ice := pc.ICEConnectionState()
	return (ice == pion.ICEConnectionStateConnected || ice == pion.ICEConnectionStateCompleted) &&
		pc.SCTP().Transport().State() != pion.DTLSTransportStateConnected
}

// over says that a restart of ICE cannot bring a connection back.
func over(pc *pion.PeerConnection) bool {
	state := pc.ConnectionState()
	return state == pion.PeerConnectionStateFailed || state == pion.PeerConnectionStateClosed || stuck(pc)
}

// trust is under what a room remembers that a member does not know what it says it does.
func (m Member) trust() string { return m.ID + " " + m.Key }
