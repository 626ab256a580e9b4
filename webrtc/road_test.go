package webrtc

import (
	"net/netip"
	"testing"
	"time"

	pion "github.com/pion/webrtc/v3"
)

func TestMediaGoesWhereItIsAskedFor(t *testing.T) {
	home, street := place{netip.MustParseAddrPort("192.0.2.1:4000"), false}, place{netip.MustParseAddrPort("198.51.100.7:5000"), false}
	wall := place{home.AddrPort, true} // the same numbers, over TCP
	type ask struct {
		from  place
		after time.Duration
		leads bool
	}
	for _, row := range []struct {
		says string
		asks []ask
	}{
		{"who stays", []ask{{home, time.Second, false}, {home, 5 * time.Second, false}, {home, 20 * time.Second, false}}},
		{"who moves", []ask{{home, time.Second, false}, {street, 2 * time.Second, false}, {street, 5 * time.Second, true}, {street, 6 * time.Second, false}}},
		{"who comes back", []ask{{street, 4 * time.Second, true}, {home, 5 * time.Second, false}, {home, 8 * time.Second, true}}},
		{"whose line lets no UDP pass any more", []ask{{home, time.Second, false}, {wall, 2 * time.Second, false}, {wall, 5 * time.Second, true}}},
		{"who looks at another way", []ask{{home, 2 * time.Second, false}, {street, 4 * time.Second, false}, {home, 4 * time.Second, false}, {street, 6 * time.Second, false}}},
	} {
		var now time.Time
		r := &road{}
		if r.leads(home, now) {
			t.Errorf("%s: an address leads before ICE has chosen", row.says)
		}
		r.took(&pion.ICECandidatePair{Remote: &pion.ICECandidate{Address: home.Addr().String(), Port: home.Port()}})
		now = r.heard
		for i, a := range row.asks {
			if got := r.leads(a.from, now.Add(a.after)); got != a.leads {
				t.Errorf("%s: check %d leads: %v", row.says, i, got)
			}
		}
	}
}
