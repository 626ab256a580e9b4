package privacy

import (
	"encoding/json"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/personal"
)

// called are the fields by which what a row points to is called. What is not here is somebody's own, and stays a number.
var called = map[string]string{
	"courses": "title", "lessons": "title", "quizzes": "title", "webinars": "title", "organisations": "name", "webinar_polls": "text",
}

func (w *copyWriter) row(h personal.Holding, r *core.Record) (Row, error) {
	row := Row{ID: r.Id}
	for _, name := range h.Shown {
		f := r.Collection().Fields.GetByName(name)
		v := Value{Field: name, Kind: f.Type(), Text: text(r, f)}
		var err error
		switch {
		case h.Collection == accounts.Collection && name == "tax_code":
			v.Text = w.taxCode()
		case f.Type() == core.FieldTypeRelation:
			v.Title = w.title(f.(*core.RelationField), v.Text)
		case f.Type() == core.FieldTypeFile && v.Text != "":
			v.File, err = w.attach(r, v.Text)
		}
		if err != nil {
			return row, err
		}
		row.Values = append(row.Values, v)
	}
	return row, nil
}

// text is a field's value as text: a moment as the database writes it, JSON as it is.
func text(r *core.Record, f core.Field) string {
	switch f.Type() {
	case core.FieldTypeBool:
		return strconv.FormatBool(r.GetBool(f.GetName()))
	case core.FieldTypeNumber:
		return strconv.FormatFloat(r.GetFloat(f.GetName()), 'f', -1, 64)
	case core.FieldTypeJSON:
		content, err := json.Marshal(r.Get(f.GetName()))
		if err != nil {
			return ""
		}
		return string(content)
	}
	return r.GetString(f.GetName())
}

// taxCode is the person's, which lies sealed; empty where there is none, or it cannot be opened.
func (w *copyWriter) taxCode() string {
	if w.Vault == nil || !w.person.HasTaxCode() {
		return ""
	}
	code, err := accounts.TaxCode(w.Vault, w.person)
	if err != nil {
		return ""
	}
	return code.Full()
}

func (w *copyWriter) title(f *core.RelationField, id string) string {
	c, err := w.app.FindCachedCollectionByNameOrId(f.CollectionId)
	if err != nil || called[c.Name] == "" || id == "" {
		return ""
	}
	known, is := w.titles[id]
	if !is {
		if r, err := w.app.FindRecordById(c, id); err == nil {
			known = r.GetString(called[c.Name])
		}
		w.titles[id] = known
	}
	return known
}
