package commands

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/internal/vault"
	"aula/locales"
	"aula/organisations"
	"aula/webrtc"
)

// healthy is an academy in which the doctor finds little.
func healthy(t *testing.T) core.App {
	t.Helper()
	app := testapp.New(t)
	if err := os.Chmod(app.DataDir(), 0o700); err != nil {
		t.Fatal(err)
	}
	centre := organisations.Centre{
		Name: "Centro", IPA: "cm_ve", URL: "http://127.0.0.1:8090", SenderName: "Aula", SenderAddress: "aula@centro.invalid",
		Contact: "041 123", Signatory: "Anna Verdi", PrivacyURL: "https://example.org/p", AccessibilityURL: "https://example.org/a",
	}
	if err := organisations.Save(app, centre); err != nil {
		t.Fatal(err)
	}
	testapp.Person(t, app, "administrator")
	hour := types.NowDateTime().Add(-time.Hour)
	testapp.Save(t, app, "backups", map[string]any{"state": "done", "place": "/mnt", "file": "x", "began": hour, "ended": hour, "drill": "passed", "drilled": hour})
	return app
}

func findings(t *testing.T, app core.App, name string) map[string]severity {
	t.Helper()
	found := map[string]severity{}
	for _, e := range examinations {
		if e.name != name {
			continue
		}
		list, err := e.look(app)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			found[f.key] = f.severity
		}
	}
	return found
}

