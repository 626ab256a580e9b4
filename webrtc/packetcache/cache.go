// Package packetcache keeps the last packets of one received layer, once for everybody who may ask for them again. Packets are
// immutable, so that readers need no lock and no copy. It neither notices losses nor asks for anything.
package packetcache

import (
	"sync/atomic"
	"time"

	"aula/webrtc/vp8"
)

// Packet is a received packet without its RTP header. Nobody changes it once it was put.
type Packet struct {
	Sequence  uint16
	Timestamp uint32
	Marker    bool
	Arrived   time.Time
	Payload   []byte // without padding; empty if the packet was padding only

	Loud     uint8          // of sound: 0 unknown, 1 silence, 128 the loudest
	Keyframe bool           // it begins a frame that can be decoded by itself
	VP8      vp8.Descriptor // of a VP8 packet; its zero value says that nothing is rewritten
}

// Cache is a ring of packets by sequence number: one writer, any number of readers.
type Cache struct {
	slots []atomic.Pointer[Packet]
}

// New makes a cache of the last packets. The size is rounded up to a power of two.
func New(size int) *Cache {
	n := 1
	for n < size {
		n *= 2
	}
	return &Cache{slots: make([]atomic.Pointer[Packet], n)}
}

func (c *Cache) slot(sequence uint16) *atomic.Pointer[Packet] {
	return &c.slots[int(sequence)&(len(c.slots)-1)]
}

// Put keeps a packet in the place of an older one. It says false, and keeps what it has, if this one is a duplicate or older
// than what holds its place.
func (c *Cache) Put(p *Packet) bool {
	slot := c.slot(p.Sequence)
	if old := slot.Load(); old != nil && int16(p.Sequence-old.Sequence) <= 0 {
		return false
	}
	slot.Store(p)
	return true
}

// Get finds a packet, or nil if it never came or has been overtaken.
func (c *Cache) Get(sequence uint16) *Packet {
	if p := c.slot(sequence).Load(); p != nil && p.Sequence == sequence {
		return p
	}
	return nil
}
