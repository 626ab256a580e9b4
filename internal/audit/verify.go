package audit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Head is the last entry at some moment. Noted elsewhere, it proves later that no entry up to it was cut off or written anew.
type Head struct {
	Seq  int64
	Hash string
}

// String is SEQ:HASH.
func (h Head) String() string { return fmt.Sprintf("%d:%s", h.Seq, h.Hash) }

// ErrHead says that a text is no SEQ:HASH.
var ErrHead = errors.New("head is not written as SEQ:HASH")

// ParseHead reads what String writes, or returns ErrHead.
func ParseHead(text string) (Head, error) {
	number, hash, _ := strings.Cut(strings.TrimSpace(text), ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil || seq < 1 || len(hash) != 64 || strings.Trim(hash, "0123456789abcdef") != "" {
		return Head{}, ErrHead
	}
	return Head{seq, hash}, nil
}

// Report is what Verify finds.
type Report struct {
	Entries     int64
	First, Last time.Time // when the first and the last entry were written; zero: there is none
	Head        Head      // the last entry
	Broken      *Break    // nil: the chain is whole
	Unguarded   bool      // the table would let entries be changed: one of its triggers is gone
}

// Break is the first place where the chain does not hold.
type Break struct {
	Seq int64
	Why Why
}

// Why is the reason.
type Why string

// Why a chain does not hold at an entry.
const (
	Missing  Why = "missing"  // the entry with this number is not there
	Changed  Why = "changed"  // its hash is not that of its content
	Unlinked Why = "unlinked" // it does not hold the hash of the one before: that one, or this one, was put in the place of another
	CutOff   Why = "cut_off"  // a head noted earlier lies behind the last entry
	Replaced Why = "replaced" // the entry has another hash than the head noted earlier
)

// Verify reads the whole chain, entry by entry, and tells whether it holds, and whether heads that were noted earlier are still in it.
func Verify(app core.App, noted ...Head) (Report, error) {
	var report Report
	guarded, err := guarded(app)
	if err != nil {
		return report, fmt.Errorf("verify audit: %w", err)
	}
	report.Unguarded = !guarded
	if err := eachRow(app, func(r row) { report.take(r, noted) }); err != nil {
		return report, fmt.Errorf("verify audit: %w", err)
	}
	for _, h := range noted {
		if h.Seq > report.Entries {
			report.breaks(h.Seq, CutOff)
		}
	}
	return report, nil
}

// take counts the next row and holds it against the one before.
func (report *Report) take(r row, noted []Head) {
	report.Entries++
	n := report.Entries
	switch {
	case r.Seq != strconv.FormatInt(n, 10):
		report.breaks(n, Missing)
	case r.digest() != r.Hash || r.ID != fmt.Sprintf("%015d", n):
		report.breaks(n, Changed)
	case r.Prev != report.Head.Hash:
		report.breaks(n, Unlinked)
	case slices.ContainsFunc(noted, func(h Head) bool { return h.Seq == n && h.Hash != r.Hash }):
		report.breaks(n, Replaced)
	}
	seq, _ := strconv.ParseInt(r.Seq, 10, 64) // one that is no number has broken the chain above
	report.Head = Head{seq, r.Hash}
	at, _ := time.Parse(types.DefaultDateLayout, r.At) // the same
	if n == 1 {
		report.First = at
	}
	report.Last = at
}

// breaks keeps the first break.
func (report *Report) breaks(seq int64, why Why) {
	if report.Broken == nil {
		report.Broken = &Break{seq, why}
	}
}

// eachRow reads all rows as text, one after the other, whatever lies in them.
func eachRow(app core.App, do func(row)) error {
	rows, err := app.DB().Select(columns...).From(Collection).OrderBy("seq", "id").Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := r.scan(rows); err != nil {
			return err
		}
		do(r)
	}
	return rows.Err()
}

// columns are read as text whatever lies in them: somebody may have written anything.
var columns = func() (list []string) {
	for _, f := range (row{}).fields() {
		list = append(list, f.column)
	}
	return append(list, "hash")
}()

func (r *row) scan(rows *dbx.Rows) error {
	values := []*string{&r.ID, &r.Seq, &r.At, &r.By, &r.For, &r.As, &r.Act, &r.Kind, &r.Object, &r.Details, &r.Prev, &r.Hash}
	into := make([]any, len(values))
	for i, v := range values {
		into[i] = textOf{v}
	}
	return rows.Scan(into...)
}

// textOf takes a column as text: what is NULL is nothing, and a number reads as SQLite writes it.
type textOf struct{ to *string }

// Scan implements sql.Scanner.
func (t textOf) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t.to = ""
	case []byte:
		*t.to = string(v)
	default:
		*t.to = fmt.Sprint(v)
	}
	return nil
}

// Guards are the triggers by which the table refuses whatever is not the next entry.
var Guards = []string{"audit_entries_no_update", "audit_entries_no_delete", "audit_entries_next_only"}

func guarded(app core.App) (bool, error) {
	var there []string
	err := app.DB().Select("name").From("sqlite_master").Where(dbx.HashExp{"type": "trigger", "tbl_name": Collection}).Column(&there)
	for _, g := range Guards {
		if !slices.Contains(there, g) {
			return false, err
		}
	}
	return true, err
}
