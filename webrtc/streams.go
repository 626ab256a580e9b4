package webrtc

import (
	"io"
	"sync/atomic"

	"github.com/pion/transport/v2/packetio"
)

// How many streams of media one connection may ever bring, and how many it may report about. A browser brings a dozen.
const (
	mostStreams = 128
	mostReports = 4096
)

// How many bytes of a stream wait for their reader, as pion has it by itself.
const (
	mediaWaits   = 1000 * 1000
	reportsWaits = 100 * 1000
)

// buffers makes what takes the packets of one stream as they are decrypted; nil: pion's own.
type buffers func(packetio.BufferPacketType, uint32) io.ReadWriteCloser

// gate counts the streams of a connection, and has it ended that brings more than anybody needs: pion keeps something of each for good, before
// it even looks whether a packet is genuine.
type gate struct {
	make           buffers
	end            func()
	media, reports atomic.Int32
}

func (g *gate) buffer(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	count, most, waits := &g.media, int32(mostStreams), mediaWaits
	if kind == packetio.RTCPBufferPacket {
		count, most, waits = &g.reports, mostReports, reportsWaits
	}
	if count.Add(1) == most+1 {
		go g.end()
	}
	if g.make != nil {
		return g.make(kind, ssrc)
	}
	b := packetio.NewBuffer()
	b.SetLimitSize(waits)
	return b
}
