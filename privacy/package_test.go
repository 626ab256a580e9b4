package privacy_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
	"aula/privacy"
)

// issued is an academy with some certificates of 2025 and one of the year after.
func issued(t *testing.T) core.App {
	t.Helper()
	app := testapp.New(t)
	for i, number := range []string{"2025/000001", "2025/000002", "2025/000010", "2026/000001"} {
		at := time.Date(2025, 3, 1+i, 23, 30, 0, 0, time.UTC)
		testapp.Save(t, app, "certificates", map[string]any{
			"code": fmt.Sprint("CODE-", i), "number": number, "state": "valid", "locale": "it", "issued": at,
			"facts": types.JSONRaw(`{"given":"Ada","family":"Bianchi & Figli","course":"SPID \"e\" CIE","hours":2,"attended":2,"mode":"self_study","outcome":"passed",` +
				`"started":"2025-01-01T00:00:00Z","completed":"2025-03-01T00:00:00Z","issuer":{"name":"Città metropolitana","ipa":"cmge","address":"https://a.example"}}`),
		})
	}
	return app
}

func TestAPackageHasAYearsCertificatesWithTheirMetadata(t *testing.T) {
	app := issued(t)
	path := filepath.Join(t.TempDir(), "2025.zip")
	packed, err := privacy.MakePackage(app, 2025, path)
	if err != nil || packed.Files != 3 {
		t.Fatalf("%+v, %v", packed, err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	read := func(name string) []byte {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	rows := csv.NewReader(bytes.NewReader(read("indice.csv")))
	rows.Comma = ';'
	all, err := rows.ReadAll()
	if err != nil || len(all) != 4 || all[1][1] != "attestati/2025-000001.pdf" || all[3][8] != "2025/000010" || all[1][11] != "cmge" {
		t.Errorf("%v, %v", all, err)
	}
	if !bytes.HasPrefix(read("attestati/2025-000010.pdf"), []byte("%PDF")) {
		t.Error("no pdf")
	}
	var d privacy.Document
	if err := xml.Unmarshal(read("metadati/2025-000001.xml"), &d); err != nil {
		t.Fatal(err)
	}
	if d.Oggetto != `Attestato di formazione n. 2025/000001: SPID "e" CIE` || d.Soggetti[1].Recipient.Cognome != "Bianchi & Figli" || d.Data != "2025-03-02" {
		t.Errorf("%+v", d)
	}
	var index struct {
		Year      string             `xml:"anno,attr"`
		Documents []privacy.Document `xml:"DocumentoInformatico"`
	}
	if err := xml.Unmarshal(read("indice.xml"), &index); err != nil || index.Year != "2025" || len(index.Documents) != 3 {
		t.Errorf("%+v, %v", index, err)
	}
}

// mandatory are the elements without which Annex 5 calls the metadata of a DocumentoInformatico incomplete, in the order in which it has them.
var mandatory = []string{
	"<IdDoc>", "<ImprontaCrittograficaDelDocumento>", "<Impronta>", "<Algoritmo>SHA-256<", "<Identificativo>", "<ModalitaDiFormazione>creazione tramite utilizzo di strumenti software",
	"<TipologiaDocumentale>", "<DatiDiRegistrazione>", "<TipologiaDiFlusso>U<", `<TipoRegistro>Repertorio\Registro<`, "<DataRegistrazioneDocumento>2025-03-02<",
	"<OraRegistrazioneDocumento>00:30:00<", "<NumeroRegistrazioneDocumento>2025/000001<", "<CodiceRegistro>", "<Soggetti>", "<TipoRuolo>Autore<", "<PAI>", "<IPAAmm>",
	"<Denominazione>Città metropolitana<", "<CodiceIPA>cmge<", "<TipoRuolo>Destinatario<", "<PF>", "<Cognome>", "<Nome>", "<TipoRuolo>Produttore<", "<SW>", "<DenominazioneSistema>Aula<",
	"<ChiaveDescrittiva>", "<Oggetto>", "<Allegati>", "<NumeroAllegati>0<", "<Riservato>true<", "<IdentificativoDelFormato>", "<Formato>application/pdf<", "<NomeProdotto>Aula<",
	"<Verifica>", "<FirmatoDigitalmente>false<", "<SigillatoElettronicamente>true<", "<MarcaturaTemporale>false<", "<ConformitaCopieImmagineSuSupportoInformatico>false<",
	"<NomeDelDocumento>", "<VersioneDelDocumento>1<",
}

func TestTheMetadataHaveWhatAnnexFiveAsksForInItsOrder(t *testing.T) {
	app := issued(t)
	_, err := app.DB().NewQuery(`UPDATE certificates SET state = 'revoked', ended = '2025-06-01 10:00:00.000Z', facts = json_set(facts, '$.expires', '2027-03-02') WHERE number = '2025/000001'`).Execute()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "2025.zip")
	if _, err := privacy.MakePackage(app, 2025, path); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("metadati/2025-000001.xml")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	rest := string(content)
	if strings.Contains(rest, "></") {
		t.Errorf("an element is empty:\n%s", content)
	}
	for _, element := range append(mandatory, "<Note>Vale fino al 2027-03-02. Revocato il 2025-06-01.<") {
		_, after, is := strings.Cut(rest, element)
		if !is {
			t.Fatalf("%s is missing, or before what precedes it:\n%s", element, content)
		}
		rest = after
	}
}

func TestTheSameCertificatesGiveTheSameBytes(t *testing.T) {
	app := issued(t)
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if _, err := privacy.WritePackage(app, 2025, out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("they differ")
	}
}

func TestADamagedPackageIsFound(t *testing.T) {
	app := issued(t)
	path := filepath.Join(t.TempDir(), "2025.zip")
	if _, err := privacy.MakePackage(app, 2025, path); err != nil {
		t.Fatal(err)
	}
	if n, err := privacy.VerifyPackage(path); err != nil || n != 3 {
		t.Fatalf("%d, %v", n, err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for name, change := range map[string]func(name string, content []byte) ([]byte, bool){
		"a byte": func(name string, content []byte) ([]byte, bool) {
			if name == "attestati/2025-000002.pdf" {
				content[len(content)/2] ^= 1
			}
			return content, true
		},
		"a file":    func(name string, content []byte) ([]byte, bool) { return content, name != "metadati/2025-000002.xml" },
		"a paper":   func(name string, content []byte) ([]byte, bool) { return content, name != "attestati/2025-000001.pdf" },
		"the index": func(name string, content []byte) ([]byte, bool) { return content, name != "indice.csv" },
	} {
		other := filepath.Join(t.TempDir(), "other.zip")
		rewrite(t, &z.Reader, other, change)
		if _, err := privacy.VerifyPackage(other); !errors.Is(err, privacy.ErrDamagedPackage) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func rewrite(t *testing.T, z *zip.Reader, path string, change func(string, []byte) ([]byte, bool)) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := zip.NewWriter(f)
	for _, from := range z.File {
		r, err := from.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		content, stays := change(from.Name, content)
		if !stays {
			continue
		}
		w, err := out.Create(from.Name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestACertificateThatWasChangedOnTheDiskStopsThePackage(t *testing.T) {
	app := issued(t)
	path := filepath.Join(t.TempDir(), "2025.zip")
	if _, err := privacy.MakePackage(app, 2025, path); err != nil {
		t.Fatal(err)
	}
	changed := false
	err := filepath.WalkDir(filepath.Join(app.DataDir(), "storage"), func(at string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(at, ".pdf") || changed {
			return err
		}
		changed = true
		return os.WriteFile(at, []byte("%PDF-1.7 another"), 0o600)
	})
	if err != nil || !changed {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again.zip")
	if _, err := privacy.MakePackage(app, 2025, again); err == nil {
		t.Error("a certificate that is not the one that was issued went into the package")
	}
	if left, _ := filepath.Glob(again + "*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
