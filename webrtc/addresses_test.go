package webrtc_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

func TestWhatIsWrittenAsTheAddressesOfMedia(t *testing.T) {
	for _, row := range []struct {
		written, read string
	}{
		{"", "[]"},
		{"203.0.113.7", "[203.0.113.7]"},
		{"2001:DB8:0::7", "[2001:db8::7]"},
		{"::ffff:203.0.113.7", "[203.0.113.7]"},
		{"203.0.113.7,2001:db8::7", "[203.0.113.7 2001:db8::7]"},
		{"2001:db8::7, 203.0.113.7", "[2001:db8::7 203.0.113.7]"},
		{"::", "[::]"},
		{"0.0.0.0", "[0.0.0.0]"},
		{"aula.example.it", ""},
		{"[2001:db8::7]", ""},
		{"fe80::1%eth0", ""},
		{"203.0.113.7,", ""},
		{"203.0.113.7,203.0.113.8", ""},
		{"203.0.113.7,::ffff:203.0.113.8", ""},
		{"203.0.113.7,::", ""},
		{"203.0.113.7,2001:db8::7,2001:db8::8", ""},
	} {
		got, err := webrtc.Addresses(row.written)
		if row.read == "" != errors.Is(err, webrtc.ErrAddresses) || err == nil && fmt.Sprint(got) != row.read {
			t.Errorf("%q is read as %v: %v", row.written, got, err)
		}
	}
}

func engineAt(t *testing.T, address string) *webrtc.Engine {
	t.Helper()
	e, err := webrtc.Open(webrtc.Config{Address: address, Relay: &webrtc.Relay{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// told are the addresses in an answer's candidates for a protocol.
func told(t *testing.T, r *webrtc.Room, protocol string) []netip.Addr {
	t.Helper()
	pc, _, offer := player(t)
	s, err := r.Play(webrtc.Member{ID: "viewer", Key: protocol}, offer)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.End(); stranger.Part(pc) })
	var found []netip.Addr
	for line := range strings.Lines(s.Answer()) {
		if f := strings.Fields(line); strings.HasPrefix(line, "a=candidate:") && f[2] == protocol {
			found = append(found, netip.MustParseAddr(f[4]))
		}
	}
	slices.SortFunc(found, netip.Addr.Compare)
	return slices.Compact(found) // each is there for two components
}

// Browsers are told the addresses that the operator has named, of both families, and no other of the machine's.
func TestBrowsersAreToldTheAddressesThatWereNamed(t *testing.T) {
	for _, row := range []struct{ named, told string }{
		{"127.0.0.1", "[127.0.0.1]"},
		{"::1", "[::1]"},
		{"127.0.0.1,::1", "[127.0.0.1 ::1]"},
		{"203.0.113.7", "[203.0.113.7]"},
		{"2001:db8::7", "[2001:db8::7]"},
		{"203.0.113.7,2001:db8::7", "[203.0.113.7 2001:db8::7]"},
	} {
		t.Run(row.named, func(t *testing.T) {
			guarded(t)
			e := engineAt(t, row.named)
			r := room(t, e)
			if udp := told(t, r, "udp"); fmt.Sprint(udp) != row.told {
				t.Errorf("told %v", udp)
			}
			for _, a := range told(t, r, "tcp") { // where the machine has the family
				if !strings.Contains(row.told, a.String()) {
					t.Errorf("over TCP: told %v", a)
				}
			}
			if got := fmt.Sprint(e.Ports("aula.example.it").Addresses); got != row.told {
				t.Errorf("its ports are said to be at %s", got)
			}
		})
	}
}

// Without a named address browsers are told all that lead to the machine, of both families.
func TestWithoutANamedAddressAllAreTold(t *testing.T) {
	guarded(t)
	r := room(t, engineAt(t, ""))
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, protocol := range []string{"udp", "tcp"} {
		list := told(t, r, protocol)
		for _, a := range own {
			if ip := netip.MustParsePrefix(a.String()).Addr(); ip.IsGlobalUnicast() && !slices.Contains(list, ip) {
				t.Errorf("%v is not among %v over %s", ip, list, protocol)
			}
		}
	}
}

// Media pass over each protocol by each family.
func TestMediaPassOverBothFamilies(t *testing.T) {
	for _, row := range []struct {
		address  string
		networks []pion.NetworkType
	}{
		{"::1", []pion.NetworkType{pion.NetworkTypeUDP6}},
		{"127.0.0.1,::1", []pion.NetworkType{pion.NetworkTypeUDP4, pion.NetworkTypeUDP6, pion.NetworkTypeTCP4}},
	} {
		for _, network := range row.networks {
			t.Run(row.address+" "+network.String(), func(t *testing.T) {
				ctx := guarded(t)
				r := room(t, engineAt(t, row.address))
				over := func() *pion.PeerConnection {
					pc, err := clientOver(t, network, false).NewPeerConnection(pion.Configuration{})
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(func() { stranger.Part(pc) })
					return pc
				}
				p, w := presentBy(t, r, "anna", over(), nil), watchBy(t, r, webrtc.Member{ID: "bruno"}, over(), nil)
				film(t, p, 1)
				w.next(ctx, "a picture", camera)
			})
		}
	}
}
