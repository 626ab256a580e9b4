package udpbatch

import "net"

// single sends packet by packet, everywhere.
type single struct{ socket *net.UDPConn }

func (s single) send(arena []byte, messages []message) {
	for _, m := range messages {
		for at := m.from; at < m.at; at += m.size {
			_, _ = s.socket.WriteToUDPAddrPort(arena[at:min(at+m.size, m.at)], m.to) // a lost packet is asked for again
		}
	}
}
