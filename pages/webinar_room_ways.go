package pages

import "aula/locales"

// wayTexts are what the room's script says about the ways by which sound and pictures pass.
func wayTexts(l *locales.Locale) []spoken {
	return []spoken{
		{"way_tcp", l.T("room_network.passes_tcp")}, {"way_relay", l.T("room_network.passes_relay")}, {"way_relay_tls", l.T("room_network.passes_relay_tls")},
		{"over_direct", l.T("room_network.over_direct")}, {"over_tcp", l.T("room_network.over_tcp")}, {"over_relay", l.T("room_network.over_relay")}, {"over_relay_tls", l.T("room_network.over_relay_tls")},
		{"network_head", l.T("room_network.head", "host", "{host}")},
		{"network_media", l.T("room_network.media", "protocol", "{protocol}", "port", "{port}", "host", "{host}")},
		{"network_relay", l.T("room_network.relay", "protocol", "{protocol}", "port", "{port}", "host", "{host}")},
		{"network_relay_tls", l.T("room_network.relay_tls", "port", "{port}", "host", "{host}")},
		{"network_foot", l.T("room_network.foot")}, {"network_proxy", l.T("room_network.proxy", "host", "{host}")},
		{"network_tried", l.T("room_network.tried", "when", "{when}", "way", "{way}")}, {"network_none", l.T("room_network.none")},
		{"network_copied", l.T("room_network.copied")}, {"network_not_copied", l.T("room_network.not_copied")},
	}
}
