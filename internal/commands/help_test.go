package commands_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheCommandLineExplainsItselfInTheReadersLanguage(t *testing.T) {
	rows := []struct {
		lang, command string
		status        int
		says          string
	}{
		{"it_IT", "", 0, "Come si scrive:\n  aula COMANDO\n\nComandi:\n"},
		{"it_IT", "", 0, "«aula COMANDO --help» spiega un comando."},
		{"it_IT", "help courses export", 0, "aula courses export SLUG DIR [opzioni]"},
		{"it_IT", "serve --help", 0, `(di norma "24h")`},
		{"it_IT", "bakup", 1, "questo comando non c'è: «aula help»"},
		{"it_IT", "help bakup", 1, "questo comando non c'è"},
		{"it_IT", "backup restore", 1, "il comando si scrive così: aula backup restore FILE|latest [opzioni]"},
		{"it_IT", "doctor --colour", 1, "un'opzione non va (unknown flag: --colour): «aula doctor --help»"},
		{"de_DE", "backup create --help", 0, "So wird er geschrieben:\n  aula backup create [Optionen]"},
		{"sl_SI", "bakup", 1, "tega ukaza ni"},
		{"en_GB", "health --help", 0, "Options of all commands:"},
	}
	for _, row := range rows {
		t.Setenv("LC_ALL", row.lang+".UTF-8")
		status, said := run(strings.Fields(row.command)...)
		if status != row.status || !strings.Contains(said, row.says) {
			t.Errorf("%s: aula %s: %d\n%s", row.lang, row.command, status, said)
		}
		for _, foreign := range []string{"Usage:\n", "Available Commands", "help for", "Global Flags", "(default "} {
			if row.lang != "en_GB" && strings.Contains(said, foreign) {
				t.Errorf("%s: aula %s says %q", row.lang, row.command, foreign)
			}
		}
	}
}

func TestHealthIsToldInTheReadersLanguage(t *testing.T) {
	rows := []struct {
		name, answer string
		code, status int
		says         string
	}{
		{"to everybody", `{"state":"well"}`, 200, 0, "L'accademia sta bene.\n"},
		{"to the operator", `{"state":"ill","checks":[{"check":"mail","state":"ill","error":"10 mails failed within an hour"},{"check":"disk","state":"well"}]}`,
			503, 1, "L'accademia non sta bene.\n  posta: male 10 mails failed within an hour\n  disco: bene\n"},
		{"by a later server", `{"state":"well","checks":[{"check":"moon","state":"well"}]}`, 200, 0, "L'accademia sta bene.\n  moon: bene\n"},
	}
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	for _, row := range rows {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(row.code)
			w.Write([]byte(row.answer))
		}))
		status, said := run("health", "--url", server.URL)
		server.Close()
		if status != row.status || said != row.says {
			t.Errorf("%s: %d\n%s", row.name, status, said)
		}
	}
}
