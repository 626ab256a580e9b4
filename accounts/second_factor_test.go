package accounts

import (
	"encoding/base32"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pquerna/otp/hotp"

	"aula/internal/testapp"
	"aula/internal/vault"
)

// locked is an academy in which somebody has an app, and a session in which its code was not given yet.
type locked struct {
	*testing.T
	core.App
	*vault.Vault
	clock   *clock
	p       *Person
	secret  string
	spare   []string
	token   string
	session string
}

func lock(t *testing.T, role Role) *locked {
	t.Helper()
	app := testapp.New(t)
	l := &locked{T: t, App: app, Vault: testapp.Vault(t), clock: &clock{time.Now()}, p: member(t, app, "ada@example.it", role)}
	MeasureSessionsBy(app, l.clock.now)
	l.open()
	setup, err := BeginApp(app, l.p, l.session, "Centro: di prova")
	if err != nil {
		t.Fatal(err)
	}
	l.secret = setup.Secret
	if l.spare, err = FinishApp(app, l.Vault, l.p, l.session, "Telefono", l.code(-30*time.Second)); err != nil {
		t.Fatal(err)
	}
	l.open()
	return l
}

// open signs in by password.
func (l *locked) open() {
	l.Helper()
	token, err := OpenSession(l.App, l.p.Record, "Firefox", BriefStay)
	if err != nil {
		l.Fatal(err)
	}
	l.token, l.session = token, l.visit(token).Session
}

func (l *locked) visit(token string) Visit {
	l.Helper()
	DoorkeeperOf(l.App).ForgetAll()
	v, err := DoorkeeperOf(l.App).Recognise(l.App, token)
	if err != nil {
		l.Fatal(err)
	}
	return v
}

// code is what the app shows at a distance from now.
func (l *locked) code(away time.Duration) string {
	l.Helper()
	code, err := hotp.GenerateCode(l.secret, uint64(l.clock.now().Add(away).Unix()/30))
	if err != nil {
		l.Fatal(err)
	}
	return code
}

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for _, row := range []struct { // RFC 6238, appendix B, by SHA-1: the last six digits of eight
		at   int64
		code string
	}{
		{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
	} {
		if step, right := stepOf(secret, row.code, time.Unix(row.at, 0)); !right || step != row.at/30 {
			t.Errorf("%s at %d: step %d, %v", row.code, row.at, step, right)
		}
		if _, right := stepOf(secret, row.code, time.Unix(row.at+120, 0)); right {
			t.Errorf("%s holds two minutes after %d", row.code, row.at)
		}
	}
}

func TestHowFarAPhonesClockMayBeOff(t *testing.T) {
	l := lock(t, Learner)
	for _, row := range []struct {
		away time.Duration
		want error
	}{
		{-60 * time.Second, ErrFactorCode}, {-30 * time.Second, ErrFactorUsed}, {0, nil}, {0, ErrFactorUsed}, {-30 * time.Second, ErrFactorUsed},
		{30 * time.Second, nil}, {60 * time.Second, ErrFactorCode},
	} {
		if err := GiveCode(l.App, l.Vault, l.p.Id, l.session, l.code(row.away)); !errors.Is(err, row.want) {
			t.Errorf("%s away: %v, want %v", row.away, err, row.want)
		}
	}
}

func TestACodeOpensOneDoorHoweverManyTryAtOnce(t *testing.T) {
	l := lock(t, Learner)
	for name, code := range map[string]string{"of the app": l.code(0), "spare": l.spare[3]} {
		var wait sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wait.Go(func() { errs[i] = GiveCode(l.App, l.Vault, l.p.Id, l.session, code) })
		}
		wait.Wait()
		opened := 0
		for _, err := range errs {
			if err == nil {
				opened++
			} else if !errors.Is(err, ErrFactorUsed) && !errors.Is(err, ErrFactorCode) {
				t.Error(err)
			}
		}
		if opened != 1 {
			t.Errorf("a code %s opened %d doors", name, opened)
		}
	}
	if left, err := SpareCodesLeft(l.App, l.p.Id); left != spareCodes-1 || err != nil {
		t.Errorf("%d left, %v", left, err)
	}
}

