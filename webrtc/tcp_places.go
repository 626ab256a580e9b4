package webrtc

import (
	"net"
	"net/netip"
	"slices"

	"github.com/pion/transport/v2"
)

// offers says which of the machine's addresses are told to browsers as ways over TCP: the one that the port was taken on. A port on all of
// them is told of those that lead out; where other addresses are told in their place, of one of each family.
func (p *tcpPort) offers(network transport.Net, f front) func(net.IP) bool {
	at := addressOfTCP(p.listener.Addr()).Addr()
	if !at.IsUnspecified() {
		return func(ip net.IP) bool { return ip.Equal(at.AsSlice()) }
	}
	out := f.offered(leadingOut(network))
	return func(ip net.IP) bool {
		a, _ := netip.AddrFromSlice(ip)
		return slices.Contains(out, a.Unmap())
	}
}

// leadingOut are the machine's addresses that others may reach; where there are none, those that only itself does.
func leadingOut(network transport.Net) []netip.Addr {
	var out, within []netip.Addr
	interfaces, _ := network.Interfaces() // none: no way over TCP
	for _, i := range interfaces {
		addresses, _ := i.Addrs()
		for _, a := range addresses {
			prefix, err := netip.ParsePrefix(a.String())
			switch ip := prefix.Addr().Unmap(); {
			case err != nil || ip.IsLinkLocalUnicast():
			case ip.IsLoopback():
				within = append(within, ip)
			default:
				out = append(out, ip)
			}
		}
	}
	if len(out) == 0 {
		return within
	}
	return out
}