func TestWhatTheDoctorFinds(t *testing.T) {
	rows := []struct {
		name, look, want string
		severity         severity
		harm             func(t *testing.T, app core.App)
	}{
		{"a folder that all can read", "folder", "folder_open", warning, func(t *testing.T, app core.App) { must(t, os.Chmod(app.DataDir(), 0o755)) }},
		{"a schema that is behind", "schema", "schema_old", fault, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("DELETE FROM _migrations WHERE file LIKE '%_jobs.go'").Execute()
			must(t, err)
		}},
		{"nobody in charge", "people", "no_administrator", fault, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("UPDATE users SET role = 'staff'").Execute()
			must(t, err)
		}},
		{"a changed entry of the audit log", "audit", "audit_broken", fault, audited("DROP TRIGGER audit_entries_no_update", "UPDATE audit_entries SET by = 'x'")},
		{"an audit log that would change", "audit", "audit_unguarded", warning, audited("DROP TRIGGER audit_entries_no_delete")},
		{"a whole audit log, to note its head", "audit", "audit_whole", note, audited()},
		{"no code of the index", "centre", "no_ipa", fault, change(func(c *organisations.Centre) { c.IPA = "" })},
		{"no signatory", "centre", "no_signatory", warning, change(func(c *organisations.Centre) { c.Signatory = "" })},
		{"no declaration", "centre", "no_accessibility", warning, change(func(c *organisations.Centre) { c.AccessibilityURL = "" })},
		{"an address for this machine only", "address", "address_local", warning, change(func(*organisations.Centre) {})},
		{"no address", "address", "no_address", fault, change(func(c *organisations.Centre) { c.URL = "" })},
		{"an address in the clear", "address", "address_plain", fault, change(func(c *organisations.Centre) { c.URL = "http://aula.example.it" })},
		{"a proxy that nobody named", "address", "proxy_unknown", warning, change(func(c *organisations.Centre) { c.URL = "https://aula.example.it" })},
		{"a sender of another domain", "mail", "sender_elsewhere", warning, change(func(c *organisations.Centre) { c.URL = "https://aula.example.it" })},
		{"no sender", "mail", "no_sender", fault, change(func(c *organisations.Centre) { c.SenderAddress = "" })},
		{"a mail server that does not answer", "mail", "mail_server_away", fault, func(t *testing.T, app core.App) {
			c, err := organisations.CentreOf(app)
			must(t, err)
			must(t, organisations.SaveMail(app, *c, organisations.MailServer{Host: "127.0.0.1", Port: 2}))
		}},
		{"no key yet", "key", "key_missing", warning, func(*testing.T, core.App) {}},
		{"a broken key", "key", "key_unusable", fault, func(t *testing.T, app core.App) {
			must(t, os.MkdirAll(filepath.Join(app.DataDir(), "keys"), 0o700))
			must(t, os.WriteFile(filepath.Join(app.DataDir(), "keys", "seal.key"), []byte("no key"), 0o600))
		}},
		{"a key that all can read", "key", "key_open", fault, func(t *testing.T, app core.App) {
			must(t, os.MkdirAll(filepath.Join(app.DataDir(), "keys"), 0o700))
			must(t, os.WriteFile(filepath.Join(app.DataDir(), "keys", "seal.key"), []byte("no key"), 0o644))
		}},
		{"no key for what is sealed", "keys", "keys_missing", fault, func(t *testing.T, app core.App) {
			sealed(t, app)
			must(t, os.Remove(vault.Path(filepath.Join(app.DataDir(), "keys"), vault.TaxCode, 1)))
		}},
		{"another academy's key", "keys", "keys_foreign", fault, func(t *testing.T, app core.App) {
			sealed(t, app)
			must(t, os.RemoveAll(filepath.Join(app.DataDir(), "keys")))
			_, err := vault.Open(filepath.Join(app.DataDir(), "keys"))
			must(t, err)
		}},
		{"a damaged key", "keys", "keys_unusable", fault, func(t *testing.T, app core.App) {
			sealed(t, app)
			must(t, os.WriteFile(vault.Path(filepath.Join(app.DataDir(), "keys"), vault.SPIDLog, 1), []byte("{"), 0o600))
		}},
		{"a key of personal data that all can read", "keys", "keys_open", fault, func(t *testing.T, app core.App) {
			sealed(t, app)
			must(t, os.Chmod(vault.Path(filepath.Join(app.DataDir(), "keys"), vault.TaxCode, 1), 0o640))
		}},
		{"a change of keys that was ended", "keys", "keys_unfinished", warning, func(t *testing.T, app core.App) {
			_, err := sealed(t, app).Advance(vault.TaxCode)
			must(t, err)
		}},
		{"data from the future", "clock", "clock_back", fault, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("UPDATE users SET updated = '2999-01-01 00:00:00.000Z'").Execute()
			must(t, err)
		}},
		{"a schema that is ahead", "schema", "schema_newer", fault, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("INSERT INTO _migrations (file, applied) VALUES ('2999999999_later.go', 1)").Execute()
			must(t, err)
		}},
		{"no backup", "backups", "backup_none", warning, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("DELETE FROM backups").Execute()
			must(t, err)
		}},
		{"an old backup", "backups", "backup_old", fault, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("UPDATE backups SET began = '2026-01-01 00:00:00.000Z', next = '2026-01-02 00:00:00.000Z'").Execute()
			must(t, err)
		}},
		{"a backup that failed", "backups", "backup_failed", fault, func(t *testing.T, app core.App) {
			testapp.Save(t, app, "backups", map[string]any{"state": "failed", "began": types.NowDateTime(), "ended": types.NowDateTime(), "problem": "full"})
		}},
		{"a backup that cannot be brought back", "backups", "backup_drill_failed", fault, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("UPDATE backups SET drill = 'failed', drilled = '2026-01-02 00:00:00.000Z'").Execute()
			must(t, err)
		}},
		{"backups that nobody has tried to bring back", "backups", "backup_drill_none", warning, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("UPDATE backups SET drill = '', drilled = ''").Execute()
			must(t, err)
		}},
		{"backups that nobody has tried to bring back for months", "backups", "backup_drill_old", warning, func(t *testing.T, app core.App) {
			_, err := app.DB().NewQuery("UPDATE backups SET drilled = '2026-01-02 00:00:00.000Z'").Execute()
			must(t, err)
		}},
		{"ports that are this machine's alone", "network", "network_own", note, listens(webrtc.Listening{Ports: webrtc.Ports{Addresses: []string{"127.0.0.1"}, UDP: 8091}})},
		{"ports of both families that are this machine's alone", "network", "network_own", note, listens(webrtc.Listening{Ports: webrtc.Ports{Addresses: []string{"127.0.0.1", "::1"}, UDP: 8091}})},
		{"ports to open at one address of two", "network", "network_ports", note, listens(webrtc.Listening{Ports: webrtc.Ports{Addresses: []string{"127.0.0.1", "2001:db8::7"}, UDP: 8091}})},
		{"ports to open", "network", "network_ports", note, listens(webrtc.Listening{Ports: webrtc.Ports{UDP: 8091}})},
		{"a port that was another program's", "network", "network_moved", warning, listens(webrtc.Listening{Ports: webrtc.Ports{UDP: 40001}, Asked: webrtc.Asked{Media: 8091}})},
		{"a relay without TLS", "network", "network_no_tls", warning, listens(webrtc.Listening{Ports: webrtc.Ports{UDP: 8091, RelayTCP: 3478}})},
		{"a port that is another program's", "network", "network_taken", warning, func(t *testing.T, app core.App) {
			other, err := net.ListenPacket("udp", ":0")
			must(t, err)
			t.Cleanup(func() { other.Close() })
			listens(webrtc.Listening{Ports: webrtc.Ports{UDP: other.LocalAddr().(*net.UDPAddr).Port}})(t, app)
		}},
		{"an address that does not lead here", "network", "network_unreached", warning, func(t *testing.T, app core.App) {
			here, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			t.Cleanup(func() { here.Close() })
			listens(webrtc.Listening{Ports: webrtc.Ports{Addresses: []string{"127.0.0.1", "nowhere.invalid"}, TCP: here.Addr().(*net.TCPAddr).Port}})(t, app)
		}},
		{"work that was given up", "jobs", "jobs_failed", fault, func(t *testing.T, app core.App) {
			testapp.Save(t, app, "jobs", map[string]any{"kind": "mail", "state": "failed", "error": "no such host"})
		}},
		{"work that waits too long", "jobs", "jobs_late", warning, func(t *testing.T, app core.App) {
			testapp.Save(t, app, "jobs", map[string]any{"kind": "mail", "state": "waiting"})
			_, err := app.DB().NewQuery("UPDATE jobs SET created = '" + types.NowDateTime().Add(-2*time.Hour).String() + "'").Execute()
			must(t, err)
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := healthy(t)
			if got := findings(t, app, row.look)[row.want]; got != 0 && row.want != "address_local" && row.want != "key_missing" {
				t.Fatal("found before the harm was done")
			}
			row.harm(t, app)
			got := findings(t, app, row.look)
			if severity, ok := got[row.want]; !ok || severity != row.severity {
				t.Errorf("found %v, want %s", got, row.want)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// change writes the centre otherwise, and past the memory of it.
func change(edit func(*organisations.Centre)) func(*testing.T, core.App) {
	return func(t *testing.T, app core.App) {
		c, err := organisations.CentreOf(app)
		must(t, err)
		changed := *c
		edit(&changed)
		must(t, organisations.Save(app, changed))
		organisations.Forget(app)
	}
}

// audited writes an entry into the audit log and does what somebody else would not.
func audited(statements ...string) func(*testing.T, core.App) {
	return func(t *testing.T, app core.App) {
		e := audit.Entry{By: audit.System, Act: audit.CentreChanged, On: audit.Object{Kind: audit.Centre}}
		must(t, audit.Do(app, e, func(core.App) error { return nil }))
		for _, s := range statements {
			_, err := app.DB().NewQuery(s).Execute()
			must(t, err)
		}
	}
}

// listens writes what the academy wrote when it opened its ports.
func listens(l webrtc.Listening) func(*testing.T, core.App) {
	return func(t *testing.T, app core.App) {
		t.Helper()
		content, err := json.Marshal(l)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(app.DataDir(), webrtc.ListeningFile), content, 0o600))
	}
}

func TestTheRelaysCertificateIsLookedAtAsBrowsersDo(t *testing.T) {
	server := httptest.NewUnstartedServer(nil) // its certificate is nobody's who is trusted here
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	port := server.Listener.Addr().(*net.TCPAddr).Port
	found := shakeHands(webrtc.Ports{Name: "127.0.0.1", SecureTCP: port})
	if len(found) != 1 || found[0].key != "network_certificate" || found[0].severity != fault {
		t.Errorf("%+v", found)
	}
}

func TestEveryFindingHasItsTextAndItsRemedy(t *testing.T) {
	keys := []string{
		"no_folder", "not_examined", "folder_open", "disk_full", "disk_low", "schema_old", "assets_missing", "no_administrator",
		"no_name", "no_ipa", "no_signatory", "no_contact", "no_privacy", "no_accessibility", "no_address", "address_local",
		"address_plain", "proxy_unknown", "proxy_leftmost", "no_mail_server", "mail_server_away", "no_sender", "sender_elsewhere",
		"no_spf", "key_missing", "key_open", "key_unusable", "key_expired", "key_expires", "clock_back", "jobs_failed", "jobs_late",
		"schema_newer", "backup_none", "backup_failed", "backup_old", "backup_drill_failed", "backup_drill_none", "backup_drill_old",
		"film_missing", "keys_missing", "keys_foreign", "keys_unusable", "keys_unfinished", "keys_open",
	}
	for _, lang := range locales.Languages {
		l := locales.For(lang)
		for _, key := range keys {
			for _, part := range []string{"doctor." + key, "doctor." + key + "_remedy"} {
				if strings.Contains(l.T(part), "⟦") {
					t.Errorf("%s lacks %s", lang, part)
				}
			}
		}
		for _, e := range examinations {
			if strings.Contains(l.T("doctor.look."+e.name), "⟦") {
				t.Errorf("%s lacks the name of %s", lang, e.name)
			}
		}
	}
}

func TestTheDoctorsStatusIsThatOfTheWorst(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	app := healthy(t)
	var out bytes.Buffer
	if got := Execute([]string{"doctor", "--dir", app.DataDir()}, Program{Out: &out, Err: &out}); got == 0 || got > 2 {
		t.Errorf("status %d:\n%s", got, out.String())
	}
	for _, want := range []string{"✓ Schema del database", "solo su questa macchina"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("does not say %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "⟦") || strings.Contains(out.String(), "<no value>") {
		t.Errorf("a text is not whole:\n%s", out.String())
	}
	out.Reset()
	if got := Execute([]string{"doctor", "--dir", filepath.Join(t.TempDir(), "none")}, Program{Out: &out, Err: &out}); got != 2 {
		t.Errorf("without an academy: status %d", got)
	}
}
