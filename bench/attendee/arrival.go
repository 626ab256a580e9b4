package attendee

import (
	"sync"
	"sync/atomic"
	"time"

	pion "github.com/pion/webrtc/v3"
)

// Arrival says what a connection has received so far.
type Arrival struct {
	Connected, First time.Time // zero: not yet
	Packets, Bytes   int64
	Pictures         int64 // packets of pictures that are no padding
}

// Counter counts what arrives on a connection.
type Counter struct {
	packets, bytes   atomic.Int64
	pictures         atomic.Int64
	ear              *Ear
	connected, first atomic.Int64
	Began            chan struct{} // closed when the first packet has come
	once             sync.Once
}

// NewCounter counts what comes on a connection. Failed is called, on a goroutine of its own, when the connection has failed.
func NewCounter(pc *pion.PeerConnection, failed func()) *Counter {
	c := &Counter{Began: make(chan struct{})}
	pc.OnConnectionStateChange(func(s pion.PeerConnectionState) {
		switch s {
		case pion.PeerConnectionStateConnected:
			c.connected.CompareAndSwap(0, time.Now().UnixNano())
		case pion.PeerConnectionStateFailed:
			go failed()
		}
	})
	pc.OnTrack(func(remote *pion.TrackRemote, _ *pion.RTPReceiver) { c.count(remote) })
	return c
}

func (c *Counter) count(remote *pion.TrackRemote) {
	b := make([]byte, 1500)
	for {
		n, _, err := remote.Read(b)
		if err != nil {
			return
		}
		if remote.Kind() == pion.RTPCodecTypeVideo && b[0]&0x20 == 0 {
			c.pictures.Add(1)
		}
		if c.ear != nil && remote.Kind() == pion.RTPCodecTypeAudio {
			c.ear.take(b[:n], time.Now())
		}
		c.packets.Add(1)
		c.bytes.Add(int64(n))
		c.once.Do(func() {
			c.first.Store(time.Now().UnixNano())
			close(c.Began)
		})
	}
}

// Arrival is what has come so far.
func (c *Counter) Arrival() Arrival {
	return Arrival{moment(c.connected.Load()), moment(c.first.Load()), c.packets.Load(), c.bytes.Load(), c.pictures.Load()}
}

func moment(nano int64) time.Time {
	if nano == 0 {
		return time.Time{}
	}
	return time.Unix(0, nano)
}