func TestSpareCodesAsPeopleTypeThem(t *testing.T) {
	l := lock(t, Learner)
	if len(l.spare) != spareCodes {
		t.Fatal(l.spare)
	}
	rows := []struct {
		name, typed string
		want        error
	}{
		{"as printed", l.spare[0], nil},
		{"again", l.spare[0], ErrFactorCode},
		{"without dashes, in capitals", strings.ToUpper(strings.ReplaceAll(l.spare[1], "-", " ")), nil},
		{"with letters read for digits", strings.NewReplacer("0", "O", "1", "l").Replace(l.spare[2]), nil},
		{"another's", "0000-0000-0000-0000", ErrFactorCode},
		{"nothing", "", ErrFactorCode},
	}
	for _, row := range rows {
		if err := GiveCode(l.App, l.Vault, l.p.Id, l.session, row.typed); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	fresh, err := RenewSpareCodes(l.App, l.p)
	if err != nil || len(fresh) != spareCodes {
		t.Fatal(fresh, err)
	}
	if err := GiveCode(l.App, l.Vault, l.p.Id, l.session, l.spare[9]); !errors.Is(err, ErrFactorCode) {
		t.Errorf("an old one: %v", err)
	}
	if err := GiveCode(l.App, l.Vault, l.p.Id, l.session, fresh[9]); err != nil {
		t.Errorf("a new one: %v", err)
	}
}

func TestWhatASecondFactorAsksOfSomebody(t *testing.T) {
	now := time.Now()
	rows := []struct {
		name              string
		has, needs, given bool
		asked             time.Time
		want              FactorState
	}{
		{"a learner without", false, false, false, time.Time{}, FactorFree},
		{"a learner who has one", true, false, false, time.Time{}, FactorAsked},
		{"the same after giving it", true, false, true, time.Time{}, FactorFree},
		{"staff who were never asked", false, true, false, time.Time{}, FactorLater},
		{"staff after thirteen days", false, true, false, now.Add(-13 * 24 * time.Hour), FactorLater},
		{"staff after fourteen days", false, true, false, now.Add(-14 * 24 * time.Hour), FactorDue},
		{"staff who have one", true, true, false, now.Add(-14 * 24 * time.Hour), FactorAsked},
		{"the same after giving it", true, true, true, now.Add(-14 * 24 * time.Hour), FactorFree},
		{"somebody who gave one that was taken away since", false, true, true, now.Add(-15 * 24 * time.Hour), FactorDue},
	}
	for _, row := range rows {
		if got := factorState(row.has, row.needs, row.given, row.asked, now); got != row.want {
			t.Errorf("%s: %d, want %d", row.name, got, row.want)
		}
	}
}

func TestWhoMustHaveASecondFactor(t *testing.T) {
	app := testapp.New(t)
	body := testapp.Save(t, app, "organisations", map[string]any{"ipa": "c_l736", "name": "Comune di Venezia", "kind": "comune"})
	ExemptFromFactor(app, "demo@example.it")
	person := func(email string, role Role, there MembershipRole, from time.Duration) *core.Record {
		p := member(t, app, email, role)
		if there != "" {
			if _, err := Join(app, p.Id, Joining{User: p.Id, Organisation: body.Id, Role: there, From: time.Now().Add(from)}); err != nil {
				t.Fatal(err)
			}
		}
		return p.Record
	}
	rows := []struct {
		user *core.Record
		want bool
	}{
		{person("learner@example.it", Learner, "", 0), false}, {person("author@example.it", Author, "", 0), false}, {person("host@example.it", Host, "", 0), false},
		{person("staff@example.it", Staff, "", 0), true}, {person("head@example.it", Administrator, "", 0), true}, {person("demo@example.it", Administrator, "", 0), false},
		{person("employee@example.it", Learner, Employee, -time.Hour), false}, {person("referent@example.it", Learner, Referent, -time.Hour), true},
		{person("tomorrow@example.it", Learner, Referent, 24*time.Hour), false},
	}
	for _, row := range rows {
		if got, err := NeedsFactor(app, row.user); got != row.want || err != nil {
			t.Errorf("%s must: %v, %v", row.user.Email(), got, err)
		}
	}
	if without, all, err := CountWithoutFactor(app); without != 3 || all != 3 || err != nil {
		t.Errorf("%d of %d without, %v", without, all, err)
	}
}

func TestASessionIsHalfUntilTheFactorIsGiven(t *testing.T) {
	l := lock(t, Staff)
	if v := l.visit(l.token); v.Factor != FactorAsked || !v.Given.IsZero() {
		t.Fatalf("%+v", v)
	}
	if err := GiveCode(l.App, l.Vault, l.p.Id, l.session, l.code(0)); err != nil {
		t.Fatal(err)
	}
	if v := l.visit(l.token); v.Factor != FactorFree || v.Given.IsZero() {
		t.Errorf("%+v", v)
	}
	if err := GiveCode(l.App, l.Vault, l.p.Id, "nosuchsession12", l.code(30*time.Second)); !errors.Is(err, ErrNoSession) {
		t.Errorf("a session that ended: %v", err)
	}
}

func TestTheFirstFactorEndsWhatWasOpenedWithout(t *testing.T) {
	app := testapp.New(t)
	l := &locked{T: t, App: app, Vault: testapp.Vault(t), clock: &clock{time.Now()}, p: member(t, app, "ada@example.it", Staff)}
	MeasureSessionsBy(app, l.clock.now)
	program := must(l.p.NewAuthToken())
	l.open()
	before := l.token
	setup, err := BeginApp(app, l.p, l.session, "Centro")
	if err != nil {
		t.Fatal(err)
	}
	l.secret = setup.Secret
	if _, err := FinishApp(app, l.Vault, l.p, l.session, "Telefono", "000000"); !errors.Is(err, ErrFactorCode) {
		t.Errorf("a wrong code: %v", err)
	}
	if again, err := BeginApp(app, l.p, l.session, "Centro"); err != nil || again != setup {
		t.Errorf("opening the page again: %v, %v", again, err)
	}
	if _, err := FinishApp(app, l.Vault, l.p, l.session, "Telefono", l.code(0)); err != nil {
		t.Fatal(err)
	}
	if _, err := FinishApp(app, l.Vault, l.p, l.session, "Telefono", l.code(0)); !errors.Is(err, ErrFactorBegun) {
		t.Errorf("twice: %v", err)
	}
	DoorkeeperOf(app).ForgetAll()
	if _, err := DoorkeeperOf(app).Recognise(app, before); !errors.Is(err, ErrNoSession) {
		t.Errorf("the session of before: %v", err)
	}
	if _, err := DoorkeeperOf(app).RecogniseToken(app, program); !errors.Is(err, ErrToken) {
		t.Errorf("the token of before: %v", err)
	}
	kept := must2(app.FindFirstRecordByData(secondFactors, "kind", "totp"))
	if strings.Contains(kept.GetString(fieldSecret), setup.Secret) {
		t.Error("the secret can be read")
	}
}

func TestWhatWasBegunTooLongAgoIsBegunAgain(t *testing.T) {
	l := lock(t, Learner)
	setup, err := BeginApp(l.App, l.p, l.session, "Centro")
	if err != nil {
		t.Fatal(err)
	}
	l.secret = setup.Secret
	l.clock.t = l.clock.t.Add(begunStay)
	if _, err := FinishApp(l.App, l.Vault, l.p, l.session, "Tavoletta", l.code(0)); !errors.Is(err, ErrFactorBegun) {
		t.Errorf("got %v", err)
	}
}

func TestFactorsAreRenamedAndRemovedButNotTheLastOfStaff(t *testing.T) {
	for _, row := range []struct {
		role Role
		want error
	}{{Staff, ErrLastFactor}, {Learner, nil}} {
		l := lock(t, row.role)
		list, err := SecondFactorsOf(l.App, l.p.Id)
		if err != nil || len(list) != 1 || list[0].Name() != "Telefono" {
			t.Fatal(list, err)
		}
		var problems Problems
		if err := RenameFactor(l.App, l.p.Id, list[0].Id, " "); !errors.As(err, &problems) {
			t.Errorf("no name: %v", err)
		}
		if err := RenameFactor(l.App, member(t, l.App, "eva@example.it", Learner).Id, list[0].Id, "Mio"); !errors.Is(err, ErrNoFactor) {
			t.Errorf("another's: %v", err)
		}
		if err := RenameFactor(l.App, l.p.Id, list[0].Id, " Il  mio "); err != nil {
			t.Error(err)
		}
		if err := RemoveFactor(l.App, l.p, list[0].Id); !errors.Is(err, row.want) {
			t.Errorf("%s removes the last: %v", row.role, err)
		}
		if left, err := SpareCodesLeft(l.App, l.p.Id); err != nil || (left == 0) != (row.want == nil) {
			t.Errorf("%d spare codes left, %v", left, err)
		}
	}
}

func TestAnAdministratorResetsAnothersFactors(t *testing.T) {
	l := lock(t, Staff)
	head := member(t, l.App, "head@example.it", Administrator)
	var problems Problems
	if err := ResetFactors(l.App, head.Id, l.p, "because"); !errors.As(err, &problems) {
		t.Errorf("no reason: %v", err)
	}
	if err := ResetFactors(l.App, l.p.Id, l.p, "lost"); !errors.Is(err, ErrOwnFactor) {
		t.Errorf("one's own: %v", err)
	}
	if err := ResetFactors(l.App, head.Id, l.p, "lost"); err != nil {
		t.Fatal(err)
	}
	DoorkeeperOf(l.App).ForgetAll()
	if _, err := DoorkeeperOf(l.App).Recognise(l.App, l.token); !errors.Is(err, ErrNoSession) {
		t.Errorf("the session: %v", err)
	}
	if has, err := HasFactor(l.App, l.p.Id); has || err != nil {
		t.Errorf("has %v, %v", has, err)
	}
	if err := ResetFactors(l.App, head.Id, l.p, "lost"); !errors.Is(err, ErrNoFactor) {
		t.Errorf("twice: %v", err)
	}
	entry := must2(l.App.FindFirstRecordByData("audit_entries", "act", "factor.reset"))
	if entry.GetString("by") != head.Id || !strings.Contains(entry.GetString("details"), "lost") {
		t.Error(entry)
	}
}

func TestWhoHasJustShownWhoTheyAreMayChangeTheirFactors(t *testing.T) {
	l := lock(t, Staff)
	if !l.visit(l.token).Fresh {
		t.Error("not after signing in")
	}
	l.clock.t = l.clock.t.Add(freshFor + time.Minute)
	if l.visit(l.token).Fresh {
		t.Error("still after a while")
	}
	for name, secret := range map[string]string{"nothing": "", "a wrong password": "wrong", "a wrong code": "000000", "a used code": l.code(-11*time.Minute - 30*time.Second)} {
		if err := ShowAgainForFactors(l.App, l.Vault, l.p, l.session, secret); !errors.Is(err, ErrCredentials) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, row := range []struct {
		name string
		show func() string
	}{
		{"the password", func() string { return goodPassword }},
		{"a code of the app", func() string { return l.code(0) }},
		{"a spare code", func() string { return l.spare[0] }},
	} {
		if err := ShowAgainForFactors(l.App, l.Vault, l.p, l.session, row.show()); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		if !l.visit(l.token).Fresh {
			t.Errorf("not after %s", row.name)
		}
		l.clock.t = l.clock.t.Add(freshFor)
	}
}

func must2(r *core.Record, err error) *core.Record {
	if err != nil {
		panic(err)
	}
	return r
}
