package hours

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// FindStatementByDigest returns the statement whose PDF has this SHA-256, in hexadecimal digits, or ErrNoStatement.
func FindStatementByDigest(app core.App, sum string) (*Statement, error) {
	return latestStatement(app, dbx.HashExp{"sha256": sum})
}

// Newer returns the last statement of the same person and year if it says something else; ErrNoStatement if this one is the last.
func (s *Statement) Newer(app core.App) (*Statement, error) {
	last, err := latestStatement(app, dbx.HashExp{"person": s.Person(), "year": s.Year()})
	if err == nil && (last.Id == s.Id || last.GetString("digest") == s.GetString("digest")) {
		return nil, ErrNoStatement
	}
	return last, err
}

func latestStatement(app core.App, which dbx.Expression) (*Statement, error) {
	s := &Statement{}
	err := app.RecordQuery(StatementCollection).AndWhere(which).OrderBy("issued DESC", "number DESC").Limit(1).One(s)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoStatement
	}
	if err != nil {
		return nil, fmt.Errorf("find statement of hours: %w", err)
	}
	return s, nil
}

// Statements are at most some of those issued in a year, by number from the one behind another on; "" begins.
func Statements(app core.App, year int, after string, most int) (list []*Statement, err error) {
	prefix := statementSeries + strconv.Itoa(year)
	err = app.RecordQuery(StatementCollection).AndWhere(dbx.NewExp("[[number]] > {:after} AND [[number]] < {:next}", dbx.Params{
		"after": max(after, prefix+"/"), "next": prefix + "0", // '0' follows '/'
	})).OrderBy("number").Limit(int64(most)).All(&list)
	if err != nil {
		return nil, fmt.Errorf("statements of %d: %w", year, err)
	}
	return list, nil
}

// File is the statement as it was issued. It returns ErrStatementDamaged if what is stored is not.
func (s *Statement) File(app core.App) ([]byte, error) { return storedStatement(app, s) }

func storedStatement(app core.App, s *Statement) ([]byte, error) {
	storage, err := app.NewFilesystem()
	if err != nil {
		return nil, err
	}
	defer storage.Close()
	content, err := storage.GetReader(s.BaseFilesPath() + "/" + s.GetString("pdf"))
	if err != nil {
		return nil, fmt.Errorf("read statement %s: %w: %w", s.Id, ErrStatementDamaged, err)
	}
	defer content.Close()
	file, err := io.ReadAll(content)
	if sum := sha256.Sum256(file); err == nil && hex.EncodeToString(sum[:]) != s.SHA256() {
		err = ErrStatementDamaged
	}
	return file, err
}
