package privacy

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"aula/certificates"
	"aula/internal/calendar"
)

// csvHead names the columns of the index, in the order of Annex 5.
var csvHead = []string{
	"Identificativo", "NomeDelDocumento", "Impronta", "Algoritmo", "ModalitaDiFormazione", "TipologiaDocumentale", "TipologiaDiFlusso",
	"DataRegistrazioneDocumento", "NumeroRegistrazioneDocumento", "CodiceRegistro", "Autore", "CodiceIPA", "Destinatario", "Oggetto",
	"Riservato", "Formato", "FirmatoDigitalmente", "SigillatoElettronicamente", "VersioneDelDocumento", "Note", "Stato",
}

// Document is what Annex 5 of AgID's guidelines asks to be said of a document, in its own words and order. What of it was read where, and
// what cannot be said here, is in docs/adr/2026-11-28-privacy.md.
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
	Soggetti             []Subject `xml:"Soggetti>Ruolo"`
	Oggetto              string    `xml:"ChiaveDescrittiva>Oggetto"`
	NumeroAllegati       int       `xml:"Allegati>NumeroAllegati"`
	Riservato            bool      `xml:"Riservato"`
	Formato              string    `xml:"IdentificativoDelFormato>Formato"`
	Prodotto             string    `xml:"IdentificativoDelFormato>ProdottoSoftware>NomeProdotto"`
	Firmato              bool      `xml:"Verifica>FirmatoDigitalmente"`
	Sigillato            bool      `xml:"Verifica>SigillatoElettronicamente"`
	Marcato              bool      `xml:"Verifica>MarcaturaTemporale"`
	Copia                bool      `xml:"Verifica>ConformitaCopieImmagineSuSupportoInformatico"`
	NomeDelDocumento     string    `xml:"NomeDelDocumento"`
	Versione             string    `xml:"VersioneDelDocumento"`
	Note                 string    `xml:"Note,omitempty"`
}

// Subject is who had which part in a document: one of them.
type Subject struct {
	Author    *Author   `xml:"Autore,omitempty"`
	Recipient *Holder   `xml:"Destinatario,omitempty"`
	Producer  *Software `xml:"Produttore,omitempty"`
}

// Author is a body: one of the index of public administrations, or another.
type Author struct {
	TipoRuolo string          `xml:"TipoRuolo"`
	Other     *Body           `xml:"PG,omitempty"`
	Public    *Administration `xml:"PAI,omitempty"`
}

func (a *Author) name() (name, ipa string) {
	if a.Public != nil {
		return a.Public.Name, a.Public.IPA
	}
	return a.Other.Name, ""
}

// Body is one that the index of public administrations does not have.
type Body struct {
	Name string `xml:"DenominazioneOrganizzazione"`
}

// Administration is one that it has.
type Administration struct {
	Name string `xml:"IPAAmm>Denominazione"`
	IPA  string `xml:"IPAAmm>CodiceIPA"`
}

// Holder is a person.
type Holder struct {
	TipoRuolo string `xml:"TipoRuolo"`
	Cognome   string `xml:"PF>Cognome"`
	Nome      string `xml:"PF>Nome"`
}

// Software is a program.
type Software struct {
	TipoRuolo string `xml:"TipoRuolo"`
	Name      string `xml:"SW>DenominazioneSistema"`
}

// The words that Annex 5 has for how a certificate comes to be, and what stands for what kind of paper it is.
const (
	madeBySoftware = "creazione tramite utilizzo di strumenti software che assicurino la produzione di documenti nei formati previsti in allegato 2"
	kindOfPaper    = "Attestato di formazione"
	registerCode   = "ATTESTATI"
	thisSoftware   = "Aula"
)

// newDocument says what is so of every paper of the academy. Its own key seals it: that is no digital signature of a person.
func newDocument(sum [sha256.Size]byte, issued time.Time, number string) Document {
	at := issued.In(calendar.Zone)
	return Document{
		Impronta: base64.StdEncoding.EncodeToString(sum[:]), Algoritmo: "SHA-256", ModalitaDiFormazione: madeBySoftware,
		Flusso: "U", TipoRegistro: `Repertorio\Registro`, Data: at.Format(time.DateOnly), Ora: at.Format(time.TimeOnly), Numero: number,
		Riservato: true, Formato: "application/pdf", Prodotto: thisSoftware, Sigillato: true, Versione: "1",
	}
}

// subjects are the body that issues a paper, whom it is for, and the program that made it.
func subjects(body, ipa, family, given string) []Subject {
	author := &Author{TipoRuolo: "Autore", Other: &Body{body}}
	if ipa != "" {
		author = &Author{TipoRuolo: "Autore", Public: &Administration{body, ipa}}
	}
	return []Subject{{Author: author}, {Recipient: &Holder{"Destinatario", family, given}}, {Producer: &Software{"Produttore", thisSoftware}}}
}

func describe(c *certificates.Certificate, f certificates.Facts, links certificates.Links, sum [sha256.Size]byte) Document {
	d := newDocument(sum, c.Issued(), c.Number())
	d.Identificativo, d.TipologiaDocumentale, d.Registro = c.Code(), kindOfPaper, registerCode
	d.Oggetto = kindOfPaper + " n. " + c.Number() + ": " + f.Course
	d.Soggetti = subjects(f.Issuer.Name, f.Issuer.IPA, f.Family, f.Given)
	d.NomeDelDocumento = "attestati/" + strings.ReplaceAll(c.Number(), "/", "-") + ".pdf"
	d.Note = standing(c, f, links)
	return d
}

// standing says in words for how long a certificate holds, what it took the place of, and what became of it.
func standing(c *certificates.Certificate, f certificates.Facts, links certificates.Links) string {
	var words []string
	if f.Expires != "" {
		words = append(words, "Vale fino al "+f.Expires+".")
	}
	if links.Replaces != "" {
		words = append(words, "Sostituisce l'attestato n. "+links.Replaces+".")
	}
	ended := calendar.FormatDay(c.Ended())
	switch c.State() {
	case certificates.Revoked:
		words = append(words, "Revocato il "+ended+".")
	case certificates.Replaced:
		words = append(words, "Sostituito il "+ended+" dall'attestato n. "+links.ReplacedBy+".")
	case certificates.Expired:
		words = append(words, "Scaduto.")
	}
	return strings.Join(words, " ")
}

func (d Document) name() string { return strings.ReplaceAll(d.Numero, "/", "-") }

// row is the document as the index in CSV has it.
func (d Document) row(state string) []string {
	sum, _ := base64.StdEncoding.DecodeString(d.Impronta)
	name, ipa := d.Soggetti[0].Author.name()
	holder := d.Soggetti[1].Recipient
	return []string{
		d.Identificativo, d.NomeDelDocumento, hex.EncodeToString(sum), d.Algoritmo, d.ModalitaDiFormazione, d.TipologiaDocumentale, d.Flusso,
		d.Data, d.Numero, d.Registro, name, ipa, strings.TrimSpace(holder.Nome + " " + holder.Cognome),
		d.Oggetto, strconv.FormatBool(d.Riservato), d.Formato, strconv.FormatBool(d.Firmato), strconv.FormatBool(d.Sigillato), d.Versione, d.Note, state,
	}
}
