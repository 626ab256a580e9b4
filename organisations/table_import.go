package organisations

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/tables"
)

// ImportOptions say how a table is taken over.
type ImportOptions struct {
	DryRun   bool   // tell what would happen, change nothing
	Strict   bool   // change nothing if any row is wrong
	Province string // only of this one: "VE", or the first three digits of ISTAT's codes; empty: of all
	// Also is done in the same transaction if something is stored; nil: nothing.
	Also func(tx core.App, out *Outcome) error
}

// Outcome is what a table did, or would have done.
type Outcome struct {
	Added, Changed, Same int
	Apart                int // rows that are not about organisations of the academy: of another province, retired, or named by ISTAT only
	Wrong                []RowProblem
	Stored               bool
}

// RowProblem is what is wrong with a row, and in which column, counted from 1; 0: in all of it.
type RowProblem struct {
	Line, Column int
	Head, Value  string // of the column
	Key          string // of the text that says it
}

// Where is the key of the text that says the place, and the values that it needs.
func (p RowProblem) Where() (key string, args []any) {
	switch {
	case p.Head == "":
		return "table.line", []any{"line", p.Line}
	case p.Value == "":
		return "table.cell_empty", []any{"line", p.Line, "head", p.Head}
	}
	value := p.Value
	if runes := []rune(value); len(runes) > longestShown {
		value = string(runes[:longestShown]) + "…"
	}
	return "table.cell", []any{"line", p.Line, "head", p.Head, "value", value}
}

// longestShown is how much of a cell a report repeats, in characters.
const longestShown = 80

// Texts of what is wrong with rows and tables stand below these.
const (
	tableProblem = "table.problem."
	fieldProblem = "setup.problem."
)

// errNotStored ends the transaction of a dry run, or of a strict import with a wrong row.
var errNotStored = errors.New("not stored")

// Import takes over a table of the kinds of heads: it adds and changes organisations by their code in the index, or changes those that a
// table of ISTAT names by ISTAT's code or the land registry's. An empty cell changes nothing, and a wrong row no other row. It returns
// a *tables.Error if the table as a whole cannot be read. Call it outside of transactions: it takes its own back.
func Import(app core.App, r io.Reader, o ImportOptions) (*Outcome, error) {
	t, err := tables.Open(r, tables.Limits{})
	if err != nil {
		return nil, err
	}
	i := &importer{table: t, columns: columnsOf(t), options: o, lines: map[string]int{}, out: &Outcome{Stored: true}}
	if i.columns.at[fieldIPA] < 0 && i.columns.at[fieldISTAT] < 0 {
		return nil, &tables.Error{Code: NoKey}
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if err := i.run(tx); err != nil {
			return err
		}
		if o.DryRun || o.Strict && len(i.out.Wrong) > 0 {
			return errNotStored
		}
		if o.Also == nil || i.out.Added+i.out.Changed == 0 {
			return nil
		}
		return o.Also(tx, i.out)
	})
	if errors.Is(err, errNotStored) {
		i.out.Stored, err = false, nil
	}
	if err != nil {
		return nil, fmt.Errorf("import organisations: %w", err)
	}
	return i.out, nil
}

// NoKey is the code of a table that names no organisation: it has neither a column of the index's codes nor one of ISTAT's.
const NoKey = "no_key"

type importer struct {
	table   *tables.Table
	columns columns
	options ImportOptions
	known   map[string]*Organisation // by the code of the index
	istat   map[string]*Organisation
	lines   map[string]int // on which line a code came
	out     *Outcome
}

func (i *importer) run(tx core.App) error {
	if err := i.read(tx); err != nil {
		return err
	}
	for {
		row, err := i.table.Next()
		var wrong *tables.Error
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &wrong):
			i.blame(wrong.Line, wrong.Column-1, row, tableProblem+wrong.Code)
		case err != nil:
			return err
		default:
			if err := i.take(tx, row); err != nil {
				return fmt.Errorf("line %d: %w", row.Line, err)
			}
		}
	}
}

