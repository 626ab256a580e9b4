package turn

import (
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// Whoever sends or reads slowly goes, and holds up nobody else.
func TestWhoIsSlowGoes(t *testing.T) {
	for _, row := range []struct {
		says    string
		sent    []byte
		settled bool
		ends    time.Duration
	}{
		{"who says nothing", nil, false, settledWithin},
		{"who sends a head and no more", []byte{0, 1, 0, 100}, false, settledWithin},
		{"who has a relay and sends a head and no more", []byte{0, 1, 0, 100}, true, packetWithin},
		{"who has a relay and says nothing", nil, true, silentAtMost},
	} {
		t.Run(row.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				defer far.Close()
				s := &stream{conn: near, from: near.RemoteAddr(), known: func() {}, until: time.Now().Add(settledWithin), ended: make(chan struct{})}
				if row.settled {
					s.settle()
				}
				began := time.Now()
				go func() { _, _ = far.Write(row.sent) }()
				if _, _, err := s.ReadFrom(make([]byte, 1600)); err == nil {
					t.Error("a packet came")
				}
				<-s.ended
				if took := time.Since(began); took > row.ends {
					t.Errorf("gone after %v", took)
				}
			})
		})
	}
	t.Run("who does not read", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			defer far.Close()
			s := &stream{conn: near, known: func() {}, ended: make(chan struct{})}
			began := time.Now()
			if _, err := s.WriteTo(make([]byte, 1200), nil); err == nil {
				t.Error("it was taken")
			}
			<-s.ended
			if took := time.Since(began); took != takenWithin {
				t.Errorf("gone after %v", took)
			}
		})
	})
}
