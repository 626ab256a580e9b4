package udpbatch

import (
	"encoding/binary"
	"errors"
	"net"
	"unsafe"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"
)

// atOnce is how many messages a system call takes.
const atOnce = 128

// writer is what ipv4 and ipv6 connections have in common.
type writer interface {
	WriteBatch(messages []ipv4.Message, flags int) (int, error)
}

// sender uses sendmmsg, and UDP GSO until the kernel or the network card says that it cannot.
type sender struct {
	single
	to       writer
	segments bool
	ready    []ipv4.Message // made once, used again and again
	control  []byte         // a control message for each
	names    []net.UDPAddr
}

func newSender(socket *net.UDPConn) sender {
	s := sender{single: single{socket}, segments: knowsSegments(socket)}
	if local, ok := socket.LocalAddr().(*net.UDPAddr); ok && local.IP.To4() != nil {
		s.to = ipv4.NewPacketConn(socket)
	} else {
		s.to = ipv6.NewPacketConn(socket)
	}
	s.ready = make([]ipv4.Message, atOnce)
	s.control = make([]byte, atOnce*controlSize)
	s.names = make([]net.UDPAddr, atOnce)
	for i := range s.ready {
		s.ready[i].Buffers = make([][]byte, 1)
	}
	return s
}

// controlSize is that of the control message that tells the size of segments.
var controlSize = unix.CmsgSpace(2)

func knowsSegments(socket *net.UDPConn) bool {
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	var fault error
	err = raw.Control(func(fd uintptr) { _, fault = unix.GetsockoptInt(int(fd), unix.SOL_UDP, unix.UDP_SEGMENT) })
	return err == nil && fault == nil
}

func (s *sender) send(arena []byte, messages []message) {
	for len(messages) > 0 {
		if !s.segments {
			s.single.send(arena, messages)
			return
		}
		count := min(len(messages), atOnce)
		for i, m := range messages[:count] {
			s.prepare(i, arena, m)
		}
		sent, err := s.to.WriteBatch(s.ready[:count], 0)
		messages = messages[max(sent, 0):]
		switch {
		case err == nil:
		case errors.Is(err, net.ErrClosed):
			return
		case errors.Is(err, unix.EIO), errors.Is(err, unix.EINVAL), errors.Is(err, unix.EOPNOTSUPP):
			s.segments = false // the card cannot compute the checksums of segments
		case len(messages) > 0:
			messages = messages[1:] // one address that cannot be reached keeps nothing from the others
		}
	}
}

func (s *sender) prepare(i int, arena []byte, m message) {
	ready := &s.ready[i]
	ready.Buffers[0] = arena[m.from:m.at]
	name := &s.names[i]
	ip := m.to.Addr().As16()
	name.IP = append(name.IP[:0], ip[:]...)
	name.Port, name.Zone = int(m.to.Port()), m.to.Addr().Zone()
	ready.Addr, ready.OOB, ready.N = name, nil, 0
	if m.count > 1 {
		ready.OOB = s.control[i*controlSize : (i+1)*controlSize]
		saySizes(ready.OOB, uint16(m.size))
	}
}

// saySizes writes the control message that tells the size of each segment.
func saySizes(b []byte, size uint16) {
	header := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	header.Level, header.Type = unix.SOL_UDP, unix.UDP_SEGMENT
	header.SetLen(unix.CmsgLen(2))
	binary.NativeEndian.PutUint16(b[unix.CmsgLen(0):], size)
}