func (i *importer) read(tx core.App) error {
	var all []*Organisation
	if err := tx.RecordQuery(Collection).All(&all); err != nil {
		return fmt.Errorf("read organisations: %w", err)
	}
	i.known, i.istat = map[string]*Organisation{}, map[string]*Organisation{}
	for _, o := range all {
		i.know(o)
	}
	return nil
}

func (i *importer) know(o *Organisation) {
	i.known[o.IPA()] = o
	if o.ISTAT() != "" && o.Retired().IsZero() {
		i.istat[o.ISTAT()] = o
	}
}

// take adds or changes what a row is about.
func (i *importer) take(tx core.App, row tables.Row) error {
	o, about := i.meant(row)
	if !about || o != nil && !o.Retired().IsZero() {
		i.out.Apart++
		return nil
	}
	before := Facts{}
	if o != nil {
		before = o.Facts()
	}
	f, wrong := i.columns.overlay(before, row)
	if line := i.lines[f.IPA]; line > 0 && f.IPA != "" {
		i.blame(row.Line, i.columns.at[fieldIPA], row, tableProblem+"twice")
		return nil
	}
	i.lines[f.IPA] = row.Line
	if wrong = append(wrong, f.Check()...); len(wrong) == 0 && o != nil && f == before {
		i.out.Same++
		return nil
	}
	var err error
	added := o == nil
	if len(wrong) == 0 {
		if o, err = i.store(tx, o, f); !errors.As(err, &wrong) && err != nil {
			return err
		}
	}
	switch {
	case len(wrong) > 0:
		for _, p := range wrong {
			i.blame(row.Line, i.columns.at[p.Field], row, fieldProblem+p.Code)
		}
	case added:
		i.out.Added++
		i.know(o)
	default:
		i.out.Changed++
		delete(i.istat, before.ISTAT)
		i.know(o)
	}
	return nil
}

func (i *importer) store(tx core.App, o *Organisation, f Facts) (*Organisation, error) {
	if o == nil {
		c, err := tx.FindCachedCollectionByNameOrId(Collection)
		if err != nil {
			return nil, err
		}
		o = Of(core.NewRecord(c))
	}
	return o, o.keep(tx, f, i.taken)
}

// taken answers from what was read: asking the database twice a row would take longer than storing it.
func (i *importer) taken(field, value, id string) (bool, error) {
	among := map[string]map[string]*Organisation{fieldIPA: i.known, fieldISTAT: i.istat}[field]
	other := among[value]
	return other != nil && other.Id != id, nil
}

// meant is the organisation that a row names, nil for a new one. about is false where the row is not about one of the academy's.
func (i *importer) meant(row tables.Row) (o *Organisation, about bool) {
	c := i.columns
	istat := padded(c.cell(row, fieldISTAT), istatDigits)
	if p := i.options.Province; p != "" && !strings.EqualFold(c.cell(row, headProvince), p) && !(len(p) == 3 && strings.HasPrefix(istat, p)) {
		return nil, false
	}
	if c.at[fieldIPA] >= 0 {
		return i.known[strings.ToLower(c.cell(row, fieldIPA))], true
	}
	if age := c.cell(row, headAge); age != "" && age != allAges {
		return nil, false
	}
	if o = i.istat[istat]; o == nil {
		o = i.known["c_"+strings.ToLower(c.cell(row, headCadastral))] // the index names comuni so
	}
	return o, o != nil && o.Kind() == Comune
}

// allAges is the age by which ISTAT means everybody.
const allAges = "999"

// blame notes what is wrong in a column counted from 0, or in none.
func (i *importer) blame(line, column int, row tables.Row, key string) {
	p := RowProblem{Line: line, Key: key}
	if column >= 0 {
		p.Column, p.Value = column+1, row.At(column)
		if heads := i.table.Head(); column < len(heads) {
			p.Head = heads[column]
		}
	}
	i.out.Wrong = append(i.out.Wrong, p)
}
