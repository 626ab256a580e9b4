package e2e

import (
	"database/sql"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

func TestNothingThatIsWrittenDownNamesAnybodyOrOpensADoor(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	v := h.newLearner(t, "Ludovica", "Tracciabile")
	a := v.begins("spid-e-cie", "quiz-finale")
	v.json(http.MethodPost, "/api/aula/attempts/"+a.ID+"/submission", nil, nil)
	v.call(http.MethodPatch, "/api/aula/attempts/"+a.ID, map[string]any{"answers": map[string]any{}}) // too late
	token := v.bearer()
	v.withToken(token, "/api/collections/users/records?filter=email%3D%27"+url.QueryEscape(v.mailbox)+"%27")
	v.get("/sign-up/confirm?token=eyJforged.eyJforged.forged")
	v.get("/api/aula/certificates/ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2?name=Tracciabile")
	for _, way := range []string{"auth-with-password", "request-password-reset", "confirm-verification", "request-otp", "auth-with-otp"} {
		v.call(http.MethodPost, "/api/collections/users/"+way+"?email="+url.QueryEscape(v.mailbox), map[string]any{
			"identity": v.mailbox, "email": v.mailbox, "password": "una parola segretissima", "token": token, "otpId": "1234567890abcde",
		})
	}
	if err := h.stop(); err != nil { // what is still to be written is written
		t.Fatal(err)
	}
	rows := h.writtenDown(t)
	if len(rows) < 5 {
		t.Fatalf("only %d entries", len(rows))
	}
	for _, row := range rows {
		for _, secret := range []string{
			v.mailbox, strings.ReplaceAll(v.mailbox, "@", "%40"), "Ludovica", "Tracciabile", "segretissima", token[:20], "eyJ", a.ID,
			"ABCDE", "1234567890abcde", "127.0.0.1", "Go-http-client",
		} {
			if strings.Contains(row, secret) {
				t.Errorf("%q is written down: %s", secret, row)
			}
		}
	}
}

// writtenDown is every entry of the technical log.
func (h *house) writtenDown(t *testing.T) (rows []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "auxiliary.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.Query("SELECT message || ' ' || data FROM _logs")
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var row string
		if err := found.Scan(&row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}
