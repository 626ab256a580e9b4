package udpbatch

import (
	"net/netip"
	"sync"
)

// What the kernel takes as one message.
const (
	mostSegments = 64
	mostBytes    = 65000
)

// When a batch is sent although nobody asked.
const (
	arenaBytes   = 128 << 10
	mostMessages = 512
)

// message is a run of packets to one address: all of one size, but for the last, which may be shorter.
type message struct {
	to       netip.AddrPort
	from, at int // in the arena
	size     int // of a segment
	count    int
	closed   bool
}

// Batch gathers packets until Flush. It is safe for several goroutines, but made for one.
type Batch struct {
	mu       sync.Mutex // guards what follows
	arena    []byte
	messages []message
	sender   sender
}

// Batch makes an empty batch of this socket.
func (c *Conn) Batch() *Batch { return &Batch{sender: newSender(c.UDPConn)} }

func (b *Batch) add(packet []byte, to netip.AddrPort) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.arena)+len(packet) > arenaBytes || len(b.messages) == mostMessages {
		b.flush()
	}
	at := len(b.arena)
	b.arena = append(b.arena, packet...)
	if n := len(b.messages); n > 0 && b.messages[n-1].take(len(packet), to) {
		return
	}
	b.messages = append(b.messages, message{to: to, from: at, at: len(b.arena), size: len(packet), count: 1})
}

// take adds the packet that lies behind the message in the arena, if it may be part of it.
func (m *message) take(size int, to netip.AddrPort) bool {
	if m.closed || m.to != to || size > m.size || m.count == mostSegments || m.at-m.from+size > mostBytes {
		return false
	}
	m.closed = size < m.size
	m.at += size
	m.count++
	return true
}

// Flush sends what was gathered. A packet that the system does not take is lost, as it may be on any line.
func (b *Batch) Flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flush()
}

func (b *Batch) flush() {
	if len(b.messages) > 0 {
		b.sender.send(b.arena, b.messages)
	}
	b.arena, b.messages = b.arena[:0], b.messages[:0]
}
