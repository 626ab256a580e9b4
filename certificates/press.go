package certificates

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/documents"
	"aula/internal/jobs"
)

// Press draws certificates, signs and keeps them. It is safe for concurrent use.
type Press struct {
	signer *documents.Signer
	logos  logos
}

// NewPress returns a press that signs with signer.
func NewPress(signer *documents.Signer) *Press { return &Press{signer: signer} }

// PDF returns the certificate's signed PDF, drawing and keeping it the first time. Whoever asks, and however
// many at once, gets the same bytes. It returns ErrDamaged if what is stored is not what was issued.
func (p *Press) PDF(app core.App, c *Certificate) ([]byte, error) {
	if c.IsDrawn() {
		return stored(app, c)
	}
	file, err := p.draw(app, c)
	if err != nil {
		return nil, fmt.Errorf("draw certificate %s: %w", c.Id, err)
	}
	kept := c
	err = app.RunInTransaction(func(tx core.App) error {
		kept, err = FindByID(tx, c.Id)
		if err != nil || kept.IsDrawn() { // somebody was faster, and theirs may have been seen already
			return err
		}
		sum := sha256.Sum256(file)
		pdf, err := filesystem.NewFileFromBytes(file, fileName(kept))
		if err != nil {
			return err
		}
		kept.Set(fieldPDF, pdf)
		kept.Set(fieldSHA256, hex.EncodeToString(sum[:]))
		return tx.Save(kept)
	})
	if err != nil {
		return nil, fmt.Errorf("keep certificate %s: %w", c.Id, err)
	}
	if sum := sha256.Sum256(file); kept.SHA256() == hex.EncodeToString(sum[:]) {
		return file, nil
	}
	return stored(app, kept)
}

// Sign signs another paper of the academy.
func (p *Press) Sign(file []byte, why documents.Reason) ([]byte, error) {
	return p.signer.Sign(file, why)
}

// Run does a job of the kind Job.
func (p *Press) Run(app core.App, payload json.RawMessage) error {
	var job JobPayload
	if err := json.Unmarshal(payload, &job); err != nil {
		return fmt.Errorf("%w: %w", jobs.ErrGiveUp, err)
	}
	c, err := FindByID(app, job.Certificate)
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: %w", jobs.ErrGiveUp, err)
	}
	if err == nil && !c.IsDrawn() {
		_, err = p.PDF(app, c)
	}
	return err
}

// fileName is what the PDF is called when it is kept: "attestato_2026_000123.pdf".
func fileName(c *Certificate) string {
	return "attestato_" + strings.ReplaceAll(c.Number(), "/", "_") + ".pdf"
}

func stored(app core.App, c *Certificate) ([]byte, error) {
	file, err := readFile(app, c.BaseFilesPath()+"/"+c.GetString(fieldPDF))
	if err != nil {
		return nil, fmt.Errorf("read certificate %s: %w: %w", c.Id, ErrDamaged, err)
	}
	if sum := sha256.Sum256(file); hex.EncodeToString(sum[:]) != c.SHA256() {
		return nil, fmt.Errorf("read certificate %s: %w", c.Id, ErrDamaged)
	}
	return file, nil
}

func (p *Press) draw(app core.App, c *Certificate) ([]byte, error) {
	page, err := p.page(app, c)
	if err != nil {
		return nil, err
	}
	file, err := documents.DrawCertificate(c.Locale(), page)
	if err != nil {
		return nil, err
	}
	return p.signer.Sign(file, documents.Reason{Name: page.Issuer, Reason: page.Number, Made: c.Issued()})
}

// page gathers what the certificate says.
func (p *Press) page(app core.App, c *Certificate) (documents.Certificate, error) {
	f := c.Facts()
	page := f.page()
	page.Number, page.Code, page.Issued = c.Number(), c.Code(), c.Issued()
	page.Address = f.Issuer.Address + "/certificates/" + c.Code()
	var err error
	if page.Logo, err = p.logos.centre(app); err != nil {
		return page, err
	}
	if page.Employer.Logo, err = p.logos.kept(app, f.Employer.Logo); err != nil {
		return page, err
	}
	links, err := LinksOf(app, c)
	page.Replaces = links.Replaces
	return page, err
}

// page says what the facts are by themselves.
func (f Facts) page() documents.Certificate {
	page := documents.Certificate{
		Name: f.Name(), Course: f.Course, Edition: f.Edition, Hours: f.Hours, Attended: f.Attended,
		Started: f.Started, Completed: f.Completed, Expires: f.LastDay(), Mode: f.Mode, Outcome: f.Outcome, Level: f.Level,
		Issuer: f.Issuer.Name, IPA: f.Issuer.IPA, Signatory: f.Issuer.Signatory, SignatoryRole: f.Issuer.SignatoryRole,
		Employer: documents.Employer{
			Name: f.Employer.Name, Text: f.Employer.Text, Signatory: f.Employer.Signatory, SignatoryRole: f.Employer.SignatoryRole,
		},
	}
	for _, text := range f.Skills {
		if skill, ok := documents.ParseSkill(text); ok {
			page.Skills = append(page.Skills, skill)
		}
	}
	return page
}
