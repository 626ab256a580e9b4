package demo_test

import (
	"testing"
	"time"

	"aula/internal/demo"
	"aula/internal/testapp"
	"aula/organisations"
)

func TestTheDemoHasBodiesThatAdhereInEachWay(t *testing.T) {
	app := testapp.New(t)
	if _, err := demo.Fill(app, "http://127.0.0.1:8090"); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[organisations.Kind]int{organisations.Comune: 12, organisations.Unione: 2, organisations.MetropolitanCity: 1} {
		if _, n, err := organisations.List(app, organisations.Filter{Kind: kind}); err != nil || n != want {
			t.Errorf("%d of %s, want %d, %v", n, kind, want, err)
		}
	}
	now := time.Now()
	rows := []struct {
		name, ipa string
		service   organisations.Service
		want      bool
	}{
		{"all by the city's act", "demo_c12", organisations.Training, true},
		{"a member by its unione's act", "demo_c01", organisations.Payments, true},
		{"who went to the other unione", "demo_c05", organisations.Payments, false},
		{"by its own act", "demo_c12", organisations.Protocol, true},
		{"by an act that is over", "demo_c11", organisations.WiFi, false},
	}
	for _, row := range rows {
		o, err := organisations.FindByIPA(app, row.ipa)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := organisations.CoveredAt(app, o.Id, row.service, now); err != nil || got != row.want {
			t.Errorf("%s: %v, %v", row.name, got, err)
		}
	}
}
