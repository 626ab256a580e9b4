package udpbatch

import (
	"bytes"
	"net"
	"net/netip"
	"testing"
	"time"
)

var loopback = netip.MustParseAddrPort("127.0.0.1:0")

func media(n byte, size int) []byte {
	b := bytes.Repeat([]byte{n}, size)
	b[0], b[1] = 0x80, 96
	return b
}

func receiver(t *testing.T) *net.UDPConn {
	t.Helper()
	r, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(loopback))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if err := r.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return r
}

func expect(t *testing.T, r *net.UDPConn, want []byte) {
	t.Helper()
	b := make([]byte, 2000)
	n, err := r.Read(b)
	if err != nil || !bytes.Equal(b[:n], want) {
		t.Fatalf("%d bytes beginning with %x, not %d: %v", n, b[:min(n, 4)], len(want), err)
	}
}

func TestPacketsArriveAsTheyWereWrittenWhateverTheirSizes(t *testing.T) {
	for _, row := range []struct {
		says  string
		sizes []int
		plain bool
	}{
		{"equal", []int{1200, 1200, 1200}, false},
		{"the last shorter", []int{1200, 1200, 300}, false},
		{"one longer", []int{300, 1200, 1200}, false},
		{"each another", []int{500, 400, 450, 13}, false},
		{"more than one message takes", repeated(100, 150), false},
		{"equal, where the system has no segments", []int{1200, 1200, 700}, true},
	} {
		t.Run(row.says, func(t *testing.T) {
			c, err := Listen(loopback)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			b := c.Batch()
			if row.plain {
				b.sender = withoutSegments(b.sender)
			}
			r, other := receiver(t), receiver(t)
			to := r.LocalAddr().(*net.UDPAddr)
			c.Claim(to.AddrPort(), b)
			c.Claim(other.LocalAddr().(*net.UDPAddr).AddrPort(), b)
			for i, size := range row.sizes {
				if _, err := c.WriteTo(media(byte(i), size), to); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := c.WriteTo(media(99, 50), other.LocalAddr()); err != nil {
				t.Fatal(err)
			}
			b.Flush()
			for i, size := range row.sizes {
				expect(t, r, media(byte(i), size))
			}
			expect(t, other, media(99, 50))
		})
	}
}

func repeated(size, count int) []int {
	list := make([]int, count)
	for i := range list {
		list[i] = size
	}
	return list
}

func TestOnlyMediaToClaimedAddressesWaits(t *testing.T) {
	c, err := Listen(loopback)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	b, r := c.Batch(), receiver(t)
	to := r.LocalAddr().(*net.UDPAddr)
	report, check := media(1, 60), media(2, 60)
	report[1], check[0] = 200, 0
	send := func(p []byte) {
		t.Helper()
		if _, err := c.WriteTo(p, to); err != nil {
			t.Fatal(err)
		}
	}
	send(media(3, 60))
	expect(t, r, media(3, 60)) // nobody claimed the address
	c.Claim(to.AddrPort(), b)
	send(media(4, 60))
	send(report)
	send(check)
	expect(t, r, report)
	expect(t, r, check)
	b.Flush()
	expect(t, r, media(4, 60))
	c.Release(to.AddrPort(), c.Batch()) // another's: nothing changes
	send(media(5, 60))
	send(report)
	expect(t, r, report)
	c.Release(to.AddrPort(), b)
	send(media(6, 60))
	expect(t, r, media(6, 60))
}
