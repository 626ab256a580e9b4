package hours

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/accounts"
	"aula/internal/areas"
	"aula/internal/calendar"
	"aula/internal/documents"
	"aula/organisations"
)

// StatementCollection is the collection of signed statements.
const StatementCollection = "hours_statements"

// Decisions that a caller can take.
var (
	ErrNothing          = errors.New("no hours in the year")
	ErrNoStatement      = errors.New("statement of hours not found")
	ErrStatementDamaged = errors.New("stored statement is not the one that was issued")
)

// Signer signs documents as the academy.
type Signer interface {
	Sign(file []byte, why documents.Reason) ([]byte, error)
}

// StatementFacts are what a statement says, copied when it is issued.
type StatementFacts struct {
	Given         string          `json:"given"`
	Family        string          `json:"family"`
	Year          int             `json:"year"`
	Locale        string          `json:"locale"` // language that it is drawn in
	Lines         []StatementLine `json:"lines"`
	Issuer        string          `json:"issuer"`
	IPA           string          `json:"ipa,omitempty"`
	Signatory     string          `json:"signatory,omitempty"`
	SignatoryRole string          `json:"signatory_role,omitempty"`
}

// StatementLine is an entry of the ledger as a statement says it.
type StatementLine struct {
	Day        string     `json:"day"` // "2026-11-28"
	Title      string     `json:"title"`
	Source     Source     `json:"source"`
	Area       areas.Area `json:"area"`
	Compulsory bool       `json:"compulsory,omitempty"`
	Minutes    int        `json:"minutes"`
	Employer   string     `json:"employer,omitempty"`
	Reason     string     `json:"reason,omitempty"` // of a counter-entry
}

// Minutes are those of all lines.
func (f StatementFacts) Minutes() int { return f.sums().Minutes }

// sums adds the lines up.
func (f StatementFacts) sums() Sums {
	s := Sums{Areas: map[areas.Area]int{}}
	for _, l := range f.Lines {
		s.add(l.Area, l.Compulsory, l.Minutes)
	}
	return s
}

// Name is given and family name.
func (f StatementFacts) Name() string { return strings.TrimSpace(f.Given + " " + f.Family) }

// Statement is the signed paper of a person's hours of a year, as the ledger stood when it was issued.
type Statement struct{ core.BaseRecordProxy }

func newStatement(r *core.Record) *Statement {
	s := &Statement{}
	s.SetProxyRecord(r)
	return s
}

func (s *Statement) Person() string    { return s.GetString("person") }
func (s *Statement) Year() int         { return s.GetInt("year") }
func (s *Statement) Number() string    { return s.GetString("number") } // "ORE-2026/000001"
func (s *Statement) SHA256() string    { return s.GetString("sha256") } // of the PDF
func (s *Statement) Issued() time.Time { return s.GetDateTime("issued").Time() }

// Facts are what the statement says.
func (s *Statement) Facts() StatementFacts {
	var f StatementFacts
	_ = s.UnmarshalJSONField("facts", &f) // StatementFor wrote it
	return f
}

// StatementFor returns the statement of a person's hours of a year in a language, and its file. As long as the ledger says the same of the
// person it is the one that was issued before, byte for byte; else it issues the next. It returns ErrNothing, accounts.ErrNoPerson and
// ErrStatementDamaged.
func StatementFor(app core.App, signer Signer, person string, year int, language string, now time.Time) (*Statement, []byte, error) {
	facts, err := statementFacts(app, person, year, language)
	if err != nil {
		return nil, nil, err
	}
	var s *Statement
	var file []byte
	err = app.RunInTransaction(func(tx core.App) error {
		if facts, err = statementFacts(tx, person, year, language); err != nil {
			return err
		}
		digest, err := facts.digest()
		if err != nil {
			return err
		}
		if s, err = latestStatement(tx, dbx.HashExp{"person": person, "year": year, "digest": digest}); !errors.Is(err, ErrNoStatement) {
			return err
		}
		s, file, err = issueStatement(tx, signer, person, facts, digest, now)
		return err
	})
	if err == nil && file == nil {
		file, err = storedStatement(app, s)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("statement of hours of %s: %w", person, err)
	}
	return s, file, nil
}

