package webrtc

import (
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

// ear hears the sender reports of all streams of one connection. Pion's own way to those of one simulcast layer looks through the
// receiver's layers while others may still come, without its lock.
type ear struct {
	interceptor.NoOp
	heard func(*rtcp.SenderReport)
}

// NewInterceptor makes itself the one of a connection.
func (e *ear) NewInterceptor(string) (interceptor.Interceptor, error) { return e, nil }

// BindRTCPReader reads a stream's reports until it is closed. Nobody else does.
func (e *ear) BindRTCPReader(reader interceptor.RTCPReader) interceptor.RTCPReader {
	go readReports(func(b []byte) (int, error) {
		n, _, err := reader.Read(b, nil)
		return n, err
	}, e.heard)
	return reader
}

// readReports takes a publisher's sender reports until it has gone.
func readReports(read func([]byte) (int, error), heard func(*rtcp.SenderReport)) {
	b := make([]byte, 1600)
	for {
		n, err := read(b)
		if err != nil {
			return
		}
		packets, err := rtcp.Unmarshal(b[:n])
		if err != nil {
			continue
		}
		for _, p := range packets {
			if r, ok := p.(*rtcp.SenderReport); ok {
				heard(r)
			}
		}
	}
}

// reported ties the layer's timestamps to its publisher's clock.
func (l *layer) reported(r *rtcp.SenderReport) {
	if r.SSRC == l.ssrc {
		l.report.Store(&rtcpReport{r.NTPTime, r.RTPTime, time.Now()})
	}
}
