package privacy

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
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
	links, err := certificates.LinksOf(w.app, c)
	if err != nil {
		return err
	}
	return w.paper(describe(c, c.Facts(), links, sha256.Sum256(content)), c.Issued(), content, string(c.State()))
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
