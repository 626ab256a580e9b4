package webrtc

import "time"

// How an estimate is heeded.
const (
	overshoot = 0.90 // below this share of the pictures that are sent it is low
	rising    = 1.02 // times what it was: it is on its way up
	patience  = 1200 * time.Millisecond
)

// estimate is what the browser believes that the line carries of pictures (draft-alvestrand-rmcat-remb); it knows nothing of sound. It
// falls by a seventh whenever the browser was busy for a moment, though the line is wide, and climbs slowly when more is sent than
// before. So a low one counts only if it stays where it is.
type estimate struct {
	bits   float64 // a second
	at     time.Time
	height float64 // above which it has not been since rose
	rose   time.Time
	lowAt  time.Time // since when it is low; zero: it is not
}

func (e *estimate) set(bits float64, now time.Time) {
	if bits > rising*e.height {
		e.rose = now
	}
	if bits > rising*e.height || bits < e.height {
		e.height = bits
	}
	e.bits, e.at = bits, now
}

func (e *estimate) fresh(now time.Time) bool { return now.Sub(e.at) < fresh && e.bits > 0 }

// staysLow says that the line does not carry these pictures, in bits a second.
func (e *estimate) staysLow(now time.Time, pictures float64) bool {
	if !e.fresh(now) || e.bits >= overshoot*pictures {
		e.lowAt = time.Time{}
		return false
	}
	if e.lowAt.IsZero() {
		e.lowAt = now
	}
	return now.Sub(e.lowAt) >= patience && now.Sub(e.rose) >= patience
}
