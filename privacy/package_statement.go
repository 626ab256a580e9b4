package privacy

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"aula/hours"
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
	d := newDocument(sum, s.Issued(), s.Number())
	d.Identificativo, d.TipologiaDocumentale, d.Registro = s.Number(), kindOfStatement, statementRegister
	d.Oggetto = kindOfStatement + " n. " + s.Number() + ": anno " + strconv.Itoa(f.Year)
	d.Soggetti = subjects(f.Issuer, f.IPA, f.Family, f.Given)
	d.NomeDelDocumento = "dichiarazioni/" + strings.ReplaceAll(s.Number(), "/", "-") + ".pdf"
	return d
}
