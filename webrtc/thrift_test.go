package webrtc

import (
	"runtime/metrics"
	"testing"
)

func gcPercent() uint64 {
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func TestMemoryIsSavedWhilePeopleAreInRooms(t *testing.T) {
	t.Setenv("GOGC", "")
	e, err := Open(Config{Address: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	before := gcPercent()
	var peers []*Peer
	for _, id := range []string{"one", "other"} {
		r, err := e.Room(id)
		if err != nil {
			t.Fatal(err)
		}
		p, err := r.Join(Member{ID: id}, nil)
		if err != nil {
			t.Fatal(err)
		}
		peers = append(peers, p)
	}
	peers[0].Leave()
	peers[0].Leave()
	if got := gcPercent(); got != thriftyPercent {
		t.Errorf("%d %% while somebody is there", got)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if got := gcPercent(); got != before {
		t.Errorf("%d %% when all have left, %d before anybody came", got, before)
	}
}
