package prompt

import (
	"net"

	"golang.org/x/sys/unix"
)

// unsentAtMost is how much the system may hold that it has not sent.
const unsentAtMost = 16 << 10

// Sender lets a connection hold little. Where that cannot be had, slow lines are slower.
func Sender(conn net.Conn) {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return
	}
	if raw, err := tcp.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentAtMost)
		})
	}
}
