package hooks_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/taxcode"
	"aula/internal/testapp"
	"aula/internal/vault"
)

// withTaxCode gives somebody a tax code that was invented, and returns what lies in the database of it.
func withTaxCode(t *testing.T, app core.App, v *vault.Vault, user *core.Record, text string) (sealed, mark string) {
	t.Helper()
	code, err := taxcode.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := accounts.Find(app, user.Id)
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.SetTaxCode(app, v, p, code); err != nil {
		t.Fatal(err)
	}
	return p.GetString("tax_code"), p.GetString("tax_mark")
}

func TestNobodySeesFiltersSortsOrWritesWhatIsSealed(t *testing.T) {
	app, base := newServer(t)
	ada := testapp.Person(t, app, "learner")
	chief := testapp.Person(t, app, "administrator")
	root := testapp.Save(t, app, core.CollectionNameSuperusers, map[string]any{"email": "root@example.it", "password": "una parola lunga"})
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"})
	enrolment := testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course.Id, "cycle": 1})
	sealed, mark := withTaxCode(t, app, testapp.Vault(t), ada, "MRTMTT25D09F205Z")
	users := base + "/api/collections/users/records"

	for name, token := range map[string]string{"the owner": testapp.Token(t, ada), "an administrator": testapp.Token(t, chief), "nobody": ""} {
		for _, address := range []string{
			users, users + "/" + ada.Id, users + "?fields=*,tax_code,tax_mark", users + "/" + ada.Id + "?fields=tax_code,tax_mark", base + "/api/collections/enrolments/records?expand=user",
			base + "/api/collections/enrolments/records/" + enrolment.Id + "?expand=user&fields=*,expand.user.tax_code,expand.user.tax_mark",
			base + "/api/collections/courses/records?expand=enrolments_via_course.user",
		} {
			if _, answer := call(t, http.MethodGet, address, token, nil); strings.Contains(answer, "tax_") || strings.Contains(answer, sealed) || strings.Contains(answer, mark) {
				t.Errorf("%s sees at %s: %s", name, address, answer)
			}
		}
		for _, address := range []string{
			users + "?filter=" + url.QueryEscape("tax_mark != ''"), users + "?filter=" + url.QueryEscape("tax_code ~ 'v1'"), users + "?sort=tax_mark", users + "?sort=-tax_code",
			base + "/api/collections/enrolments/records?filter=" + url.QueryEscape("user.tax_mark ~ 'v1'"), base + "/api/collections/enrolments/records?sort=user.tax_mark",
			base + "/api/collections/courses/records?filter=" + url.QueryEscape("enrolments_via_course.user.tax_mark ?~ 'v1'"),
		} {
			if status, answer := call(t, http.MethodGet, address, token, nil); status < 400 {
				t.Errorf("%s asks by %s: %d %s", name, address, status, answer)
			}
		}
	}
	if _, answer := call(t, http.MethodPost, base+"/api/collections/users/auth-with-password", "", map[string]any{"identity": ada.Email(), "password": testapp.Password}); strings.Contains(answer, "tax_") || !strings.Contains(answer, ada.Id) {
		t.Errorf("who signs in is told %s", answer)
	}
	for name, token := range map[string]string{"the owner": testapp.Token(t, ada), "the superuser": testapp.Token(t, root)} {
		for _, field := range []string{"tax_code", "tax_mark"} {
			for _, value := range []string{"", "v1.1.AAAA"} {
				call(t, http.MethodPatch, users+"/"+ada.Id, token, map[string]any{field: value})
			}
		}
		now, err := app.FindRecordById("users", ada.Id)
		if err != nil || now.GetString("tax_code") != sealed || now.GetString("tax_mark") != mark {
			t.Errorf("%s has written it: %v", name, err)
		}
	}
}

func TestRealtimeTellsNothingOfWhatIsSealed(t *testing.T) {
	app, base := newServer(t)
	ada := testapp.Person(t, app, "learner")
	_, mark := withTaxCode(t, app, testapp.Vault(t), ada, "MRTMTT25D09F205Z")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/realtime", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	client := after(t, lines, "id:")
	by := func(filter string) string {
		return "users/*?options=" + url.QueryEscape(`{"query":{"filter":"`+filter+`"}}`)
	}
	plain, named := "users/"+ada.Id, by("given_name = 'Rita'")
	sealed := []string{by("tax_mark != ''"), by("tax_mark = '" + mark + "'"), by("tax_code ~ 'v1'")}
	if status, answer := call(t, http.MethodPost, base+"/api/realtime", testapp.Token(t, ada), map[string]any{"clientId": client, "subscriptions": append(sealed, named, plain)}); status >= 300 {
		t.Fatalf("%d %s", status, answer)
	}
	// What may be heard is waited for: it shows that filters work, and nothing is on its way when the test leaves, which PocketBase's broker
	// calls a race. Whatever the first change lets out has come when the second is told.
	heard := map[string]int{}
	for round := 1; round <= 2; round++ {
		if status, answer := call(t, http.MethodPatch, base+"/api/collections/users/records/"+ada.Id, testapp.Token(t, ada), map[string]any{"given_name": "Rita"}); status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
		for heard[plain] < round || heard[named] < round {
			topic := after(t, lines, "event:")
			heard[topic]++
			if data := after(t, lines, "data:"); strings.Contains(data, "tax_") {
				t.Errorf("%s is told %s", topic, data)
			}
		}
	}
	for _, topic := range sealed {
		if heard[topic] > 0 {
			t.Errorf("%s lets something out", topic)
		}
	}
}

// after is what follows the next line that begins so.
func after(t *testing.T, lines *bufio.Scanner, prefix string) string {
	t.Helper()
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), prefix); ok {
			return rest
		}
	}
	t.Fatalf("the stream ended before %s: %v", prefix, lines.Err())
	return ""
}

// A form may have read a person just before keys were changed, and save just after.
func TestAFormThatWasReadBeforeKeysWereChangedLosesNothing(t *testing.T) {
	app, _ := newServer(t)
	folder := filepath.Join(t.TempDir(), "keys")
	v, err := vault.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	ada := testapp.Person(t, app, "learner")
	withTaxCode(t, app, v, ada, "MRTMTT25D09F205Z")
	stale, err := accounts.Find(app, ada.Id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Advance(vault.TaxCode); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.SealedColumns[0].Reseal(app, v, "", 10); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.DropVersions(app, v, vault.TaxCode); err != nil {
		t.Fatal(err)
	}
	if err := accounts.Rename(app, stale, "Rita", "Rossi"); err != nil {
		t.Fatal(err)
	}
	now, err := accounts.Find(app, ada.Id)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := vault.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if code, err := accounts.TaxCode(fresh, now); err != nil || code.End() != "205Z" || now.Given() != "Rita" {
		t.Errorf("%s: %v", fmt.Sprint(code), err)
	}
	if err := accounts.RemoveTaxCode(app, stale); err != nil {
		t.Fatal(err)
	}
	if now, err = accounts.Find(app, ada.Id); err != nil || now.HasTaxCode() {
		t.Errorf("it is not removed: %v", err)
	}
}
