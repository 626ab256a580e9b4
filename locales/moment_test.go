package locales_test

import (
	"testing"
	"time"

	"aula/locales"
)

func TestAMomentIsSaidWithItsZone(t *testing.T) {
	at := time.Date(2026, 11, 27, 8, 30, 0, 0, time.UTC)
	summer := time.Date(2026, 7, 1, 22, 30, 0, 0, time.UTC)
	rows := []struct {
		language, zone string
		moment         time.Time
		want           string
	}{
		{"it", "Europe/Rome", at, "27 novembre 2026, 9:30 (ora di Roma, UTC+1)"},
		{"it", "", at, "27 novembre 2026, 9:30 (ora di Roma, UTC+1)"},
		{"it", "Europe/Rome", summer, "2 luglio 2026, 0:30 (ora di Roma, UTC+2)"},
		{"en", "America/New_York", at, "27 November 2026, 3:30 (New York time, UTC−5)"},
		{"de", "Asia/Kolkata", at, "27. November 2026, 14:00 (Ortszeit Kolkata, UTC+5:30)"},
		{"fr", "Europe/London", at, "27 novembre 2026, 8:30 (heure de Londres, UTC+0)"},
		{"sl", "Europe/Ljubljana", at, "27. november 2026, 9.30 (čas: Ljubljana, UTC+1)"},
	}
	for _, row := range rows {
		if got := locales.For(row.language).Moment(row.moment, row.zone); got != row.want {
			t.Errorf("%s, %s: %q, want %q", row.language, row.zone, got, row.want)
		}
	}
}
