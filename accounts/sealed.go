package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/vault"
)

// Sealed is a column in which something lies sealed, each value bound to the id of its row.
type Sealed struct {
	Purpose string // of the vault's keys
	Table   string
	column  string
	mark    string // the column of marks beside it, by which values are found; empty: there is none
}

// OIDCProviders is the collection of the OpenID providers: accounts/federation has them.
const OIDCProviders = "oidc_providers"

// SealedColumns are all that lie sealed in the database. What is not here is neither sealed anew when keys are changed nor missed
// when they are.
var SealedColumns = []Sealed{
	{vault.TaxCode, Collection, fieldTaxCode, fieldTaxMark},
	{vault.SecondFactor, secondFactors, fieldSecret, ""},
	{vault.SPIDLog, "spid_log", "sealed", ""},
	{vault.OIDCSecret, OIDCProviders, fieldSecret, ""},
}

// SealedFor returns the columns that the purpose's keys seal.
func SealedFor(purpose string) (columns []Sealed) {
	for _, s := range SealedColumns {
		if s.Purpose == purpose {
			columns = append(columns, s)
		}
	}
	return columns
}

// names are the columns that are written together.
func (s Sealed) names() []string {
	if s.mark == "" {
		return []string{s.column}
	}
	return []string{s.column, s.mark}
}

// SealedSamples returns some values by each version of each key that the database needs. By these vault.Open knows whether the keys in
// the folder are the academy's. A database whose schema does not have a column yet has nothing in it.
func SealedSamples(app core.App) (samples []vault.Sample, err error) {
	for _, s := range SealedColumns {
		if c, err := app.FindCachedCollectionByNameOrId(s.Table); err != nil || c.Fields.GetByName(s.column) == nil {
			continue
		}
		found, err := s.samples(app)
		if err != nil {
			return nil, fmt.Errorf("look for what is sealed in %s: %w", s.Table, err)
		}
		samples = append(samples, found...)
	}
	return samples, nil
}

// samplesEach is how many values are tried by each version: one alone may be damaged.
const samplesEach = 3

// samples skips from version to version along the index of what begins with it.
func (s Sealed) samples(app core.App) (samples []vault.Sample, err error) {
	for after := ""; ; {
		var rows []struct{ Id, Sealed, Along string }
		if err := s.along(app, after).All(&rows); err != nil || len(rows) == 0 {
			return samples, err
		}
		version, err := vault.Version(rows[0].Along)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if strings.HasPrefix(row.Along, vault.Prefix(version)) {
				samples = append(samples, vault.Sample{Purpose: s.Purpose, Sealed: row.Sealed, Bound: []byte(row.Id)})
			}
		}
		after = strings.TrimSuffix(vault.Prefix(version), ".") + "/" // what comes after all that begin with the prefix
	}
}

// along are the rows that come after a text, by the marks where there are any.
func (s Sealed) along(app core.App, after string) *dbx.SelectQuery {
	by := s.names()[len(s.names())-1]
	return app.DB().Select("id", s.column+" AS sealed", by+" AS along").From(s.Table).
		Where(dbx.NewExp(by+" > {:after} AND "+by+" != ''", dbx.Params{"after": after})).OrderBy(by).Limit(samplesEach)
}

// SealedBy counts the rows by the version of the key that their value needs.
func (s Sealed) SealedBy(app core.App) (map[int]int, error) {
	var rows []struct {
		Prefix string
		Rows   int
	}
	prefix := "substr(" + s.column + ", 1, 3 + instr(substr(" + s.column + ", 4), '.'))"
	err := app.DB().Select(prefix+" AS prefix", "count(*) AS rows").From(s.Table).Where(dbx.NewExp(s.column + " != ''")).GroupBy(prefix).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("count what is sealed in %s: %w", s.Table, err)
	}
	count := map[int]int{}
	for _, r := range rows {
		version, err := vault.Version(r.Prefix)
		if err != nil {
			return nil, fmt.Errorf("count what is sealed in %s: %w", s.Table, err)
		}
		count[version] = r.Rows
	}
	return count, nil
}

// SealedChange is the first field with something sealed that differs between two states of a record, "" if none does.
func SealedChange(before, after *core.Record) string {
	for _, s := range SealedColumns {
		for _, name := range s.names() {
			if s.Table == after.Collection().Name && before.GetString(name) != after.GetString(name) {
				return name
			}
		}
	}
	return ""
}

// KeepSealed lets a record that is about to be saved keep what lies sealed in its row now, unless its writer has changed it: the
// record may have been read before keys were changed, and a key that has gone since would be needed again. It belongs into the
// transaction that saves.
func KeepSealed(tx core.App, record *core.Record) error {
	for _, s := range SealedColumns {
		if s.Table != record.Collection().Name {
			continue
		}
		now := dbx.NullStringMap{}
		err := tx.DB().Select(s.names()...).From(s.Table).Where(dbx.HashExp{"id": record.Id}).One(now)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // it has been deleted meanwhile, and the save will change nothing
		}
		if err != nil {
			return fmt.Errorf("read what is sealed of %s: %w", record.Id, err)
		}
		for _, name := range s.names() {
			if record.GetString(name) == record.Original().GetString(name) {
				record.Set(name, now[name].String)
			}
		}
	}
	return nil
}
