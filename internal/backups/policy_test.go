package backups

import (
	"slices"
	"testing"
	"time"
)

func TestWhatAPolicySays(t *testing.T) {
	rows := []struct {
		text string
		want Policy
		ok   bool
	}{
		{"7d 4w 12m", Policy{7, 4, 12, 0}, true}, {"2y,1d", Policy{1, 0, 0, 2}, true}, {"", Policy{}, true},
		{"d", Policy{}, false}, {"7", Policy{}, false}, {"0d", Policy{}, false}, {"-1d", Policy{}, false}, {"7d 7d", Policy{}, false}, {"7h", Policy{}, false}, {"7d x", Policy{}, false},
	}
	for _, row := range rows {
		got, err := ParsePolicy(row.text)
		if got != row.want || (err == nil) != row.ok {
			t.Errorf("%q: %v, %v", row.text, got, err)
		}
	}
}

// made are backups at these moments, named by them.
func made(moments ...string) (list []Stored) {
	for _, m := range moments {
		at, err := time.Parse("2006-01-02 15", m)
		if err != nil {
			panic(err)
		}
		list = append(list, Stored{Name: Name{Made: at}, File: m})
	}
	return list
}

func TestWhichBackupsMayGo(t *testing.T) {
	year := made("2025-12-31 03", "2026-01-31 03", "2026-10-05 03", "2026-11-02 03", "2026-11-09 03", "2026-11-14 03", "2026-11-15 03", "2026-11-16 02", "2026-11-16 03")
	none := func(Stored) bool { return false }
	rows := []struct {
		name   string
		policy Policy
		list   []Stored
		bad    func(Stored) bool
		goes   []string
	}{
		{"without a policy none", Policy{}, year, none, nil},
		{"of a day the last stays", Policy{Days: 2}, year, none, []string{"2026-11-16 02", "2026-11-14 03", "2026-11-09 03", "2026-11-02 03", "2026-10-05 03", "2026-01-31 03", "2025-12-31 03"}},
		{"days, weeks and months together", Policy{Days: 1, Weeks: 2, Months: 3}, year, none, []string{"2026-11-16 02", "2026-11-14 03", "2026-11-09 03", "2026-11-02 03", "2025-12-31 03"}},
		{"years", Policy{Years: 2}, year, none, []string{"2026-11-16 02", "2026-11-15 03", "2026-11-14 03", "2026-11-09 03", "2026-11-02 03", "2026-10-05 03", "2026-01-31 03"}},
		{"an old one stays where it is the only one", Policy{Days: 1}, made("2020-01-01 00"), none, nil},
		{"the last good one stays", Policy{Days: 1}, made("2026-11-14 03", "2026-11-15 03", "2026-11-16 03"), func(s Stored) bool { return s.File == "2026-11-16 03" }, []string{"2026-11-14 03"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var goes []string
			for _, s := range row.policy.Surplus(row.list, row.bad) {
				goes = append(goes, s.File)
			}
			if !slices.Equal(goes, row.goes) {
				t.Errorf("%v go, want %v", goes, row.goes)
			}
		})
	}
}

func TestWhenTheNextBackupIsDue(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	hours := func(n float64) time.Time { return now.Add(time.Duration(n * float64(time.Hour))) }
	rows := []struct {
		name string
		h    history
		want time.Time
	}{
		{"never made: now", history{}, now},
		{"made an hour ago: in 23", history{good: hours(-1), tried: hours(-1)}, hours(23)},
		{"made two days ago: it was yesterday", history{good: hours(-48), tried: hours(-48)}, hours(-24)},
		{"failed once: after ten minutes", history{good: hours(-24), tried: now, failures: 1}, now.Add(10 * time.Minute)},
		{"failed three times: after forty", history{tried: now, failures: 3}, now.Add(40 * time.Minute)},
		{"failed for days: once a day", history{tried: now, failures: 40}, hours(24)},
		{"the clock went back a year: in a day", history{good: hours(8760), tried: hours(8760)}, hours(24)},
	}
	for _, row := range rows {
		if got := due(24*time.Hour, row.h, now); !got.Equal(row.want) {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

func TestNamesAreReadAsTheyAreWritten(t *testing.T) {
	n := Name{"0a1b2c3d", time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC), 1795999041, true}
	if got, ours := ParseName(n.String()); !ours || got != n {
		t.Errorf("%s is read as %+v, %v", n, got, ours)
	}
	for _, other := range []string{"erasures", "aula.tar", "aula-0a1b2c3d-20261126T030000Z-1795999041.tar.partial", "aula-0a1b2c3d-20269926T030000Z-1.tar", "x-" + n.String()} {
		if _, ours := ParseName(other); ours {
			t.Errorf("%s is taken for ours", other)
		}
	}
}

func TestAKeyFileIsWhatItHolds(t *testing.T) {
	rows := []struct {
		name, content string
		seals, opens  bool
	}{
		{"a recipient", "# the centre\nage1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n", true, false},
		{"a passphrase", "quattro gatti sul tetto\n", true, true},
		{"a short passphrase", "gatto\n", false, false},
		{"nothing", "\n\n", false, false},
		{"several lines of something", "ssh-ed25519 AAAA\nssh-ed25519 BBBB\n", false, false},
		{"a broken recipient", "age1xyz\n", false, false},
		{"a broken identity", "AGE-SECRET-KEY-1XYZ\n", false, false},
	}
	for _, row := range rows {
		k, err := parseKey(row.content)
		if k.Seals() != row.seals || len(k.identities) > 0 != row.opens || (err == nil) != row.seals {
			t.Errorf("%s: seals %v, opens %v, %v", row.name, k.Seals(), len(k.identities) > 0, err)
		}
	}
}

func FuzzErasures(f *testing.F) {
	f.Add([]byte("2026-11-26T18:15:00Z 0a1b2c3d4e5f6g7\n"))
	f.Add([]byte("2026-11-26T18:15:00Z\n\n x\xff 2026"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for person, when := range parseErasures(content) {
			if !personID.MatchString(person) || when.IsZero() && len(content) == 0 {
				t.Errorf("took %q", person)
			}
		}
	})
}
