package hours

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/jpeg" // by which a document is recognised
	_ "image/png"
	"io"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/filename"
)

// MaxDocument is the largest document that is taken, in bytes.
const MaxDocument = 8 << 20

const (
	maxPixels    = 60_000_000
	maxNamed     = 80      // characters of a document's name
	pdfTail      = 4 << 10 // bytes at the end, in which a PDF says that it ends
	documentName = "documento"
)

// documentKinds are the media types and endings of what is taken, by what their bytes are.
var documentKinds = map[string]struct{ media, ending string }{
	"pdf": {"application/pdf", ".pdf"}, "jpeg": {"image/jpeg", ".jpg"}, "png": {"image/png", ".png"},
}

// Document is what shows that somebody was trained elsewhere.
type Document struct {
	Name  string // as it may be shown and saved
	Kind  string // pdf, jpeg or png
	Media string
	Size  int64

	stored string
}

// Stored is where the academy's storage keeps it.
func (d Document) Stored() string { return d.stored }

// IsPicture tells whether browsers show it themselves.
func (d Document) IsPicture() bool { return d.Kind != "pdf" }

// Document is the one that was filed.
func (o *Filed) Document() Document {
	kind := o.GetString(fieldFileType)
	return Document{Name: o.GetString(fieldFileName), Kind: kind, Media: documentKinds[kind].media, Size: int64(o.GetInt(fieldFileSize)),
		stored: o.BaseFilesPath() + "/" + o.GetString(fieldFile)}
}

// paper is a document that has arrived and is not kept yet.
type paper struct {
	name, kind, sum string
	content         []byte
}

// readDocument takes a document in. What it is decide its bytes, not its name. It returns ErrNoDocument, ErrDocumentSize or ErrDocumentKind.
func readDocument(name string, content io.Reader) (*paper, error) {
	all, err := io.ReadAll(io.LimitReader(content, MaxDocument+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("receive document: %w", err)
	case len(all) > MaxDocument:
		return nil, ErrDocumentSize
	case len(all) == 0:
		return nil, ErrNoDocument
	}
	kind := documentKind(all)
	if kind == "" {
		return nil, ErrDocumentKind
	}
	sum := sha256.Sum256(all)
	return &paper{filename.Clean(name, documentKinds[kind].ending, documentName, maxNamed), kind, hex.EncodeToString(sum[:]), all}, nil
}

// documentKind is pdf, jpeg or png; "" for everything else, a damaged one too.
func documentKind(content []byte) string {
	if bytes.HasPrefix(content, []byte("%PDF-")) {
		if bytes.Contains(content[max(0, len(content)-pdfTail):], []byte("%%EOF")) {
			return "pdf"
		}
		return ""
	}
	picture, kind, err := image.DecodeConfig(bytes.NewReader(content))
	if _, known := documentKinds[kind]; err != nil || !known || picture.Width*picture.Height > maxPixels {
		return ""
	}
	return kind
}

// put keeps the document with what was filed.
func (p *paper) put(o *Filed) error {
	file, err := filesystem.NewFileFromBytes(p.content, p.name)
	if err != nil {
		return err
	}
	file.Name = security.RandomString(24) + documentKinds[p.kind].ending
	o.Set(fieldFile, file)
	o.Set(fieldFileName, p.name)
	o.Set(fieldFileType, p.kind)
	o.Set(fieldFileSize, len(p.content))
	o.Set(fieldSHA256, p.sum)
	return nil
}

// refuseTwice returns *SameDocument if the person filed the document with something else that waits or was accepted.
func (p *paper) refuseTwice(tx core.App, user, but string) error {
	list, err := outsides(tx, "[[sha256]] = {:sum} AND [[user]] = {:user} AND id != {:but} AND [[state]] IN ('waiting', 'accepted')",
		map[string]any{"sum": p.sum, "user": user, "but": but})
	if err != nil || len(list) == 0 {
		return err
	}
	return &SameDocument{list[0].Id}
}

// isShared tells whether somebody else filed the document.
func (p *paper) isShared(tx core.App, user string) (bool, error) {
	list, err := outsides(tx, "[[sha256]] = {:sum} AND [[user]] != {:user}", map[string]any{"sum": p.sum, "user": user})
	return len(list) > 0, err
}
