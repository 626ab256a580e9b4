package pages

import "aula/locales"

// lineTexts are what the room's script says about the line, and about what it costs.
func lineTexts(l *locales.Locale) []spoken {
	return []spoken{
		{"line_slow", l.T("room_line.slow")}, {"line_sound", l.T("room_line.sound")},
		{"chosen_light", l.T("room_line.chosen_light")}, {"chosen_sound", l.T("room_line.chosen_sound")},
		{"tile_lost", l.T("room.tile_lost")}, {"tile_slow", l.T("room_line.tile_slow")}, {"tile_chosen", l.T("room_line.tile_chosen")},
		{"plain_how", l.T("room_line.plain_how")}, {"plain_none", l.T("room_line.plain_none")}, {"plain", l.T("room_plain.name")},
		{"plain_door", l.T("room_plain.door")}, {"plain_none_door", l.T("room_plain.none_door")}, {"plain_wait", l.T("room_plain.wait")}, {"plain_stage", l.T("room_plain.stage")},
		{"data_used", l.T("room_line.used", "used", "{used}", "hour", "{hour}")}, {"data_hour", l.T("room_line.hour", "hour", "{hour}")},
	}
}
