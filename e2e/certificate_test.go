package e2e

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitorus/pdf"
	"github.com/digitorus/pdfsign/sign"
)

var publishQuick sync.Once

// quickCourse is a course of the shared academy that takes one question.
func quickCourse(t *testing.T) string {
	t.Helper()
	publishQuick.Do(func() { academy.as(t, "staff").publish("alla-prova", provingCourse(1)) })
	return "alla-prova"
}

func TestAGuessedOrMistypedCodeGetsHelp(t *testing.T) {
	t.Parallel()
	code := academy.newLearner(t, "Sara", "Lodi").earns(quickCourse(t))
	other := map[byte]string{'7': "8"}[code[6]]
	if other == "" {
		other = "7"
	}
	p := open(t, phone)
	for _, row := range []struct{ name, typed, says string }{
		{"one sign differs", code[:6] + other + code[7:], "del gruppo 2"},
		{"it is too short", code[:14], "Un codice ha 24 segni"},
		{"a guess that may be a code", "1RVR-YN46-TV3T-9DKC-KHXN-CF87", "non ha rilasciato nessun attestato"},
		{"a guess", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "non corrisponde"},
		{"something else", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "Verifica un attestato"},
	} {
		if got := p.statusOf("/certificates/" + row.typed); got != http.StatusNotFound {
			t.Errorf("%s: %d", row.name, got)
		}
		p.sees("Verifica un attestato", row.says)
		if p.count(`input[name="code"][aria-invalid="true"]`) == 0 {
			t.Errorf("%s: the field is not marked", row.name)
		}
		if got := academy.stranger(t).get("/api/aula/certificates/" + row.typed); got.status != http.StatusNotFound || !got.says(`"code":"certificate_`) {
			t.Errorf("%s: the API says %d %s", row.name, got.status, got.body)
		}
	}
	p.picture("certificate-code-wrong")
	p.visit("/certificates")
	p.fill("#code", strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	p.follow(`form[action="/certificates"] button`)
	p.sees("Attestato valido", "Sara Lodi", code)
	p.picture("certificate-valid")
}

func TestAnUploadedFileIsWhatItSaysOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	holder := academy.newLearner(t, "Bruno", "Santi")
	genuine := holder.get("/certificates/" + holder.earns(quickCourse(t)) + ".pdf").body
	edited := bytes.Clone(genuine)
	edited[len(edited)/3] ^= 1
	bare := unsigned(t, genuine)
	p := open(t, desktop)
	for _, row := range []struct {
		name    string
		content []byte
		says    string
	}{
		{"genuine", genuine, "Il file è autentico"},
		{"edited", edited, "modificato dopo la firma"},
		{"added-to", append(bytes.Clone(genuine), "\n% una riga in più\n%%EOF\n"...), "modificato dopo la firma"},
		{"other-key", signedByAnother(t, bare), "firmato da qualcun altro"},
		{"unsigned", bare, "non è firmato"},
		{"text", []byte("Attestato di Bruno Santi"), "non è un PDF"},
		{"empty", nil, "Scegli prima il file"},
	} {
		p.visit("/certificates")
		p.choose("#file", file(t, row.name+".pdf", row.content))
		p.follow(`form[enctype="multipart/form-data"] button`)
		p.sees(row.says)
		if shown := strings.Contains(p.text("main"), "Bruno Santi"); shown != (row.name == "genuine") {
			t.Errorf("%s: the holder is shown: %v", row.name, shown)
		}
		p.picture("certificate-file-" + row.name)
		if status, said := academy.command(t, "certificates", "verify", file(t, "x.pdf", row.content)); (status == 0) != (row.name == "genuine") {
			t.Errorf("%s: the command line says %d %s", row.name, status, said)
		}
	}
}

