package organisations_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/testapp"
	"aula/organisations"
)

func terms(from, until int, services ...organisations.Service) organisations.Terms {
	t := organisations.Terms{ActNumber: "12/2026", ActDate: day(1), ActBody: "giunta", Services: services, Covers: organisations.Itself}
	if t.From = day(from); until > 0 {
		t.Until = day(until)
	}
	return t
}

func TestWhatIsWrongWithAnAdhesion(t *testing.T) {
	app := testapp.New(t)
	comune := testapp.Organisation(t, app, "c_aaa").Id
	gone := testapp.Organisation(t, app, "c_bbb", map[string]any{"retired": day(1)}).Id
	rows := []struct {
		name   string
		who    string
		change func(*organisations.Terms)
		want   error
	}{
		{"nothing", comune, func(*organisations.Terms) {}, nil},
		{"it has a number", comune, func(t *organisations.Terms) { t.ActNumber = " " }, organisations.Problems{{Field: "act_number", Code: "required"}}},
		{"it has a day", comune, func(t *organisations.Terms) { t.ActDate = time.Time{} }, organisations.Problems{{Field: "act_date", Code: "required"}}},
		{"somebody decided", comune, func(t *organisations.Terms) { t.ActBody = "bar" }, organisations.Problems{{Field: "act_body", Code: "act_body"}}},
		{"to something", comune, func(t *organisations.Terms) { t.Services = nil }, organisations.Problems{{Field: "services", Code: "services"}}},
		{"that there is", comune, func(t *organisations.Terms) { t.Services = []organisations.Service{"fax"} }, organisations.Problems{{Field: "services", Code: "services"}}},
		{"a comune has no members", comune, func(t *organisations.Terms) { t.Covers = organisations.Members }, organisations.Problems{{Field: "covers", Code: "covers_members"}}},
		{"it begins before it ends", comune, func(t *organisations.Terms) { t.Until = t.From }, organisations.Problems{{Field: "until", Code: "until"}}},
		{"a body that is retired", gone, func(*organisations.Terms) {}, organisations.ErrRetired},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			given := terms(1, 9, organisations.Training)
			row.change(&given)
			_, err := organisations.Adhere(app, row.who, given, nil)
			var got, want organisations.Problems
			if errors.As(row.want, &want) {
				if errors.As(err, &got); !slices.Equal(got, want) {
					t.Errorf("got %v", err)
				}
			} else if !errors.Is(err, row.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnActIsAPDFWhateverItIsCalled(t *testing.T) {
	app := testapp.New(t)
	comune := testapp.Organisation(t, app, "c_aaa").Id
	for content, good := range map[string]bool{"%PDF-1.7\n%âãÏÓ\n1 0 obj\n": true, "<html><script>alert(1)</script>": false, "PDF": false} {
		file, err := filesystem.NewFileFromBytes([]byte(content), "delibera.pdf")
		if err != nil {
			t.Fatal(err)
		}
		a, err := organisations.Adhere(app, comune, terms(1, 9, organisations.Training), file)
		if good != (err == nil) || !good && !errors.As(err, new(organisations.Problems)) {
			t.Errorf("%q: %v", content, err)
		}
		if good && a.File() == "" {
			t.Error("the act is not kept")
		}
	}
}

func TestWhoIsCoveredForWhatWhen(t *testing.T) {
	app := testapp.New(t)
	id := map[string]string{}
	for ipa, kind := range map[string]string{"alone": "comune", "member": "comune", "left": "comune", "stranger": "comune", "union": "unione", "selfish": "unione"} {
		id[ipa] = testapp.Organisation(t, app, ipa, map[string]any{"kind": kind}).Id
	}
	for _, m := range []struct {
		union, comune string
		p             organisations.Period
	}{
		{"union", "member", organisations.Period{From: day(1)}}, {"union", "left", organisations.Period{From: day(1), Until: day(6)}},
		{"selfish", "stranger", organisations.Period{From: day(1)}},
	} {
		if err := organisations.AddMember(app, id[m.union], id[m.comune], m.p); err != nil {
			t.Fatal(err)
		}
	}
	whole := terms(3, 20, organisations.Training, organisations.Cloud)
	whole.Covers = organisations.Members
	for who, given := range map[string]organisations.Terms{"alone": terms(5, 0, organisations.Training), "union": whole, "selfish": terms(1, 0, organisations.Training)} {
		if _, err := organisations.Adhere(app, id[who], given, nil); err != nil {
			t.Fatal(err)
		}
	}
	rows := []struct {
		name, who string
		service   organisations.Service
		at        time.Time
		want      bool
	}{
		{"by its own act", "alone", organisations.Training, day(5), true},
		{"before its first day", "alone", organisations.Training, day(5).Add(-time.Millisecond), false},
		{"for good, without a last day", "alone", organisations.Training, day(5).AddDate(10, 0, 0), true},
		{"for what it did not adhere to", "alone", organisations.Cloud, day(5), false},
		{"the union itself", "union", organisations.Cloud, day(4), true},
		{"a member by its union's act", "member", organisations.Cloud, day(4), true},
		{"a member after the last day", "member", organisations.Cloud, day(20), false},
		{"who has not left yet", "left", organisations.Training, day(5), true},
		{"who has left", "left", organisations.Training, day(6), false},
		{"a member of a union that adheres for itself", "stranger", organisations.Training, day(4), false},
		{"a union that adheres for itself", "selfish", organisations.Training, day(4), true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got, err := organisations.CoveredAt(app, id[row.who], row.service, row.at); err != nil || got != row.want {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	if err := organisations.Retire(app, id["union"], day(5)); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[int]bool{4: true, 5: false} {
		if got, _ := organisations.CoveredAt(app, id["member"], organisations.Training, day(at)); got != want {
			t.Errorf("by a union that is retired on the fifth, on day %d: %v", at, got)
		}
	}
}

func TestTheEndOfAnAdhesionIsAnnouncedOnceAStep(t *testing.T) {
	at := func(d int) time.Time { return day(1).AddDate(0, 0, d) } // days after the first of May
	rows := []struct {
		name string
		days []int // on which the academy looks, from the first of May; the adhesion's last day is the hundredth
		want []int // those on which it tells
	}{
		{"each step once", []int{9, 10, 11, 69, 70, 71, 99, 100, 101, 120}, []int{10, 70, 100}},
		{"what was missed is not told beside the next", []int{75, 76}, []int{75}},
		{"the machine stood still on the last day", []int{70, 104, 105}, []int{70, 104}},
		{"long after the end nobody is told", []int{9, 140}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			given := terms(1, 0, organisations.Training)
			given.Until = at(101)
			if _, err := organisations.Adhere(app, testapp.Organisation(t, app, "c_aaa").Id, given, nil); err != nil {
				t.Fatal(err)
			}
			if got := told(t, app, row.days, at); !slices.Equal(got, row.want) {
				t.Errorf("told on %v, want %v", got, row.want)
			}
		})
	}
}

func TestWhatFollowsAnAdhesionSpeaksForIt(t *testing.T) {
	at := func(d int) time.Time { return day(1).AddDate(0, 0, d) }
	rows := []struct {
		name string
		then func(t *testing.T, app core.App, comune string, a *organisations.Adhesion)
		want []int
	}{
		{"nothing", func(*testing.T, core.App, string, *organisations.Adhesion) {}, []int{10, 70, 100}},
		{"another for the same services", func(t *testing.T, app core.App, comune string, _ *organisations.Adhesion) {
			adhere(t, app, comune, organisations.Period{From: at(90)}, organisations.Training, organisations.Cloud)
		}, nil},
		{"another for less", func(t *testing.T, app core.App, comune string, _ *organisations.Adhesion) {
			adhere(t, app, comune, organisations.Period{From: at(90)}, organisations.Cloud)
		}, []int{10, 70, 100}},
		{"another that begins a day late", func(t *testing.T, app core.App, comune string, _ *organisations.Adhesion) {
			adhere(t, app, comune, organisations.Period{From: at(102)}, organisations.Training)
		}, []int{10, 70, 100}},
		{"it was prolonged after the first warning", func(t *testing.T, app core.App, comune string, a *organisations.Adhesion) {
			told(t, app, []int{10}, at)
			longer := a.Terms()
			longer.Until = at(111)
			if err := organisations.ChangeAdhesion(app, comune, a.Id, longer, nil); err != nil {
				t.Fatal(err)
			}
		}, []int{20, 80, 110}},
		{"the body is retired", func(t *testing.T, app core.App, comune string, _ *organisations.Adhesion) {
			if err := organisations.Retire(app, comune, at(5)); err != nil {
				t.Fatal(err)
			}
		}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			comune := testapp.Organisation(t, app, "c_aaa").Id
			a := adhere(t, app, comune, organisations.Period{From: at(0), Until: at(101)}, organisations.Training)
			row.then(t, app, comune, a)
			if got := told(t, app, []int{10, 20, 70, 80, 100, 110}, at); !slices.Equal(got, row.want) {
				t.Errorf("told on %v, want %v", got, row.want)
			}
		})
	}
}

func adhere(t *testing.T, app core.App, who string, p organisations.Period, services ...organisations.Service) *organisations.Adhesion {
	t.Helper()
	given := terms(1, 0, services...)
	given.Period = p
	a, err := organisations.Adhere(app, who, given, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// told are those of the days on which an end is announced.
func told(t *testing.T, app core.App, days []int, at func(int) time.Time) (on []int) {
	t.Helper()
	for _, d := range days {
		err := organisations.AnnounceEnds(app, at(d), func(core.App, *organisations.Adhesion) error {
			on = append(on, d)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return on
}

func TestAWarningThatCouldNotBeGivenIsGivenAgain(t *testing.T) {
	app := testapp.New(t)
	adhere(t, app, testapp.Organisation(t, app, "c_aaa").Id, organisations.Period{From: day(1), Until: day(20)}, organisations.Training)
	broken := errors.New("no mail")
	if err := organisations.AnnounceEnds(app, day(19), func(core.App, *organisations.Adhesion) error { return broken }); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if got := told(t, app, []int{18}, func(d int) time.Time { return day(1 + d) }); len(got) != 1 {
		t.Errorf("told %d times", len(got))
	}
}
