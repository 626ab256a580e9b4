package webinars_test

import (
	"testing"
	"time"

	"aula/webinars"
)

func at(minute float64) time.Time {
	return time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC).Add(time.Duration(minute * float64(time.Minute)))
}

func TestPresenceOverReconnectionsTabsAndDevices(t *testing.T) {
	rows := []struct {
		name    string
		stays   [][2]float64
		session [2]float64
		want    float64
	}{
		{"was never there", nil, [2]float64{0, 60}, 0},
		{"stays all the time", [][2]float64{{0, 60}}, [2]float64{0, 60}, 60},
		{"leaves and comes back", [][2]float64{{0, 20}, {40, 60}}, [2]float64{0, 60}, 40},
		{"two tabs at once", [][2]float64{{0, 30}, {10, 40}}, [2]float64{0, 60}, 40},
		{"a phone within a computer's time", [][2]float64{{0, 60}, {10, 20}}, [2]float64{0, 60}, 60},
		{"written in another order", [][2]float64{{40, 60}, {0, 20}}, [2]float64{0, 60}, 40},
		{"one stay touches the next", [][2]float64{{0, 20}, {20, 40}}, [2]float64{0, 60}, 40},
		{"comes early", [][2]float64{{-15, 30}}, [2]float64{0, 60}, 30},
		{"stays too long", [][2]float64{{30, 90}}, [2]float64{0, 60}, 30},
		{"was there before only", [][2]float64{{-15, -5}}, [2]float64{0, 60}, 0},
		{"a stay that ends before it begins", [][2]float64{{30, 20}}, [2]float64{0, 60}, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var stays []webinars.Interval
			for _, s := range row.stays {
				stays = append(stays, webinars.Interval{From: at(s[0]), To: at(s[1])})
			}
			var sum time.Duration
			for _, i := range webinars.Clip(webinars.Merge(stays), webinars.Interval{From: at(row.session[0]), To: at(row.session[1])}) {
				sum += i.To.Sub(i.From)
			}
			if sum.Minutes() != row.want {
				t.Errorf("%v, want %v minutes", sum, row.want)
			}
		})
	}
}

func TestTheSessionInWhichPresenceCounts(t *testing.T) {
	rows := []struct {
		name                    string
		planned, started, ended float64
		from, to                float64
	}{
		{"on time", 0, 0, 60, 0, 60},
		{"opened early", 0, -20, 60, 0, 60},
		{"began late", 0, 10, 60, 10, 60},
		{"went on longer", 0, 0, 75, 0, 75},
		{"was held before its time", 120, 0, 60, 0, 60},
	}
	for _, row := range rows {
		if got := webinars.Session(at(row.planned), at(row.started), at(row.ended)); got.From != at(row.from) || got.To != at(row.to) {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

func TestTheThresholdDecidesExactly(t *testing.T) {
	const hour = time.Hour
	rows := []struct {
		name                       string
		present, scheduled, actual time.Duration
		needed, percent            int
		enough                     bool
	}{
		{"84 of 85 percent", 84 * hour / 100, hour, hour, 85, 84, false},
		{"85 of 85 percent", 85 * hour / 100, hour, hour, 85, 85, true},
		{"86 of 85 percent", 86 * hour / 100, hour, hour, 85, 86, true},
		{"a millisecond less than 85", 85*hour/100 - time.Millisecond, hour, hour, 85, 84, false},
		{"a length that does not divide", 85 * 7 * time.Second, 700 * time.Second, 800 * time.Second, 85, 85, true},
		{"the shorter length is what was held", 43 * time.Minute, hour, 50 * time.Minute, 85, 86, true},
		{"the shorter length is the planned one", 51 * time.Minute, hour, 75 * time.Minute, 85, 85, true},
		{"more than the shorter is all of it", 70 * time.Minute, hour, 75 * time.Minute, 85, 100, true},
		{"was there, and nothing is needed", time.Second, hour, hour, 0, 0, true},
		{"was not there, and nothing is needed", 0, hour, hour, 0, 0, false},
		{"all of it", hour, hour, hour, 100, 100, true},
		{"nothing was held", 0, hour, 0, 85, 0, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if m := webinars.Measure(row.present, row.scheduled, row.actual, row.needed); m.Percent != row.percent || m.Enough != row.enough {
				t.Errorf("%+v", m)
			}
		})
	}
}
