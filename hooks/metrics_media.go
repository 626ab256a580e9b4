package hooks

import (
	"maps"
	"slices"

	"aula/internal/metrics"
	"aula/webrtc"
)

// mediaFigures are those of the engine. There are none where there is no engine.
func mediaFigures(rs *rooms) []metrics.Gauge {
	read := func(of func(webrtc.Totals) []metrics.Value) func() ([]metrics.Value, error) {
		return func() ([]metrics.Value, error) {
			if rs.engine == nil {
				return nil, nil
			}
			return of(rs.engine.Totals()), nil
		}
	}
	one := func(of func(webrtc.Totals) uint64) func() ([]metrics.Value, error) {
		return read(func(t webrtc.Totals) []metrics.Value { return []metrics.Value{{Number: float64(of(t))}} })
	}
	return []metrics.Gauge{
		{Name: "aula_media_rooms", Help: "Rooms in which somebody has media.",
			Read: one(func(t webrtc.Totals) uint64 { return uint64(t.Rooms) })},
		{Name: "aula_media_peers", Help: "Connections to media: tabs in rooms, publishers by WHIP, players by WHEP.", Labels: []string{"by"},
			Read: read(func(t webrtc.Totals) []metrics.Value { return labelled(t.Peers) })},
		{Name: "aula_media_ways", Help: "Connections by the way that their media take: direct over UDP, over TCP, over the relay, over the relay with TLS.", Labels: []string{"way"},
			Read: read(func(t webrtc.Totals) []metrics.Value { return labelled(t.Ways) })},
		{Name: "aula_media_tracks", Help: "What is published now, by source.", Labels: []string{"source"},
			Read: read(func(t webrtc.Totals) []metrics.Value { return labelled(t.Tracks) })},
		{Name: "aula_media_received_packets_total", Help: "Packets that publishers sent.", Counter: true,
			Read: one(func(t webrtc.Totals) uint64 { return t.Received })},
		{Name: "aula_media_malformed_packets_total", Help: "Packets of publishers that were thrown away as malformed.", Counter: true,
			Read: one(func(t webrtc.Totals) uint64 { return t.ReceivedMalformed })},
		{Name: "aula_media_forwarded_packets_total", Help: "Packets sent to those who watch.", Counter: true,
			Read: one(func(t webrtc.Totals) uint64 { return t.Forwarded })},
		{Name: "aula_media_forwarded_bytes_total", Help: "Bytes of those packets, as encrypted.", Counter: true,
			Read: one(func(t webrtc.Totals) uint64 { return t.ForwardedBytes })},
		{Name: "aula_media_dropped_packets_total", Help: "Packets that were not forwarded because the machine was behind.", Counter: true,
			Read: one(func(t webrtc.Totals) uint64 { return t.Dropped })},
		{Name: "aula_media_nacks_total", Help: "Packets that those who watch asked for again: answered, or unanswered because they are gone.", Labels: []string{"outcome"}, Counter: true,
			Read: read(func(t webrtc.Totals) []metrics.Value {
				return []metrics.Value{{Labels: []string{"answered"}, Number: float64(t.Answered)}, {Labels: []string{"unanswered"}, Number: float64(t.Unanswered)}}
			})},
		{Name: "aula_media_nacks_sent_total", Help: "Packets that publishers were asked for again.", Counter: true,
			Read: one(func(t webrtc.Totals) uint64 { return t.Asked })},
		{Name: "aula_media_plis_sent_total", Help: "Keyframes that publishers were asked for.", Counter: true,
			Read: one(func(t webrtc.Totals) uint64 { return t.Keyframes })},
	}
}

func labelled[K ~string](numbers map[K]int) []metrics.Value {
	var values []metrics.Value
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		values = append(values, metrics.Value{Labels: []string{string(name)}, Number: float64(numbers[name])})
	}
	return values
}
