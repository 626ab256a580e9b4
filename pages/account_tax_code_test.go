package pages

import (
	"bytes"
	"context"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tools/logger"

	"aula/accounts"
)

// Codes that were invented.
const (
	mattos    = "MRTMTT25D09F205Z"
	samanthas = "MLLSNT82P65Z404U"
)

func TestATaxCodeIsAddedShownByItsEndAndRemoved(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	at, status, body := v.page("/me/account")
	v.found("/me/account", 200, at, status, body, "non indicato", "Aggiungi il codice fiscale")
	at, status, body = v.page("/me/account/tax-code")
	v.found("/me/account/tax-code", 200, at, status, body, "Serve a riconoscerti quando entri con SPID")
	if strings.Contains(body, "Togli il codice") {
		t.Error("there is nothing to remove")
	}
	at, status, body = v.send("/me/account/tax-code", "tax_code", " mrt mtt 25d09 f205z ")
	v.found("/me/account", 200, at, status, body, "Il codice fiscale è salvato", "termina con 205Z")
	for _, path := range []string{"/me/account", "/me/account/tax-code", "/me"} {
		if _, _, body := v.page(path); strings.Contains(strings.ToUpper(body), mattos[:8]) {
			t.Errorf("%s shows the code", path)
		}
	}
	at, status, body = v.send("/me/account/tax-code", "tax_code", "94012340272")
	v.found("/me/account", 200, at, status, body, "termina con 0272") // the provisional one
	at, status, body = v.send("/me/account/tax-code/removal")
	v.found("/me/account", 200, at, status, body, "Il codice fiscale è stato tolto", "non indicato")
}

func TestWhatIsWrongWithATaxCodeIsSaidAndWhatWasTypedStays(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	rows := []struct{ typed, says string }{
		{"", "ha 16 caratteri"},
		{"MRTMTT25D09F205", "ha 16 caratteri"},
		{"MRTMTT2SD09F2O5Z", "Il carattere numero 14"},
		{"MRTMTT25B30F205Z", "caratteri dal 7 all&#39;11"},
		{"MRTMTT25D09F205A", "L&#39;ultimo carattere"},
	}
	for _, row := range rows {
		at, status, body := v.send("/me/account/tax-code", "tax_code", row.typed)
		v.found("/me/account/tax-code", 422, at, status, body, row.says, `id="tax_code-error"`, `value="`+row.typed+`"`, `aria-invalid="true"`)
	}
	other := d.member(t, "learner", "eva@example.org")
	other.send("/me/account/tax-code", "tax_code", mattos)
	at, status, body := v.send("/me/account/tax-code", "tax_code", mattos)
	v.found("/me/account/tax-code", 422, at, status, body, "già in un altro account")
	for range 8 { // whoever asks for many people
		at, status, body = v.send("/me/account/tax-code", "tax_code", mattos)
	}
	v.found("/me/account/tax-code", 429, at, status, body, "Troppi tentativi")
}

func TestACodeThatDoesNotOpenKeepsNoPageShut(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	p, err := accounts.FindByEmail(d.app, "ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	p.Set("tax_code", "v1.1.AAAA")
	if err := d.app.Save(p.Record); err != nil {
		t.Fatal(err)
	}
	at, status, body := v.page("/me/account")
	v.found("/me/account", 200, at, status, body, "avvisa il centro")
	at, status, body = v.send("/me/account/tax-code", "tax_code", mattos)
	v.found("/me/account", 200, at, status, body, "termina con 205Z")
}

func TestATaxCodeLiesNowhereInThePlain(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	v.send("/me/account/tax-code", "tax_code", mattos)
	v.send("/me/account/tax-code", "tax_code", mattos[:15]+"A")
	v.send("/me/account/tax-code", "tax_code", samanthas)
	v.page("/courses?q=" + samanthas) // somebody looks for it in the wrong field
	v.page("/api/collections/users/records?filter=tax_mark='" + samanthas + "'")
	d.member(t, "learner", "eva@example.org").send("/me/account/tax-code", "tax_code", samanthas)
	v.send("/me/account/email", "act", "code") // a mail goes out
	d.letter(t, `(\d{4} \d{4})`)
	if h, ok := d.app.Logger().Handler().(*logger.BatchHandler); !ok {
		t.Fatal("logs are kept otherwise now: this proves nothing")
	} else if err := h.WriteAll(context.Background()); err != nil {
		t.Fatal(err)
	}
	var shapes [][]byte
	for _, code := range []string{mattos, samanthas} {
		shapes = append(shapes, []byte(code[:11]), []byte(strings.ToLower(code[:11])), []byte(base64.StdEncoding.EncodeToString([]byte(code))[:12]))
	}
	looked := 0
	for _, folder := range []string{d.app.DataDir(), d.post} {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			content, err := os.ReadFile(path)
			looked += len(content)
			for _, shape := range shapes {
				if bytes.Contains(content, shape) {
					t.Errorf("%s is in %s", shape, path)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked < 100_000 {
		t.Errorf("only %d bytes were looked at", looked)
	}
}
