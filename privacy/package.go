package privacy

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/internal/calendar"
	"aula/organisations"
)

// ErrDamagedPackage says that a package is not what its index says.
var ErrDamagedPackage = errors.New("package for preservation is damaged")

// Packed is what a package for preservation has.
type Packed struct {
	Year  int
	Files int
	Bytes int64
}

// certificatesAtOnce are how many certificates are held at once.
const certificatesAtOnce = 100

// csvHead names the columns of the index, in the order of Annex 5.
var csvHead = []string{
	"Identificativo", "NomeDelDocumento", "Impronta", "Algoritmo", "ModalitaDiFormazione", "TipologiaDocumentale", "TipologiaDiFlusso",
	"DataRegistrazioneDocumento", "NumeroRegistrazioneDocumento", "CodiceRegistro", "Oggetto", "Produttore", "CodiceIPA", "Destinatario",
	"Formato", "FirmatoDigitalmente", "Riservato", "VersioneDelDocumento", "Stato",
}

// WritePackage writes the certificates and statements of hours of a year, all that were issued in it whatever became of them, as a zip for the conservatore of the body:
// the signed files, for each its metadata as in Annex 5 of AgID's guidelines on documents (DocumentoInformatico), and an index of all as CSV
// and XML. The same certificates give the same bytes. Each file is held against the fingerprint under which it was issued. It returns
// certificates.ErrDamaged or hours.ErrStatementDamaged where one is not what it was.
func WritePackage(app core.App, year int, out io.Writer) (Packed, error) {
	press, err := certificates.PressOf(app)
	if err != nil {
		return Packed{}, err
	}
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return Packed{}, err
	}
	w := &packer{app: app, press: press, centre: centre, zip: zip.NewWriter(out), packed: Packed{Year: year}}
	if err := w.begin(); err != nil {
		return Packed{}, err
	}
	defer w.drop()
	if err := errors.Join(w.all(), w.statements()); err != nil {
		return w.packed, err
	}
	return w.packed, errors.Join(w.end(), w.zip.Close())
}

// packer writes a package. The index lies in files meanwhile, so that a year of whatever size takes the same memory.
type packer struct {
	app      core.App
	press    *certificates.Press
	centre   *organisations.Centre
	zip      *zip.Writer
	packed   Packed
	csv, xml *os.File
	rows     *csv.Writer
	elements *xml.Encoder
	last     time.Time // when the newest paper was issued: the date of the index
}

func (w *packer) begin() (err error) {
	if w.csv, err = os.CreateTemp("", "aula-index-*.csv"); err != nil {
		return err
	}
	if w.xml, err = os.CreateTemp("", "aula-index-*.xml"); err != nil {
		return err
	}
	w.rows = csv.NewWriter(w.csv)
	w.rows.Comma = ';'
	w.elements = xml.NewEncoder(w.xml)
	w.elements.Indent("", "  ")
	if _, err := io.WriteString(w.xml, xml.Header+`<Indice xmlns="`+indexSpace+`" anno="`+strconv.Itoa(w.packed.Year)+`">`+"\n"); err != nil {
		return err
	}
	return w.rows.Write(csvHead)
}

// indexSpace names the index's own vocabulary; inside it each document is as Annex 5 has it.
const indexSpace = "urn:aula:pacchetto-di-versamento:1"

func (w *packer) drop() {
	for _, f := range []*os.File{w.csv, w.xml} {
		if f != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}
}

// all goes through the year by number, which is the order in which they were issued.
func (w *packer) all() error {
	after := ""
	for {
		var list []*certificates.Certificate
		err := w.app.RecordQuery(certificates.Collection).
			AndWhere(dbx.NewExp("[[number]] > {:after} AND [[number]] >= {:first} AND [[number]] < {:next}", dbx.Params{
				"after": after, "first": strconv.Itoa(w.packed.Year) + "/", "next": strconv.Itoa(w.packed.Year) + "0",
			})).OrderBy("number").Limit(certificatesAtOnce).All(&list)
		if err != nil {
			return fmt.Errorf("certificates of %d: %w", w.packed.Year, err)
		}
		for _, c := range list {
			if err := w.certificate(c); err != nil {
				return fmt.Errorf("certificate %s: %w", c.Number(), err)
			}
			after = c.Number()
		}
		if len(list) < certificatesAtOnce {
			return nil
		}
	}
}

