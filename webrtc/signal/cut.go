package signal

import "github.com/coder/websocket"

// Cut is why the server ends a connection: what a browser finds as code and reason of the close event.
type Cut struct {
	Code   websocket.StatusCode
	Reason string
}

// Why connections end.
var (
	Slow     = Cut{4001, "slow"}     // too much waits unread; come back and go on
	Flood    = Cut{4002, "flood"}    // the person sent far too much
	Replaced = Cut{4003, "replaced"} // the same tab has come back by another connection
	Refused  = Cut{4004, "refused"}  // not let in; an error said why
	NoHello  = Cut{4005, "no_hello"} // nothing was said in time
	NotText  = Cut{4006, "not_text"} // a message was no text
	Left     = Cut{websocket.StatusNormalClosure, "left"}
	Gone     = Cut{websocket.StatusGoingAway, "gone"}
	Restart  = Cut{websocket.StatusServiceRestart, "restart"} // come back
)
