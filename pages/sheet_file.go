package pages

import (
	"io"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/sheets"
	"aula/locales"
)

// sheetFile is a kind of file that spreadsheets open.
type sheetFile struct {
	extension, mediaType string
	begin                func(w io.Writer, title string, l *locales.Locale) (sheets.Writer, error)
}

var (
	csvFile = sheetFile{"csv", "text/csv; charset=utf-8", func(w io.Writer, _ string, l *locales.Locale) (sheets.Writer, error) {
		return sheets.NewCSV(w, l.Decimal())
	}}
	odsFile = sheetFile{"ods", "application/vnd.oasis.opendocument.spreadsheet", func(w io.Writer, title string, _ *locales.Locale) (sheets.Writer, error) {
		return sheets.NewODS(w, title)
	}}
)

// whole ends an export. One that broke off ends the connection: the browser must not take half of it for the whole.
func whole(e *core.RequestEvent, what, id string, err error) error {
	if err != nil {
		e.App.Logger().Error("export broke off", "of", what, "id", id, "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// announce says what is sent and what it is to be called, without its extension.
func (f sheetFile) announce(h http.Header, name string) {
	h.Set("Content-Type", f.mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+name+"."+f.extension+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
}
