package locales

import (
	"fmt"
	"strings"
	"time"
)

// Moment writes day, time and time zone: "22 novembre 2026, 9:30 (ora di Roma, UTC+1)". name is the zone's IANA name; one that is
// unknown counts as the academy's.
func (l *Locale) Moment(t time.Time, name string) string {
	return l.DayIn(t, name) + ", " + l.ClockIn(t, name)
}

// DayIn writes the day that it is in a time zone.
func (l *Locale) DayIn(t time.Time, name string) string { return l.Date(shifted(t, name)) }

// ClockIn writes the time of day and the zone: "9:30 (ora di Roma, UTC+1)".
func (l *Locale) ClockIn(t time.Time, name string) string {
	return l.T("moment.clock", "clock", l.Clock(shifted(t, name)), "zone", l.ZoneName(name), "offset", offset(t.In(zoneOf(name))))
}

// HourIn writes the time of day in a time zone that the reader knows of: "9:30".
func (l *Locale) HourIn(t time.Time, name string) string { return l.Clock(shifted(t, name)) }

// ZoneName is a time zone by its city, in the reader's language where we know it.
func (l *Locale) ZoneName(name string) string {
	name = zoneOf(name).String()
	city := name[strings.LastIndex(name, "/")+1:]
	if key := "zone." + strings.ToLower(city); l.Has(key) {
		return l.T(key)
	}
	return strings.ReplaceAll(city, "_", " ")
}

func zoneOf(name string) *time.Location {
	if found, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
		return found
	}
	return zone
}

// shifted is the moment at which the academy's clock shows what the other zone's shows at t.
func shifted(t time.Time, name string) time.Time {
	there := t.In(zoneOf(name))
	year, month, day := there.Date()
	return time.Date(year, month, day, there.Hour(), there.Minute(), there.Second(), 0, zone)
}

func offset(t time.Time) string {
	_, seconds := t.Zone()
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	if minutes := seconds / 60 % 60; minutes != 0 {
		return fmt.Sprintf("UTC%s%d:%02d", sign, seconds/3600, minutes)
	}
	return fmt.Sprintf("UTC%s%d", sign, seconds/3600)
}
