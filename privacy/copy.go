package privacy

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
)

// Decisions about a copy that a caller can take.
var (
	ErrNoCopy = errors.New("no such copy")
	ErrRecent = errors.New("copy was made not long ago")
)

// Copies is the collection of copies that people asked for of everything about them.
const Copies = exports

const exports = "data_exports"

// CopyJob is the kind of the job that makes a copy; its payload is CopyOrder.
const CopyJob = "data_export"

const (
	// CopyStays is for how long a copy can be downloaded.
	CopyStays = 7 * 24 * time.Hour
	// CopyRest is how long after one copy the next can be asked for.
	CopyRest = 24 * time.Hour
)

// CopyOrder says which copy to make.
type CopyOrder struct {
	Copy string `json:"copy"`
}

// CopyState is where a copy stands.
type CopyState string

// The states of a copy.
const (
	CopyWaits   CopyState = "waiting"
	CopyGrows   CopyState = "making"
	CopyReady   CopyState = "ready"
	CopyNotMade CopyState = "failed"
)

// Copy is everything about one person as one zip, which only they get.
type Copy struct{ core.BaseRecordProxy }

func copyOf(r *core.Record) *Copy {
	c := &Copy{}
	c.SetProxyRecord(r)
	return c
}

func (c *Copy) User() string           { return c.GetString("user") }
func (c *Copy) State() CopyState       { return CopyState(c.GetString("state")) }
func (c *Copy) Locale() string         { return c.GetString("locale") }
func (c *Copy) Bytes() int64           { return int64(c.GetFloat("bytes")) }
func (c *Copy) Asked() time.Time       { return c.GetDateTime("created").Time() }
func (c *Copy) Until() time.Time       { return c.GetDateTime("until").Time() } // zero until it is ready
func (c *Copy) Next() time.Time        { return c.Asked().Add(CopyRest) }       // when the next can be asked for
func (c *Copy) UnderWay() bool         { return c.State() == CopyWaits || c.State() == CopyGrows }
func (c *Copy) Path(a core.App) string { return filepath.Join(copyRoot(a), c.Id+".zip") }

// Percent is how much of it is made.
func (c *Copy) Percent() int {
	if total := c.GetInt("total"); total > 0 {
		return c.GetInt("done") * 100 / total
	}
	return 0
}

// Downloadable tells whether it is there, by a moment.
func (c *Copy) Downloadable(now time.Time) bool {
	return c.State() == CopyReady && now.Before(c.Until())
}

func copyRoot(app core.App) string { return filepath.Join(app.DataDir(), "exports") }

// LastCopy is the copy that the person asked for last. It returns ErrNoCopy.
func LastCopy(app core.App, user string) (*Copy, error) {
	r := &core.Record{}
	err := app.RecordQuery(Copies).AndWhere(dbx.HashExp{"user": user}).OrderBy("created DESC", "rowid DESC").Limit(1).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoCopy
	}
	if err != nil {
		return nil, fmt.Errorf("last copy for %s: %w", user, err)
	}
	return copyOf(r), nil
}

// AskCopy queues a copy in a language. Asking again while it is under way gives the same one, however often and from wherever. It returns
// ErrRecent while the last one is younger than CopyRest, unless that failed.
func AskCopy(app core.App, user, locale string) (asked *Copy, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		last, err := LastCopy(tx, user)
		switch {
		case errors.Is(err, ErrNoCopy):
		case err != nil:
			return err
		case last.UnderWay():
			asked = last
			return nil
		case last.State() == CopyReady && time.Now().Before(last.Next()):
			return ErrRecent
		}
		asked, err = addCopy(tx, user, locale)
		return err
	})
	return asked, err
}

func addCopy(tx core.App, user, locale string) (*Copy, error) {
	collection, err := tx.FindCachedCollectionByNameOrId(Copies)
	if err != nil {
		return nil, err
	}
	c := copyOf(core.NewRecord(collection))
	c.Set("user", user)
	c.Set("locale", locale)
	c.Set("state", string(CopyWaits))
	if err := tx.Save(c); err != nil {
		return nil, fmt.Errorf("ask for a copy for %s: %w", user, err)
	}
	return c, jobs.Add(tx, CopyJob, c.Id, CopyOrder{c.Id})
}

// CopyFailed says that no more is tried.
func CopyFailed(tx core.App, o CopyOrder) error {
	r, err := tx.FindRecordById(Copies, o.Copy)
	if err != nil {
		return nil // who wanted it has gone
	}
	r.Set("state", string(CopyNotMade))
	return tx.Save(r)
}

// EndCopies removes copies whose days are over, those of people who have gone, and what a crash left half written.
func EndCopies(app core.App, now time.Time) error {
	var over []*core.Record
	err := app.RecordQuery(Copies).AndWhere(dbx.NewExp("[[until]] != '' AND [[until]] < {:now}", dbx.Params{"now": moment(now)})).All(&over)
	if err != nil {
		return fmt.Errorf("find copies whose days are over: %w", err)
	}
	for _, r := range over {
		if err := app.Delete(r); err != nil {
			return fmt.Errorf("end copy %s: %w", r.Id, err)
		}
	}
	return sweep(app, now)
}

// sweep removes the files that no record tells of.
func sweep(app core.App, now time.Time) error {
	files, err := os.ReadDir(copyRoot(app))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		id := f.Name()[:len(f.Name())-len(filepath.Ext(f.Name()))]
		info, err := f.Info()
		if err != nil || now.Sub(info.ModTime()) < time.Hour { // it may be in the making
			continue
		}
		if _, err := app.FindRecordById(Copies, id); err == nil {
			continue
		}
		if err := os.Remove(filepath.Join(copyRoot(app), f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// DropCopy removes the file of a copy whose record has gone.
func DropCopy(app core.App, r *core.Record) error {
	err := os.Remove(copyOf(r).Path(app))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// moment is how the database writes one.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000Z") }
