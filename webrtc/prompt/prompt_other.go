//go:build !linux

package prompt

import "net"

// Sender lets a connection hold little.
func Sender(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(64 << 10) // else slow lines are slower
	}
}
