package webrtc

import (
	"net"
	"testing"
)

func TestChecksFromEverywhereEndSomewhere(t *testing.T) {
	v := &valve{}
	check, media := []byte{0, 1, 0, 0}, []byte{0x80, 96, 0, 0}
	from := func(i int) net.Addr { return &net.UDPAddr{IP: net.IPv4(192, 0, 2, byte(i>>8)), Port: i} }
	heard := 0
	for i := range 10000 {
		if v.asks(check, from(i)) {
			heard++
		}
	}
	if heard != mostPlaces {
		t.Errorf("checks from %d addresses are heard", heard)
	}
	if !v.asks(check, from(3)) {
		t.Error("who has asked before is not heard any more")
	}
	if !v.asks(media, from(9999)) || !v.asks(nil, from(9999)) {
		t.Error("media are looked at")
	}
}