func (w *packer) certificate(c *certificates.Certificate) error {
	content, err := w.press.PDF(w.app, c) // draws what the queue has not yet, and holds it against its fingerprint
	if err != nil {
		return err
	}
	return w.paper(describe(c, c.Facts(), sha256.Sum256(content)), c.Issued(), content, string(c.State()))
}

// paper puts a document into the package, with its metadata, and its row into the index.
func (w *packer) paper(d Document, issued time.Time, content []byte, state string) error {
	if err := w.file(d.NomeDelDocumento, issued, content); err != nil {
		return err
	}
	single, err := xml.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	if err := w.file("metadati/"+d.name()+".xml", issued, append([]byte(xml.Header), append(single, '\n')...)); err != nil {
		return err
	}
	if issued.After(w.last) {
		w.last = issued
	}
	w.packed.Files++
	w.packed.Bytes += int64(len(content))
	if err := w.elements.Encode(d); err != nil {
		return err
	}
	return w.rows.Write(d.row(state))
}

// file writes one whose date is that of what is in it, and no other.
func (w *packer) file(name string, made time.Time, content []byte) error {
	f, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: made.UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return err
}

// end puts the index into the package.
func (w *packer) end() error {
	w.rows.Flush()
	if err := errors.Join(w.rows.Error(), w.elements.Flush()); err != nil {
		return err
	}
	if _, err := io.WriteString(w.xml, "\n</Indice>\n"); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		from *os.File
	}{{"indice.csv", w.csv}, {"indice.xml", w.xml}} {
		if _, err := part.from.Seek(0, io.SeekStart); err != nil {
			return err
		}
		f, err := w.zip.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: w.last.UTC().Truncate(time.Second)})
		if err != nil {
			return err
		}
		if _, err := io.Copy(f, part.from); err != nil {
			return err
		}
	}
	return nil
}

// Document is what Annex 5 of AgID's guidelines asks to be said of a document, in its own words. See docs/adr/2026-11-28-privacy.md.
type Document struct {
	XMLName              xml.Name  `xml:"DocumentoInformatico"`
	Impronta             string    `xml:"IdDoc>ImprontaCrittograficaDelDocumento>Impronta"` // base64
	Algoritmo            string    `xml:"IdDoc>ImprontaCrittograficaDelDocumento>Algoritmo"`
	Identificativo       string    `xml:"IdDoc>Identificativo"`
	ModalitaDiFormazione string    `xml:"ModalitaDiFormazione"`
	TipologiaDocumentale string    `xml:"TipologiaDocumentale"`
	Flusso               string    `xml:"DatiDiRegistrazione>TipologiaDiFlusso"`
	TipoRegistro         string    `xml:"DatiDiRegistrazione>TipoRegistro>Repertorio_Registro>TipoRegistro"`
	Data                 string    `xml:"DatiDiRegistrazione>TipoRegistro>Repertorio_Registro>DataRegistrazioneDocumento"`
	Ora                  string    `xml:"DatiDiRegistrazione>TipoRegistro>Repertorio_Registro>OraRegistrazioneDocumento"`
	Numero               string    `xml:"DatiDiRegistrazione>TipoRegistro>Repertorio_Registro>NumeroRegistrazioneDocumento"`
	Registro             string    `xml:"DatiDiRegistrazione>TipoRegistro>Repertorio_Registro>CodiceRegistro"`
	Oggetto              string    `xml:"ChiaveDescrittiva>Oggetto"`
	Soggetti             []Subject `xml:"Soggetti>Ruolo"`
	NumeroAllegati       int       `xml:"Allegati>NumeroAllegati"`
	Riservato            bool      `xml:"Riservato"`
	Formato              string    `xml:"IdentificativoDelFormato>Formato"`
	Firmato              bool      `xml:"Verifica>FirmatoDigitalmente"`
	Sigillato            bool      `xml:"Verifica>SigillatoElettronicamente"`
	Marcato              bool      `xml:"Verifica>MarcaturaTemporale"`
	Copia                bool      `xml:"Verifica>ConformitaCopieImmagineSuSupportoInformatico"`
	NomeDelDocumento     string    `xml:"NomeDelDocumento"`
	Versione             string    `xml:"VersioneDelDocumento"`
	Note                 string    `xml:"Note,omitempty"`
}

