package pages

import (
	"embed"
	"html/template"
	"io"
	"path"
	"sync"

	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/personal"
	"aula/locales"
	"aula/notifications"
	"aula/privacy"
)

//go:embed copy/page.html
var copyFiles embed.FS

var copyTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(copyFiles, "copy/page.html"))
})

// CopyWords writes the pages of a copy that somebody asked for of everything about them. They open from a disk, without the academy.
type CopyWords struct{}

type copyIndex struct {
	Lang, Title, Lead, How, What, Rows, Purpose, Kept, Gone string
	Lines                                                   []copyLine
}

type copyLine struct {
	Name, Title, Purpose, Kept, Gone string
	Count                            int
}

type copyPage struct {
	Lang, Title, Lead, Back string
	Cards                   [][]copyField
}

type copyField struct{ Label, Text, File string }

// Index writes the first page.
func (CopyWords) Index(w io.Writer, locale string, a privacy.About) error {
	l := locales.For(locale)
	v := copyIndex{
		Lang: l.Tag(), Title: l.T("data.copy_title", "name", a.Name), Lead: l.T("data.copy_lead", "date", l.DateTime(a.Made)), How: l.T("data.copy_how"),
		What: l.T("data.what"), Rows: l.T("data.rows"), Purpose: l.T("data.purpose"), Kept: l.T("data.kept"), Gone: l.T("data.gone"),
	}
	for _, c := range a.Counts {
		h := heldOf(l, c.Holding)
		v.Lines = append(v.Lines, copyLine{c.Collection, h.Title, h.Purpose, h.Kept, h.Gone, c.Rows})
	}
	return copyTemplate().ExecuteTemplate(w, "index", v)
}

// Page writes what one collection has.
func (CopyWords) Page(w io.Writer, locale string, p privacy.Page) error {
	l := locales.For(locale)
	h := heldOf(l, p.Holding)
	v := copyPage{Lang: l.Tag(), Title: h.Title, Lead: h.Purpose + " · " + h.Basis + " · " + h.Kept, Back: l.T("data.copy_back")}
	for _, row := range p.Rows {
		var card []copyField
		for _, value := range row.Values {
			if f := copyFieldOf(l, value); f.Text != "" {
				card = append(card, f)
			}
		}
		v.Cards = append(v.Cards, card)
	}
	return copyTemplate().ExecuteTemplate(w, "page", v)
}

func copyFieldOf(l *locales.Locale, v privacy.Value) copyField {
	f := copyField{Label: l.T("field." + v.Field), Text: v.Text, File: v.File}
	switch {
	case v.File != "":
		f.Text = path.Base(v.File)
	case v.Title != "":
		f.Text = v.Title
	case v.Kind == "bool":
		f.Text = l.T("data." + v.Text)
	case v.Kind == "date" || v.Kind == "autodate":
		f.Text = ""
		if at, err := types.ParseDateTime(v.Text); err == nil && !at.IsZero() {
			f.Text = l.DateTime(at.Time())
		}
	case v.Kind == "json":
		f.Text = inLines(l, v.Text)
	case v.Kind == "select" || v.Kind == "text":
		f.Text = wordOf(l, v.Field, v.Text)
	}
	return f
}

// codes are what begins the keys of texts by which the codes of some fields are said.
var codes = map[string]string{
	"area": "hours.area.", "source": "hours.source.", "mode": "certificate.mode.", "outcome": "certificate.outcome.", "state": "value.", "mail": "value.", "role": "value.",
}

// wordOf says the code that a field has, where there is a word for it.
func wordOf(l *locales.Locale, field, code string) string {
	key := codes[field] + code
	if group := notifications.GroupOf(notifications.Kind(code)); field == "kind" && group != "" {
		key = "notice.group." + string(group)
	}
	if key == code || !l.Has(key) {
		return code
	}
	return l.T(key)
}

// heldView is a holding in words.
type heldView struct {
	Name, Title, Purpose, Basis, Kept, Gone, Why string
	Stays                                        bool // something of it, when the account goes
}

func heldOf(l *locales.Locale, h personal.Holding) heldView {
	v := heldView{
		Name: h.Collection, Title: l.T("holding." + h.Collection), Purpose: l.T("holding.purpose." + string(h.Purpose)),
		Basis: l.T("holding.basis." + string(h.Basis)), Kept: l.T("holding.kept." + string(h.Kept)), Gone: l.T("holding.fate." + string(h.Erasure)),
		Stays: h.Erasure != personal.Delete,
	}
	if h.Why != "" {
		v.Why = l.T("holding.why." + h.Why)
	}
	return v
}
