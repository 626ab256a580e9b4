package relay

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/transport/v2/test"
)

func TestAStreamArrivesWholeOverALineThatLosesAndSharesItsRate(t *testing.T) {
	t.Cleanup(test.CheckRoutines(t))
	content, dice := make([]byte, 60_000), rand.New(rand.NewPCG(3, 4))
	for i := range content {
		content[i] = byte(dice.Uint32())
	}
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	served := make(chan error, 1)
	go func() {
		c, err := server.Accept()
		if err == nil {
			defer c.Close()
			_, err = io.Copy(io.Discard, io.LimitReader(c, 5))
		}
		if err == nil {
			_, err = c.Write(content)
		}
		served <- err
	}()
	r, err := Open(netip.MustParseAddrPort("127.0.0.1:9"), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	r.Down(Line{Rate: 1e6, Loss: 0.05, Delay: 5 * time.Millisecond})
	address, err := r.Stream(server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte("avanti"[:5])); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took < 480*time.Millisecond { // 60 KB at a megabit a second
		t.Errorf("it took %v", took)
	}
	if _, down := r.Counts(); down.Lost == 0 {
		t.Error("the line lost nothing")
	}
}

func TestARelayEndsWithAStreamThatIsCut(t *testing.T) {
	t.Cleanup(test.CheckRoutines(t))
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	r, err := Open(netip.MustParseAddrPort("127.0.0.1:9"), 1)
	if err != nil {
		t.Fatal(err)
	}
	address, err := r.Stream(server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	r.Cut()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	far, err := server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	if _, err := c.Write([]byte("niente passa")); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if n, _ := far.Read(make([]byte, 20)); n > 0 {
		t.Errorf("%d bytes passed", n)
	}
}

func TestASegmentThatTheLineDoublesCountsOnce(t *testing.T) {
	l := startLink(1, 0)
	defer l.close()
	f := newFlow(l, nil, nil)
	for range 2 {
		f.come(0, []byte("una"))
		f.come(2, []byte("tre"))
	}
	if len(f.out) != 1 || len(f.arrived) != 1 {
		t.Errorf("%d are due, %d wait", len(f.out), len(f.arrived))
	}
}
