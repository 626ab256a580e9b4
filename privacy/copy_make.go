package privacy

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/internal/jobs"
	"aula/internal/personal"
	"aula/internal/vault"
)

// Page is what the copy says of one collection, to be put into words.
type Page struct {
	personal.Holding
	Rows []Row
}

// Row is what stands in one row.
type Row struct {
	ID     string
	Values []Value
}

// Value is what stands in one field. Of what is elsewhere Title says what it is called, of a file File where it lies in the copy.
type Value struct {
	Field string
	Kind  string // as the schema names it: text, date, bool, json, relation, file, …
	Text  string
	Title string
	File  string
}

// Words writes the pages of a copy that people read, in their language.
type Words interface {
	Page(w io.Writer, locale string, p Page) error
	Index(w io.Writer, locale string, about About) error
}

// About is what the first page of a copy tells.
type About struct {
	Name   string
	Made   time.Time
	Counts []Count
}

// Count is how many rows the copy has of a holding.
type Count struct {
	personal.Holding
	Rows int
}

// Maker makes copies.
type Maker struct {
	Vault *vault.Vault // opens what is sealed; nil: it stays shut
	Words Words        // nil: the copy has no pages for people
}

// rowsAtOnce are how many rows are held at once.
const rowsAtOnce = 500

// Make makes a copy: a zip that is there whole or not at all. It may run twice for one copy.
func (m Maker) Make(_ context.Context, app core.App, o CopyOrder) error {
	r, err := app.FindRecordById(Copies, o.Copy)
	if err != nil {
		return fmt.Errorf("copy %s: %w: %w", o.Copy, err, jobs.ErrGiveUp)
	}
	c := copyOf(r)
	person, err := accounts.Find(app, c.User())
	if err != nil {
		return fmt.Errorf("copy %s: %w: %w", o.Copy, err, jobs.ErrGiveUp)
	}
	if err := os.MkdirAll(copyRoot(app), 0o700); err != nil {
		return fmt.Errorf("make folder of copies: %w", err)
	}
	f, err := os.CreateTemp(copyRoot(app), c.Id+"-*.part") // 0600
	if err != nil {
		return fmt.Errorf("begin copy %s: %w", c.Id, err)
	}
	defer os.Remove(f.Name()) // fails where it has become whole
	w := &copyWriter{Maker: m, app: app, zip: zip.NewWriter(f), copy: c, person: person}
	if err := errors.Join(w.write(), w.zip.Close(), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("make copy %s: %w", c.Id, err)
	}
	if err := os.Rename(f.Name(), c.Path(app)); err != nil {
		return err
	}
	return finish(app, c)
}

func finish(app core.App, c *Copy) error {
	info, err := os.Stat(c.Path(app))
	if err != nil {
		return err
	}
	until, err := types.ParseDateTime(time.Now().Add(CopyStays))
	if err != nil {
		return err
	}
	c.Set("state", string(CopyReady))
	c.Set("bytes", info.Size())
	c.Set("until", until)
	if err := app.Save(c); err != nil { // who wanted it may have gone meanwhile
		return errors.Join(fmt.Errorf("finish copy %s: %w", c.Id, err), os.Remove(c.Path(app)))
	}
	return nil
}

// copyWriter writes one copy.
type copyWriter struct {
	Maker
	app    core.App
	zip    *zip.Writer
	copy   *Copy
	person *accounts.Person
	counts []Count
	titles map[string]string // of what rows point to
}

func (w *copyWriter) write() error {
	w.titles = map[string]string{}
	var list []personal.Holding
	for _, h := range Holdings() {
		if len(h.Ways) > 0 && len(h.Shown) > 0 && h.Collection != Copies {
			list = append(list, h)
		}
	}
	for i, h := range list {
		if err := w.progress(i, len(list)); err != nil {
			return err
		}
		if err := w.holding(h); err != nil {
			return fmt.Errorf("copy of %s: %w", h.Collection, err)
		}
	}
	if w.Words == nil {
		return nil
	}
	f, err := w.file("index.html")
	if err != nil {
		return err
	}
	return w.Words.Index(f, w.copy.Locale(), About{Name: w.person.Name(), Made: time.Now(), Counts: w.counts})
}

func (w *copyWriter) progress(done, total int) error {
	w.copy.Set("state", string(CopyGrows))
	w.copy.Set("done", done)
	w.copy.Set("total", total)
	return w.app.Save(w.copy)
}

func (w *copyWriter) file(name string) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Now()})
}

// holding writes what one collection has: as data, the files, and as a page.
func (w *copyWriter) holding(h personal.Holding) error {
	c, err := w.app.FindCachedCollectionByNameOrId(h.Collection)
	if err != nil {
		return err
	}
	page := Page{Holding: h}
	for {
		var records []*core.Record
		err := rowsOf(w.app, c, h.Ways, w.copy.User()).OrderBy("rowid").Limit(rowsAtOnce).Offset(int64(len(page.Rows))).All(&records)
		if err != nil {
			return err
		}
		for _, r := range records {
			row, err := w.row(h, r)
			if err != nil {
				return err
			}
			page.Rows = append(page.Rows, row)
		}
		if len(records) < rowsAtOnce {
			break
		}
	}
	w.counts = append(w.counts, Count{h, len(page.Rows)})
	if len(page.Rows) == 0 {
		return nil
	}
	if err := w.data(page); err != nil {
		return err
	}
	if w.Words == nil {
		return nil
	}
	f, err := w.file("pages/" + h.Collection + ".html")
	if err != nil {
		return err
	}
	return w.Words.Page(f, w.copy.Locale(), page)
}

// data writes rows as JSON: what is JSON as it is, everything else as text.
func (w *copyWriter) data(p Page) error {
	f, err := w.file("data/" + p.Collection + ".json")
	if err != nil {
		return err
	}
	list := make([]map[string]any, len(p.Rows))
	for i, row := range p.Rows {
		list[i] = map[string]any{"id": row.ID}
		for _, v := range row.Values {
			list[i][v.Field] = v.data()
		}
	}
	e := json.NewEncoder(f)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(list)
}

func (v Value) data() any {
	switch {
	case v.File != "":
		return map[string]string{"file": v.File}
	case v.Title != "":
		return map[string]string{"id": v.Text, "title": v.Title}
	case v.Kind == core.FieldTypeJSON && json.Valid([]byte(v.Text)):
		return json.RawMessage(v.Text)
	case v.Kind == core.FieldTypeNumber, v.Kind == core.FieldTypeBool:
		return json.RawMessage(v.Text)
	}
	return v.Text
}

// attach copies a file of the person's into the copy.
func (w *copyWriter) attach(r *core.Record, name string) (string, error) {
	system, err := w.app.NewFilesystem()
	if err != nil {
		return "", err
	}
	defer system.Close()
	from, err := system.GetReader(r.BaseFilesPath() + "/" + name)
	if err != nil {
		return "", nil // it has not been drawn yet, or has gone
	}
	defer from.Close()
	to := path.Join("files", r.Collection().Name, r.Id+"-"+name)
	f, err := w.file(to)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, from)
	return to, err
}
