package commands

import (
	"bytes"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/accounts/cns/testoffice"
	"aula/internal/testapp"
)

func TestTheSettingOfCardsIsCheckedBeforeAnythingStarts(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	folder := t.TempDir()
	for _, row := range []struct {
		name string
		args []string
		says string
	}{
		{"authorities without a proxy", []string{"--cns-authorities", folder}, "servono insieme"},
		{"a proxy without authorities", []string{"--cns-proxy", "127.0.0.1"}, "servono insieme"},
		{"a proxy that is a name", []string{"--cns-authorities", folder, "--cns-proxy", "proxy.example.it"}, "«proxy.example.it» non è un indirizzo"},
		{"an address in clear", []string{"--cns-authorities", folder, "--cns-proxy", "10.0.0.0/24", "--cns-url", "http://cns.example.it"}, "non è un indirizzo https"},
		{"an address with a path", []string{"--cns-authorities", folder, "--cns-proxy", "::1", "--cns-url", "https://example.it/cns"}, "senza percorso"},
		{"no such folder", []string{"--cns-authorities", filepath.Join(folder, "none"), "--cns-proxy", "127.0.0.1"}, "no such file"},
	} {
		for _, command := range []string{"serve", "doctor"} {
			var out bytes.Buffer
			status := Execute(append([]string{command, "--dir", t.TempDir()}, row.args...), Program{Version: "test", Out: &out, Err: &out})
			if status != 1 || !strings.Contains(out.String(), row.says) {
				t.Errorf("%s: aula %s: %d %s", row.name, command, status, out.String())
			}
		}
	}
}

func TestTheDoctorSaysWhatLetsNoCardIn(t *testing.T) {
	region := testoffice.New(t, "Regione")
	old := func(l *x509.RevocationList) { l.ThisUpdate, l.NextUpdate = time.Unix(0, 0), time.Unix(1, 0) }
	rows := []struct {
		name  string
		files map[string][]byte
		more  []string
		says  string
	}{
		{"nothing", nil, nil, "nessuna autorità"},
		{"no list", map[string][]byte{"a.cer": region.Certificate.Raw}, nil, "nessun elenco"},
		{"no list, as the operator wants it", map[string][]byte{"a.cer": region.Certificate.Raw}, []string{"--cns-unchecked"}, "✓ Tessere"},
		{"an old list", map[string][]byte{"a.cer": region.Certificate.Raw, "a.crl": region.List(old)}, nil, "scaduti: 1"},
		{"a file that is none", map[string][]byte{"a.cer": region.Certificate.Raw, "leggimi.txt": []byte("ciao")}, []string{"--cns-unchecked"}, "leggimi.txt"},
	}
	for _, row := range rows {
		folder := t.TempDir()
		for name, content := range row.files {
			if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		args := append([]string{"doctor", "--cns-authorities", folder, "--cns-proxy", "127.0.0.1"}, row.more...)
		if said, _ := says(t, testapp.New(t), args...); !strings.Contains(said, row.says) {
			t.Errorf("%s: does not say %q:\n%s", row.name, row.says, said)
		}
	}
}
