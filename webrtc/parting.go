package webrtc

import (
	"time"

	pion "github.com/pion/webrtc/v3"
)

// A connection that is closed in the moment in which ICE has connected and pion hands it over to DTLS can take the process with it: pion
// v3 then reads what it has just written without its lock (icetransport.go, stop). The moment lasts microseconds; it is waited for.
const (
	handedOver   = time.Second
	handOverLook = time.Millisecond
)

// part closes a connection. What it fails with says nothing: it is gone either way.
func part(pc *pion.PeerConnection) {
	dtls := pc.SCTP().Transport()
	for end := time.Now().Add(handedOver); handing(dtls) && time.Now().Before(end); {
		time.Sleep(handOverLook)
	}
	_ = pc.Close()
}

func handing(dtls *pion.DTLSTransport) bool {
	ice := dtls.ICETransport().State()
	return (ice == pion.ICETransportStateConnected || ice == pion.ICETransportStateCompleted) && dtls.State() == pion.DTLSTransportStateNew
}