// statementFacts copies what a statement would say.
func statementFacts(app core.App, person string, year int, language string) (f StatementFacts, err error) {
	p, err := accounts.Find(app, person)
	if err != nil {
		return f, err
	}
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return f, err
	}
	f = StatementFacts{Given: p.Given(), Family: p.Family(), Year: year, Locale: language, Issuer: centre.Name, IPA: centre.IPA,
		Signatory: centre.Signatory, SignatoryRole: centre.SignatoryRole}
	if f.Name() == "" {
		f.Given = p.Name()
	}
	entries, err := EntriesOf(app, person, year)
	if err != nil {
		return f, err
	}
	if len(entries) == 0 {
		return f, ErrNothing
	}
	names, err := EmployersIn(app, entries)
	for _, e := range entries {
		f.Lines = append(f.Lines, StatementLine{calendar.FormatDay(e.Day()), e.Whole(), e.Source, e.Area, e.Compulsory, e.Minutes, names[e.Organisation], e.Reason})
	}
	return f, err
}

// EmployersIn are the names of the organisations of entries, as they are called now, by their ids.
func EmployersIn(app core.App, entries []Entry) (map[string]string, error) {
	names := map[string]string{"": ""}
	for _, e := range entries {
		if _, known := names[e.Organisation]; known {
			continue
		}
		o, err := organisations.Find(app, e.Organisation)
		if err != nil && !errors.Is(err, organisations.ErrNoOrganisation) {
			return nil, err
		}
		if names[e.Organisation] = ""; err == nil {
			names[e.Organisation] = o.Name()
		}
	}
	return names, nil
}

// digest is the SHA-256 of the facts as JSON, in which nothing depends on when they are read.
func (f StatementFacts) digest() (string, error) {
	text, err := json.Marshal(f)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

func issueStatement(tx core.App, signer Signer, person string, f StatementFacts, digest string, now time.Time) (*Statement, []byte, error) {
	collection, err := tx.FindCachedCollectionByNameOrId(StatementCollection)
	if err != nil {
		return nil, nil, err
	}
	number, err := nextStatement(tx, now)
	if err != nil {
		return nil, nil, err
	}
	now = now.UTC().Truncate(time.Second)
	file, err := drawStatement(f, number, now)
	if err == nil {
		file, err = signer.Sign(file, documents.Reason{Name: f.Issuer, Reason: number, Made: now})
	}
	if err != nil {
		return nil, nil, fmt.Errorf("draw: %w", err)
	}
	pdf, err := filesystem.NewFileFromBytes(file, statementFile(number))
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(file)
	s := newStatement(core.NewRecord(collection))
	for field, value := range map[string]any{"person": person, "year": f.Year, "number": number, "facts": f, "digest": digest, "issued": now,
		"sha256": hex.EncodeToString(sum[:]), "pdf": pdf} {
		s.Set(field, value)
	}
	return s, file, tx.Save(s)
}

const statementSeries = "ORE-"

// nextStatement follows the highest number of the year. Statements are never deleted, so there are no gaps.
func nextStatement(tx core.App, now time.Time) (string, error) {
	prefix := statementSeries + strconv.Itoa(now.In(calendar.Zone).Year()) + "/"
	var highest int
	err := tx.DB().NewQuery("SELECT COALESCE(MAX(CAST(substr(number, {:at}) AS INTEGER)), 0) FROM hours_statements WHERE number >= {:from} AND number < {:to}").
		Bind(dbx.Params{"at": len(prefix) + 1, "from": prefix, "to": strings.TrimSuffix(prefix, "/") + "0"}).Row(&highest) // '0' follows '/'
	if err != nil {
		return "", fmt.Errorf("number statement: %w", err)
	}
	return fmt.Sprintf("%s%06d", prefix, highest+1), nil
}

// statementFile is what the PDF is called: "ore_2026_000001.pdf".
func statementFile(number string) string {
	return strings.ToLower(strings.NewReplacer("-", "_", "/", "_").Replace(number)) + ".pdf"
}
