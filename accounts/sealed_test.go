package accounts

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/database"
	"aula/internal/testapp"
	"aula/internal/vault"
)

// fillTaxCodes adds that many people with codes that were invented, past all hooks.
func fillTaxCodes(t testing.TB, app core.App, v *vault.Vault, people int) {
	t.Helper()
	noError(t, app.RunInTransaction(func(tx core.App) error {
		for i := range people {
			id := fmt.Sprintf("p%014d", i)
			sealed, err := v.Seal(vault.TaxCode, []byte(invented(i)), []byte(id))
			if err != nil {
				return err
			}
			_, err = tx.DB().Insert(Collection, dbx.Params{
				"id": id, "email": id + "@example.org", "tokenKey": id, fieldTaxCode: sealed, fieldTaxMark: v.Mark(vault.TaxCode, invented(i)),
			}).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

func invented(i int) string { return fmt.Sprintf("XXXXXX%010d", i) }

// rotate seals everything anew by steps of most rows, and returns how many it took.
func rotate(t testing.TB, app core.App, v *vault.Vault, most int) (steps int) {
	t.Helper()
	for after := ""; ; steps++ {
		done, err := SealedColumns[0].Reseal(app, v, after, most)
		noError(t, err)
		if done.Rows == 0 {
			return steps
		}
		after = done.Last
	}
}

func sealedBy(t testing.TB, app core.App) map[int]int {
	t.Helper()
	count, err := SealedColumns[0].SealedBy(app)
	noError(t, err)
	return count
}

func TestKeysAreChangedInStepsAndNothingIsLost(t *testing.T) {
	const people = 25
	app := testapp.New(t)
	folder := t.TempDir()
	v, err := vault.Open(folder)
	noError(t, err)
	fillTaxCodes(t, app, v, people)
	member(t, app, "eva@example.it", Learner) // has none
	_, err = v.Advance(vault.TaxCode)
	noError(t, err)

	first, err := SealedColumns[0].Reseal(app, v, "", 10)
	noError(t, err)
	if got := sealedBy(t, app); first.Rows != 10 || !maps.Equal(got, map[int]int{1: 15, 2: 10}) {
		t.Fatalf("a step of 10: %+v, %v", first, got)
	}
	if _, err := DropVersions(app, v, vault.TaxCode); !errors.Is(err, ErrStillSealed) {
		t.Fatalf("the earlier version goes though 15 rows need it: %v", err)
	}
	readable(t, app, v, people) // as after kill -9: what a step did is whole

	samples, err := SealedSamples(app)
	noError(t, err)
	versions := map[string]int{}
	for _, sample := range samples {
		versions[sample.Sealed[:5]]++
	}
	if !maps.Equal(versions, map[string]int{"v1.1.": samplesEach, "v1.2.": samplesEach}) {
		t.Errorf("samples %v", versions)
	}
	v, err = vault.Open(folder, samples...) // the program starts anew
	noError(t, err)
	rotate(t, app, v, 10)
	if got := sealedBy(t, app); !maps.Equal(got, map[int]int{2: people}) {
		t.Fatalf("afterwards: %v", got)
	}
	dropped, err := DropVersions(app, v, vault.TaxCode)
	if err != nil || len(dropped) != 1 || dropped[0] != 1 {
		t.Fatalf("dropped %v, %v", dropped, err)
	}
	fresh, err := vault.Open(folder)
	noError(t, err)
	readable(t, app, fresh, people)
	if steps := rotate(t, app, fresh, 10); steps != 0 {
		t.Errorf("a second run took %d steps", steps)
	}
}

// readable tells whether everybody's code opens and leads to them.
func readable(t testing.TB, app core.App, v *vault.Vault, people int) {
	t.Helper()
	for i := range people {
		p, err := Find(app, fmt.Sprintf("p%014d", i))
		noError(t, err)
		plain, err := v.Unseal(vault.TaxCode, p.GetString(fieldTaxCode), []byte(p.Id))
		if err != nil || string(plain) != invented(i) {
			t.Errorf("%s does not open: %v", p.Id, err)
		}
		marks, err := v.Marks(vault.TaxCode, invented(i))
		noError(t, err)
		found := &Person{}
		if err := byTaxMarks(app, marks).One(found); err != nil || found.Id != p.Id {
			t.Errorf("%s is not found: %v", p.Id, err)
		}
	}
}

func TestARowThatDoesNotOpenIsNamedAndStopsNoOther(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	fillTaxCodes(t, app, v, 3)
	broken := "p00000000000001"
	_, err := app.DB().Update(Collection, dbx.Params{fieldTaxCode: "v1.1.AAAA"}, dbx.HashExp{"id": broken}).Execute()
	noError(t, err)
	_, err = v.Advance(vault.TaxCode)
	noError(t, err)
	done, err := SealedColumns[0].Reseal(app, v, "", 10)
	if err != nil || done.Rows != 3 || len(done.Faulty) != 1 || done.Faulty[0] != broken {
		t.Errorf("%+v, %v", done, err)
	}
	if got := sealedBy(t, app); !maps.Equal(got, map[int]int{1: 1, 2: 2}) {
		t.Errorf("%v", got)
	}
	if _, err := DropVersions(app, v, vault.TaxCode); !errors.Is(err, ErrStillSealed) {
		t.Errorf("its key goes: %v", err)
	}
}

// The academy is one process, the command that changes its keys another: they share the folder alone.
func TestKeysAreChangedWhileTheAcademyIsOpen(t *testing.T) {
	server := testapp.New(t)
	command := core.NewBaseApp(core.BaseAppConfig{DataDir: server.DataDir(), DBConnect: database.Connect})
	noError(t, command.Bootstrap())
	t.Cleanup(func() { noError(t, command.ResetBootstrapState()) })
	folder := t.TempDir()
	ours, err := vault.Open(folder)
	noError(t, err)
	theirs, err := vault.Open(folder)
	noError(t, err)
	ada, eva := member(t, server, "ada@example.it", Learner), member(t, server, "eva@example.it", Learner)
	noError(t, SetTaxCode(server, ours, ada, taxCodeOf(t, adasCode)))

	_, err = theirs.Advance(vault.TaxCode)
	noError(t, err)
	if err := SetTaxCode(server, ours, eva, taxCodeOf(t, adasCode)); !errors.Is(err, ErrTaxCodeTaken) {
		t.Errorf("a code marked by the earlier version is given twice: %v", err)
	}
	noError(t, SetTaxCode(server, ours, eva, taxCodeOf(t, evasCode)))
	if got := sealedBy(t, server); !maps.Equal(got, map[int]int{1: 1, 2: 1}) {
		t.Errorf("the academy seals by %v", got)
	}
	rotate(t, command, theirs, 1)
	_, err = DropVersions(command, theirs, vault.TaxCode)
	noError(t, err)
	for text, p := range map[string]*Person{adasCode: ada, evasCode: eva} {
		if found, err := FindByTaxCode(server, ours, taxCodeOf(t, text)); err != nil || found.Id != p.Id {
			t.Errorf("not found: %v", err)
		}
		if got, err := TaxCode(ours, reread(t, server, p)); err != nil || got != taxCodeOf(t, text) {
			t.Errorf("does not open: %v", err)
		}
	}
}

func TestARecordThatWasReadBeforeKeepsWhatIsSealedAnew(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	ada := member(t, app, "ada@example.it", Learner)
	noError(t, SetTaxCode(app, v, ada, taxCodeOf(t, adasCode)))
	stale, removed := reread(t, app, ada), reread(t, app, ada)
	_, err := v.Advance(vault.TaxCode)
	noError(t, err)
	rotate(t, app, v, 10)
	_, err = DropVersions(app, v, vault.TaxCode)
	noError(t, err)
	stale.Set(fieldGiven, "Rita")
	noError(t, KeepSealed(app, stale.Record))
	noError(t, app.Save(stale.Record))
	if got := sealedBy(t, app); !maps.Equal(got, map[int]int{2: 1}) {
		t.Errorf("sealed by %v", got)
	}
	removed.Set(fieldTaxCode, "")
	removed.Set(fieldTaxMark, "")
	noError(t, KeepSealed(app, removed.Record))
	if removed.HasTaxCode() {
		t.Error("what its writer changes comes back")
	}
}
