package locales_test

import (
	"testing"

	"aula/locales"
)

func TestLengthsAreSaidInHoursAndMinutes(t *testing.T) {
	for _, row := range []struct {
		language string
		minutes  int
		want     string
	}{
		{"it", 0, "0 minuti"}, {"it", 1, "1 minuto"}, {"it", 45, "45 minuti"}, {"it", 60, "1 ora"}, {"it", 90, "1 ora e 30 minuti"}, {"it", 480, "8 ore"},
		{"en", 61, "1 hour and 1 minute"}, {"en", 480, "8 hours"}, {"de", 90, "1 Stunde und 30 Minuten"}, {"fr", 120, "2 heures"}, {"fr", 90, "1 heure et 30 minutes"},
		{"sl", 60, "1 ura"}, {"sl", 120, "2 uri"}, {"sl", 180, "3 ure"}, {"sl", 300, "5 ur"}, {"sl", 122, "2 uri in 2 minuti"},
	} {
		if got := locales.For(row.language).Length(row.minutes); got != row.want {
			t.Errorf("%d in %s: %q, want %q", row.minutes, row.language, got, row.want)
		}
	}
}
