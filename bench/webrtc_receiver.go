package main

import (
	"encoding/binary"
	"sync"
	"time"

	pion "github.com/pion/webrtc/v3"
)

// receiver is what arrives of one track. Of every packet of the window the delay is kept.
type receiver struct {
	mu     sync.Mutex // guards delays
	delays []time.Duration
}

// receive reads until the connection ends. Began is called at the first packet.
func (r *receiver) receive(remote *pion.TrackRemote, began func()) {
	b := make([]byte, 1500)
	for first := true; ; first = false {
		size, _, err := remote.Read(b)
		if err != nil {
			return
		}
		now := time.Since(clockBegan)
		if first {
			began()
		}
		payload := b[min(size, headerOf(b[:size])):size]
		if len(payload) < stampAt+9 || payload[stampAt+8] == 0 {
			continue
		}
		r.mu.Lock()
		r.delays = append(r.delays, now-time.Duration(binary.BigEndian.Uint64(payload[stampAt:])))
		r.mu.Unlock()
	}
}

// headerOf is how long the header of an RTP packet is (RFC 3550, section 5.1): a server may add extensions.
func headerOf(b []byte) int {
	if len(b) < headerSize {
		return headerSize
	}
	size := headerSize + 4*int(b[0]&0x0f)
	if b[0]&0x10 != 0 && len(b) >= size+4 {
		size += 4 + 4*int(binary.BigEndian.Uint16(b[size+2:]))
	}
	return size
}

// take returns the delays of what came and begins anew.
func (r *receiver) take() []time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.delays
	r.delays = nil
	return list
}

// take returns the delays of all packets that came, and begins anew.
func (g *stage) take() (all []time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range g.receivers {
		all = append(all, r.take()...)
	}
	return all
}