// unsigned is the page as it was before the signature was added to it.
func unsigned(t *testing.T, file []byte) []byte {
	t.Helper()
	end := bytes.Index(file, []byte("%%EOF"))
	if end < 0 || bytes.Count(file, []byte("%%EOF")) < 2 {
		t.Fatalf("the signature is not an addition: %d ends of file", bytes.Count(file, []byte("%%EOF")))
	}
	return append(bytes.Clone(file[:end]), "%%EOF\n"...)
}

// signedByAnother signs a page with a key that the academy does not know, in the academy's name.
func signedByAnother(t *testing.T, page []byte) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Centro per le competenze digitali"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := pdf.NewReader(bytes.NewReader(page), int64(len(page)))
	if err != nil {
		t.Fatal(err)
	}
	var signed bytes.Buffer
	err = sign.Sign(bytes.NewReader(page), &signed, reader, int64(len(page)), sign.SignData{
		Signature: sign.SignDataSignature{CertType: sign.CertificationSignature, DocMDPPerm: sign.DoNotAllowAnyChangesPerms},
		Signer:    key, DigestAlgorithm: crypto.SHA256, Certificate: certificate, CertificateChains: [][]*x509.Certificate{{certificate}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return signed.Bytes()
}

var (
	numbers  = regexp.MustCompile(`\d{4}/\d{6}`)
	codeText = regexp.MustCompile(`[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}`)
)

func TestACorrectedNameLeadsToANewCertificateAndARevokedOneSaysSo(t *testing.T) {
	t.Parallel()
	holder := academy.newLearner(t, "Gina", "Sbagliata")
	old := holder.earns(quickCourse(t))
	p := open(t, desktop)
	p.become(academy.as(t, "staff"))
	oldNumber := p.findsCertificate(old)
	p.fill("#given_name", "Gina")
	p.fill("#family_name", "Corretta")
	p.follow(`form[action$="/name"] button`)
	p.sees("L’attestato corretto è rilasciato", "Gina Corretta", "Sostituisce "+oldNumber)
	p.picture("certificate-corrected")
	fresh := codeText.FindString(p.text("main"))
	newNumber := numbers.FindString(p.text("h1"))

	g := open(t, phone)
	g.visit("/certificates/" + old)
	g.sees("Attestato sostituito", "dall’attestato n. "+newNumber, "non è più valido", "Gina Sbagliata")
	g.picture("certificate-replaced")
	g.visit("/certificates/" + fresh)
	g.sees("Attestato valido", "Gina Corretta", "Sostituisce l’attestato n. "+oldNumber)
	if got := holder.hasCertificate(quickCourse(t)); got != fresh {
		t.Errorf("the holder is given %s, want the new one", got)
	}

	p.revokes(fresh)
	g.visit("/certificates/" + fresh)
	g.sees("Attestato revocato", "È stato revocato il", "non è più valido")
	g.picture("certificate-revoked")
	if strings.Contains(g.text("body"), "persona sbagliata") {
		t.Error("the reason of a revocation is for staff only")
	}
	if got := academy.stranger(t).get("/api/aula/certificates/" + fresh); !got.says(`"revoked"`) || got.says("persona sbagliata") {
		t.Errorf("the API says %s", got.body)
	}
}

// revokes takes a certificate back, once it is said why and confirmed.
func (p *tab) revokes(code string) {
	p.Helper()
	p.findsCertificate(code)
	p.follow(`form[action$="/revocation"] button`)
	p.sees("Scrivi il motivo", "Spunta la conferma")
	p.fill("#reason", "Rilasciato alla persona sbagliata")
	p.click("#confirm")
	p.follow(`form[action$="/revocation"] button`)
	p.sees("L’attestato è revocato", "Rilasciato alla persona sbagliata")
	p.picture("certificate-revoked-staff")
}

// findsCertificate opens a certificate in the management by its code and returns its number.
func (p *tab) findsCertificate(code string) (number string) {
	p.Helper()
	p.visit("/manage/certificates")
	p.fill("#find", code)
	p.follow(`form[action="/manage/certificates"] button`)
	p.follow(`main tbody td a`)
	return numbers.FindString(p.text("h1"))
}
