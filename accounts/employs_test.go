package accounts_test

import (
	"testing"

	"aula/accounts"
)

func TestTermsOfEmploymentHoldFromTheirFirstMomentToTheirLast(t *testing.T) {
	const first, second = "2025-01-01 00:00:00.000Z/2025-06-30 22:00:00.000Z", "2026-01-01 00:00:00.000Z/"
	for _, row := range []struct {
		terms, moment string
		want          bool
	}{
		{"", "2025-03-01 00:00:00.000Z", false},
		{first, "2024-12-31 23:59:59.999Z", false}, {first, "2025-01-01 00:00:00.000Z", true}, {first, "2025-06-30 22:00:00.000Z", false},
		{first + "," + second, "2025-09-01 00:00:00.000Z", false}, {first + "," + second, "2030-01-01 00:00:00.000Z", true},
	} {
		if got := accounts.Employs(row.terms, row.moment); got != row.want {
			t.Errorf("at %s by %q: %v", row.moment, row.terms, got)
		}
	}
}
