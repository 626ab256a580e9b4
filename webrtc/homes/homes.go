// Package homes says what counts as one address where connections are limited, and counts by it.
package homes

import "net/netip"

// Of is what counts as one address: of IPv6 the half that a provider gives to a household.
func Of(a netip.Addr) netip.Addr {
	if a.Is4() {
		return a
	}
	if network, err := a.WithZone("").Prefix(64); err == nil {
		return network.Addr()
	}
	return a
}

// Less counts one less, and forgets whom nobody is left of.
func Less[K comparable](count map[K]int, of K) {
	if count[of]--; count[of] <= 0 {
		delete(count, of)
	}
}
