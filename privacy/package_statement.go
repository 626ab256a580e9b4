package privacy

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"aula/hours"
	"aula/internal/calendar"
)

// What stands for statements of hours, as for certificates.
const (
	kindOfStatement   = "Dichiarazione delle ore di formazione"
	statementRegister = "ORE"
)

// statements goes through those that were issued in the year, whatever year they state.
func (w *packer) statements() error {
	after := ""
	for {
		list, err := hours.Statements(w.app, w.packed.Year, after, certificatesAtOnce)
		if err != nil {
			return err
		}
		for _, s := range list {
			content, err := s.File(w.app)
			if err == nil {
				err = w.paper(describeStatement(s, s.Facts(), sha256.Sum256(content)), s.Issued(), content, "valid")
			}
			if err != nil {
				return fmt.Errorf("statement %s: %w", s.Number(), err)
			}
			after = s.Number()
		}
		if len(list) < certificatesAtOnce {
			return nil
		}
	}
}

func describeStatement(s *hours.Statement, f hours.StatementFacts, sum [sha256.Size]byte) Document {
	at := s.Issued().In(calendar.Zone)
	return Document{
		Impronta: base64.StdEncoding.EncodeToString(sum[:]), Algoritmo: "SHA-256", Identificativo: s.Number(),
		ModalitaDiFormazione: madeBySoftware, TipologiaDocumentale: kindOfStatement, Flusso: "U", TipoRegistro: `Repertorio\Registro`,
		Data: at.Format(time.DateOnly), Ora: at.Format(time.TimeOnly), Numero: s.Number(), Registro: statementRegister,
		Oggetto:   kindOfStatement + " n. " + s.Number() + ": anno " + strconv.Itoa(f.Year),
		Soggetti:  []Subject{{Producer: &Body{"Produttore", f.Issuer, f.IPA}}, {Recipient: &Holder{"Destinatario", f.Family, f.Given}}},
		Riservato: true, Formato: "application/pdf", Firmato: true,
		NomeDelDocumento: "dichiarazioni/" + strings.ReplaceAll(s.Number(), "/", "-") + ".pdf", Versione: "1",
	}
}
