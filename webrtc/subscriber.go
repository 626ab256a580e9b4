package webrtc

import (
	"cmp"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc/udpbatch"
)

const (
	leastSpare  = 2400 // bytes that may be sent again between two looks, whatever is sent
	reportEvery = 2 * time.Second
)

// subscriber is the shard's side of a connection that plays. What is not atomic belongs to the shard.
type subscriber struct {
	peer  *Peer
	shard *shard
	pc    *pion.PeerConnection
	rate  rate // of all that is sent
	media rate // without what is sent again

	downs    []*down // pictures first, so that sound is the short end of a message
	line     line
	heard    atomic.Pointer[Line] // as it was told; nil: good
	padded   uint64               // bytes of padding
	reported time.Time
	spare    int // bytes that may be sent again until the next look
	trip     trip
	address  netip.AddrPort
	ready    bool // the handshake is over: what was written before it would be lost
	gone     bool
}

// follow makes a connection that plays, with the shard's side of it, and tells what becomes of its line. It answers an offer, or
// offers itself (an empty one).
func follow(p *Peer, offer string, line func(pion.PeerConnectionState)) (*subscriber, error) {
	u := &subscriber{peer: p, shard: p.shard}
	floods := func(pc *pion.PeerConnection) {
		p.room.engine.part(pc)
		line(pion.PeerConnectionStateFailed)
	}
	var err error
	if u.pc, err = p.room.engine.play.sealedBy(p.gcm()).connect(offer, u.buffer, func(a place) { p.goes(a); u.claim(p.room.engine.conn, a) }, floods); err != nil {
		return nil, err
	}
	u.pc.OnConnectionStateChange(func(state pion.PeerConnectionState) {
		if state == pion.PeerConnectionStateConnected {
			u.open()
		}
		line(state)
	})
	u.shard.add(u)
	return u, nil
}

// claim lets the shard's batch carry the media to the address that ICE chose, unless they go there by a connection of its own.
func (u *subscriber) claim(conn *udpbatch.Conn, to place) {
	u.shard.do(func() {
		u.release(conn)
		u.address = netip.AddrPort{}
		if !u.gone && !to.tcp {
			u.address = to.AddrPort
			conn.Claim(to.AddrPort, u.shard.batch)
		}
	})
}

// open begins the sending.
func (u *subscriber) open() {
	u.shard.do(func() {
		u.ready = true
		u.choose(time.Now())
	})
}

func (u *subscriber) release(conn *udpbatch.Conn) {
	if u.address.IsValid() {
		conn.Release(u.address, u.shard.batch)
	}
}

// end takes the subscriber off its shard.
func (u *subscriber) end(conn *udpbatch.Conn) {
	u.shard.remove(u)
	u.shard.do(func() { u.release(conn) })
}

// hang ends the connection, if there is one.
func (u *subscriber) hang() {
	if u == nil {
		return
	}
	u.end(u.peer.room.engine.conn)
	u.peer.unsealed(u.pc)
	u.peer.room.engine.part(u.pc)
}

func (u *subscriber) add(d *down) {
	u.shard.do(func() {
		u.downs = append(u.downs, d)
		slices.SortStableFunc(u.downs, func(a, b *down) int { return cmp.Compare(b.kind, a.kind) }) // video is the larger
	})
}

func (u *subscriber) drop(d *down) {
	u.shard.do(func() {
		u.downs = slices.DeleteFunc(u.downs, func(other *down) bool { return other == d })
	})
}

// refill says how much may be sent again: half as much as is sent for the first time, and little on a line that loses much, because that
// one is full. What such a line loses would otherwise be asked for again and again, and fill it more.
func (u *subscriber) refill(now time.Time) {
	share := 0.5
	if u.line.lossy(now) {
		share = 0.1
	}
	u.spare = max(leastSpare, int(share*u.media.bits(now)/8*tick.Seconds()))
}

// sendReports ties the timestamps that were sent to the publishers' clocks, so that lips and voices agree.
func (u *subscriber) sendReports(now time.Time) {
	if now.Sub(u.reported) < reportEvery {
		return
	}
	u.reported = now
	var list []rtcp.Packet
	for _, d := range u.downs {
		if d.current == nil || d.out == nil || d.packets == 0 {
			continue
		}
		r := d.current.report.Load()
		offset, ok := d.numbers.Offset()
		if r == nil || !ok {
			continue
		}
		passed := now.Sub(r.at)
		report := &rtcp.SenderReport{
			SSRC: d.header.SSRC, NTPTime: r.ntp + uint64(passed.Seconds()*(1<<32)),
			RTPTime:     r.timestamp + offset + uint32(passed.Seconds()*float64(d.clock)),
			PacketCount: d.packets, OctetCount: d.octets,
		}
		u.trip.sentOff(report, now)
		list = append(list, report)
	}
	tell(u.pc.WriteRTCP, list)
}