// Subject is who had which part in a document.
type Subject struct {
	Producer  *Body   `xml:"Produttore,omitempty"`
	Recipient *Holder `xml:"Destinatario,omitempty"`
}

// Body is a public body.
type Body struct {
	TipoRuolo     string `xml:"TipoRuolo"`
	Denominazione string `xml:"PAI>IPAAmm>Denominazione"`
	CodiceIPA     string `xml:"PAI>IPAAmm>CodiceIPA,omitempty"`
}

// Holder is a person.
type Holder struct {
	TipoRuolo string `xml:"TipoRuolo"`
	Cognome   string `xml:"PF>Cognome"`
	Nome      string `xml:"PF>Nome"`
}

// The words that Annex 5 has for how a certificate comes to be, and what stands for what kind of paper it is.
const (
	madeBySoftware = "creazione tramite utilizzo di strumenti software che assicurino la produzione di documenti nei formati previsti nell'Allegato 2 delle Linee Guida"
	kindOfPaper    = "Attestato di formazione"
	registerCode   = "ATTESTATI"
)

func describe(c *certificates.Certificate, f certificates.Facts, sum [sha256.Size]byte) Document {
	at := c.Issued().In(calendar.Zone)
	return Document{
		Impronta: base64.StdEncoding.EncodeToString(sum[:]), Algoritmo: "SHA-256", Identificativo: c.Code(),
		ModalitaDiFormazione: madeBySoftware, TipologiaDocumentale: kindOfPaper, Flusso: "U", TipoRegistro: `Repertorio\Registro`,
		Data: at.Format(time.DateOnly), Ora: at.Format(time.TimeOnly), Numero: c.Number(), Registro: registerCode,
		Oggetto: kindOfPaper + " n. " + c.Number() + ": " + f.Course,
		Soggetti: []Subject{
			{Producer: &Body{"Produttore", f.Issuer.Name, f.Issuer.IPA}}, {Recipient: &Holder{"Destinatario", f.Family, f.Given}},
		},
		Riservato: true, Formato: "application/pdf", Firmato: true,
		NomeDelDocumento: "attestati/" + strings.ReplaceAll(c.Number(), "/", "-") + ".pdf", Versione: "1",
	}
}

func (d Document) name() string { return strings.ReplaceAll(d.Numero, "/", "-") }

// row is the document as the index in CSV has it.
func (d Document) row(state string) []string {
	sum, _ := base64.StdEncoding.DecodeString(d.Impronta)
	producer, holder := d.Soggetti[0].Producer, d.Soggetti[1].Recipient
	return []string{
		d.Identificativo, d.NomeDelDocumento, hex.EncodeToString(sum), d.Algoritmo, d.ModalitaDiFormazione, d.TipologiaDocumentale, d.Flusso,
		d.Data, d.Numero, d.Registro, d.Oggetto, producer.Denominazione, producer.CodiceIPA, strings.TrimSpace(holder.Nome + " " + holder.Cognome),
		d.Formato, strconv.FormatBool(d.Firmato), strconv.FormatBool(d.Riservato), d.Versione, state,
	}
}
