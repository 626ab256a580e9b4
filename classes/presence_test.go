package classes_test

import (
	"testing"
	"time"

	"aula/classes"
	"aula/internal/calendar"
	"aula/webinars"
)

// span is minutes after a moment.
func span(from time.Time, minutes ...int) (list []webinars.Interval) {
	for i := 0; i < len(minutes); i += 2 {
		list = append(list, webinars.Interval{From: from.Add(time.Duration(minutes[i]) * time.Minute), To: from.Add(time.Duration(minutes[i+1]) * time.Minute)})
	}
	return list
}

func TestPresenceIsTheUnionOfAllChannelsOverAllSessions(t *testing.T) {
	one := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	two := one.AddDate(0, 0, 7)
	hour := func(at time.Time) classes.Meeting { return classes.Meeting{Planned: span(at, 0, 60)[0]} }
	shifted := classes.Meeting{Planned: span(one, 0, 60)[0], Held: span(one, 20, 70)[0]}
	longer := classes.Meeting{Planned: span(one, 0, 60)[0], Held: span(one, 0, 90)[0]}
	for _, row := range []struct {
		name     string
		meetings []classes.Meeting
		stays    [][]webinars.Interval
		needed   int
		minutes  int
		percent  int
		enough   bool
	}{
		{"was never there", []classes.Meeting{hour(one)}, [][]webinars.Interval{nil}, 0, 0, 0, false},
		{"in the room and in the webinar at once", []classes.Meeting{hour(one)}, [][]webinars.Interval{span(one, 0, 60, 0, 60)}, 80, 60, 100, true},
		{"half in the room, then in the webinar", []classes.Meeting{hour(one)}, [][]webinars.Interval{span(one, 0, 30, 25, 50)}, 80, 50, 83, true},
		{"a gap between both", []classes.Meeting{hour(one)}, [][]webinars.Interval{span(one, 0, 20, 40, 60)}, 80, 40, 66, false},
		{"early and late count the session only", []classes.Meeting{hour(one)}, [][]webinars.Interval{span(one, -30, 90)}, 100, 60, 100, true},
		{"one of two sessions", []classes.Meeting{hour(one), hour(two)}, [][]webinars.Interval{span(one, 0, 60), nil}, 50, 60, 50, true},
		{"a second less than what is needed", []classes.Meeting{hour(one)}, [][]webinars.Interval{{{From: one, To: one.Add(48*time.Minute - time.Second)}}}, 80, 47, 79, false},
		{"what one session has too much makes up for no other", []classes.Meeting{longer, hour(two)}, [][]webinars.Interval{span(one, 0, 90), nil}, 80, 60, 50, false},
		{"a webinar held later and shorter", []classes.Meeting{shifted}, [][]webinars.Interval{span(one, 20, 70)}, 100, 50, 100, true},
		{"no session at all", nil, nil, 0, 0, 0, false},
	} {
		m := classes.Measure(row.meetings, row.stays, row.needed)
		if int(m.Present.Minutes()) != row.minutes || m.Percent != row.percent || m.Enough != row.enough {
			t.Errorf("%s: %v, %d %%, enough %v; want %d minutes, %d %%, %v", row.name, m.Present, m.Percent, m.Enough, row.minutes, row.percent, row.enough)
		}
	}
}

func TestASessionOverTheChangeOfClocksIsAsLongAsItTakes(t *testing.T) {
	for _, row := range []struct {
		name    string
		month   time.Month
		day     int
		minutes int
	}{
		{"in spring the night misses an hour", time.March, 28, 180},
		{"in autumn it has one more", time.October, 31, 300},
	} {
		whole := webinars.Interval{From: time.Date(2027, row.month, row.day, 0, 0, 0, 0, calendar.Zone), To: time.Date(2027, row.month, row.day, 4, 0, 0, 0, calendar.Zone)}
		m := classes.Measure([]classes.Meeting{{Planned: whole}}, [][]webinars.Interval{{whole}}, 100)
		if int(m.Present.Minutes()) != row.minutes || !m.Enough {
			t.Errorf("%s: %v, enough %v", row.name, m.Present, m.Enough)
		}
	}
}
