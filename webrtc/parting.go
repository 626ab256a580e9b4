package webrtc

import (
	"time"

	pion "github.com/pion/webrtc/v3"
)

// Pion v3 reads without its lock what it writes when ICE has connected and it hands the connection over to DTLS (icetransport.go, stop and
// Start). A connection that is closed in that moment can take the process with it. So nothing more is let in for one whose handshake has not
// begun: then ICE has either found its way, and the moment is waited for, or never will.
const (
	handedOver   = time.Second
	handOverLook = time.Millisecond
)

// part closes a connection. What it fails with says nothing: it is gone either way.
func (e *Engine) part(pc *pion.PeerConnection) {
	if dtls := pc.SCTP().Transport(); dtls.State() == pion.DTLSTransportStateNew && e.foundItsWay(pc) {
		for end := time.Now().Add(handedOver); dtls.State() == pion.DTLSTransportStateNew && time.Now().Before(end); {
			time.Sleep(handOverLook)
		}
	}
	_ = pc.Close()
}

// foundItsWay tells whether ICE has chosen a way, for good.
func (e *Engine) foundItsWay(pc *pion.PeerConnection) bool {
	local := pc.LocalDescription()
	if local == nil {
		return false
	}
	d, err := local.Unmarshal()
	if err != nil {
		return false
	}
	e.valves.shut(attribute(d, "ice-ufrag"))
	for _, s := range pc.GetStats() {
		if pair, ok := s.(pion.ICECandidatePairStats); ok && pair.Nominated {
			return true
		}
	}
	return false
}
