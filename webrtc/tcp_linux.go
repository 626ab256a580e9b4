package webrtc

import (
	"net"

	"golang.org/x/sys/unix"
)

// unsentAtMost is how much the system may hold that it has not sent. Its own choice, megabytes, would be many seconds of pictures on a slow
// line, which nobody could take back.
const unsentAtMost = 16 << 10

func hurry(conn net.Conn) {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return
	}
	if raw, err := tcp.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentAtMost)
		}) // it only makes slow lines slower
	}
}
