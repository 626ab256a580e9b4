package database

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
)

// Contains is the condition that a column has a text in it, capital or small where the letters are ASCII. dbx.Like escapes "%" and "_" as
// well, but does not tell SQLite by what sign, so that it finds no text that has one.
func Contains(column, text string) dbx.Expression { return contains{column, text} }

type contains struct{ column, text string }

var literal = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// Build writes the condition as dbx's own are written.
func (c contains) Build(db *dbx.DB, params dbx.Params) string {
	name := fmt.Sprint("p", len(params))
	params[name] = "%" + literal.Replace(c.text) + "%"
	return db.QuoteColumnName(c.column) + " LIKE {:" + name + `} ESCAPE '\'`
}
