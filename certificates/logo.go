package certificates

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/documents"
	"aula/organisations"
)

// Logos is the collection of the organisations' logos as they were when a certificate that shows them was issued. They never change.
const Logos = "certificate_logos"

const (
	fieldSource  = "source" // file that it was copied from
	fieldPicture = "picture"
)

// keepLogo copies an organisation's logo, once for all certificates that show it, and returns its id. A logo that cannot be read is left
// away: it keeps nobody from their certificate.
func keepLogo(tx core.App, o *organisations.Organisation) (id string, err error) {
	source := o.LogoFile()
	if source == "" {
		return "", nil
	}
	err = tx.DB().Select("id").From(Logos).Where(dbx.HashExp{fieldSource: source}).Limit(1).Row(&id)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	content, err := readFile(tx, source)
	if err != nil {
		tx.Logger().Warn("logo cannot be read: certificates go without", "organisation", o.Id, "error", err)
		return "", nil
	}
	c, err := tx.FindCachedCollectionByNameOrId(Logos)
	if err != nil {
		return "", err
	}
	picture, err := filesystem.NewFileFromBytes(content, path.Base(source))
	if err != nil {
		return "", err
	}
	kept := core.NewRecord(c)
	kept.Set(fieldSource, source)
	kept.Set(fieldPicture, picture)
	if err := tx.Save(kept); err != nil {
		return "", fmt.Errorf("keep logo of organisation %s: %w", o.Id, err)
	}
	return kept.Id, nil
}

// readFile reads a file of the academy's storage, as far as a document may be long.
func readFile(app core.App, name string) ([]byte, error) {
	files, err := app.NewFilesystem()
	if err != nil {
		return nil, err
	}
	defer files.Close()
	reader, err := files.GetReader(name)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	return io.ReadAll(io.LimitReader(reader, documents.MaxFile+1))
}

// mostLogos is how many logos are kept ready: a hundred comuni take some megabytes.
const mostLogos = 100

// logos keeps pictures ready for drawing: making one ready costs more than a page.
type logos struct {
	guard sync.Mutex // guards ready
	ready map[string]*documents.Picture
}

// picture returns what is drawn of a file. It is nil for one that cannot be drawn (an SVG): the name stands alone.
func (l *logos) picture(app core.App, file string) (*documents.Picture, error) {
	l.guard.Lock()
	defer l.guard.Unlock()
	if p, ok := l.ready[file]; ok {
		return p, nil
	}
	content, err := readFile(app, file)
	if err != nil {
		return nil, fmt.Errorf("read logo: %w", err)
	}
	p, err := documents.NewPicture(content)
	if err != nil && !errors.Is(err, documents.ErrPicture) {
		return nil, err
	}
	if l.ready == nil || len(l.ready) >= mostLogos {
		l.ready = map[string]*documents.Picture{}
	}
	l.ready[file] = p
	return p, nil
}

// centre is the centre's logo as it is now; nil where there is none.
func (l *logos) centre(app core.App) (*documents.Picture, error) {
	c, err := organisations.CentreOf(app)
	if err != nil || c.Logo == "" {
		return nil, err
	}
	return l.picture(app, c.LogoFile())
}

// kept is the logo that a certificate was issued with; nil where there is none.
func (l *logos) kept(app core.App, id string) (*documents.Picture, error) {
	if id == "" {
		return nil, nil
	}
	r, err := app.FindRecordById(Logos, id)
	if err != nil {
		return nil, fmt.Errorf("find logo %s: %w", id, err)
	}
	return l.picture(app, r.BaseFilesPath()+"/"+r.GetString(fieldPicture))
}
