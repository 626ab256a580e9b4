package webrtc

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
)

// ErrAddresses is what cannot be the addresses of media.
var ErrAddresses = errors.New("neither an IP nor one of IPv4 and one of IPv6 with a comma between them")

// Addresses reads what an operator writes: an IP, or one of IPv4 and one of IPv6 with a comma between them; nothing: none. An IPv4 address comes
// as one however it was written. Its error is ErrAddresses.
func Addresses(written string) ([]netip.Addr, error) {
	if written == "" {
		return nil, nil
	}
	var list []netip.Addr
	for one := range strings.SplitSeq(written, ",") {
		a, err := netip.ParseAddr(strings.TrimSpace(one))
		if err != nil || a.Zone() != "" {
			return nil, ErrAddresses
		}
		list = append(list, a.Unmap())
	}
	if len(list) > 2 || len(list) == 2 && (list[0].Is4() == list[1].Is4() || slices.ContainsFunc(list, netip.Addr.IsUnspecified)) {
		return nil, ErrAddresses
	}
	return list, nil
}

// oneOfEach is the first address of IPv4 and the first of IPv6, in their order.
func oneOfEach(list []netip.Addr) []netip.Addr {
	var kept []netip.Addr
	for _, a := range list {
		if !slices.ContainsFunc(kept, alike(a)) {
			kept = append(kept, a)
		}
	}
	return kept
}

// alike tells which addresses are of the same family as one.
func alike(one netip.Addr) func(netip.Addr) bool {
	return func(a netip.Addr) bool { return a.Is4() == one.Is4() }
}

func texts(list []netip.Addr) []string {
	var written []string
	for _, a := range list {
		written = append(written, a.String())
	}
	return written
}
