// Package signal carries what happens in a room between the server and people's tabs: one websocket a tab, one JSON object a
// message. It numbers events, encodes each once however many read it, lets a tab whose line broke go on where it was, and cuts
// who reads too slowly or writes too much. It knows no roles, rules or database: a Desk answers what is asked.
package signal

import "errors"

// Subprotocol is what both sides agree on when they connect.
const Subprotocol = "aula.room.1"

// MostBytes is how large a message from a tab may be.
const MostBytes = 64 << 10

// Faults of a tab.
var (
	// ErrMalformed says that a message is no request, or lacks a field or has one of another type.
	ErrMalformed = errors.New("message is malformed")
	// ErrFlood says that a person sends more than anybody does by hand. The request was not looked at.
	ErrFlood = errors.New("too many messages")
	// ErrHello says that the first message is no hello, or a later one is.
	ErrHello = errors.New("hello comes first and once")
)
