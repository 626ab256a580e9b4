package packetcache

import "testing"

func TestAPacketIsFoundUntilItIsOvertaken(t *testing.T) {
	c := New(100) // 128
	for n := range 300 {
		if !c.Put(&Packet{Sequence: uint16(65400 + n)}) {
			t.Fatalf("packet %d was refused", n)
		}
	}
	for _, row := range []struct {
		says  string
		n     int
		found bool
	}{
		{"the newest, beyond the turn of the numbers", 299, true},
		{"the oldest that has a place", 300 - 128, true},
		{"one before it", 300 - 129, false},
		{"one that never came", 300, false},
	} {
		if got := c.Get(uint16(65400+row.n)) != nil; got != row.found {
			t.Errorf("%s: found %v", row.says, got)
		}
	}
}

func TestDuplicatesAndOldPacketsAreRefused(t *testing.T) {
	c := New(16)
	for _, row := range []struct {
		says     string
		sequence uint16
		kept     bool
	}{
		{"the first", 100, true},
		{"the same again", 100, false},
		{"one that came late", 99, true},
		{"one whose place is taken by a newer", 84, false},
		{"one that takes an older's place", 116, true},
	} {
		if got := c.Put(&Packet{Sequence: row.sequence}); got != row.kept {
			t.Errorf("%s: kept %v", row.says, got)
		}
	}
}
