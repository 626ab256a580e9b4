package backups_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/backups"
)

const (
	pace       = time.Second / 500 // between two writes
	writers    = 4
	accounts   = 100
	allBalance = accounts * 1000
)

// bank is a table in which every transaction moves something from one row to another: at every moment the sum is the
// same, and the journal has a row for each move.
type bank struct {
	db      *sql.DB
	moves   atomic.Int64
	longest atomic.Int64 // that a writer has waited, in nanoseconds
}

func openBank(t *testing.T, dir string) *bank {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data.db")+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate")
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	db.SetMaxOpenConns(1) // as in the program: writers queue before the database
	for _, q := range []string{
		"CREATE TABLE bank (id INTEGER PRIMARY KEY, balance INTEGER, padding TEXT)",
		"CREATE TABLE journal (id INTEGER PRIMARY KEY, amount INTEGER, padding TEXT)",
		fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO bank SELECT i, 1000, hex(randomblob(2000)) FROM n", accounts),
		"CREATE TABLE weight (id INTEGER PRIMARY KEY, b BLOB)",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO weight SELECT i, randomblob(4000) FROM n",
	} {
		_, err := db.Exec(q)
		must(t, err)
	}
	return &bank{db: db}
}

func (b *bank) move(ctx context.Context, n int64) error {
	began := time.Now()
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, q := range []string{
		fmt.Sprintf("UPDATE bank SET balance = balance - 1, padding = hex(randomblob(2000)) WHERE id = %d", 1+n%accounts),
		fmt.Sprintf("UPDATE bank SET balance = balance + 1 WHERE id = %d", 1+(n*7+3)%accounts),
		"INSERT INTO journal (amount, padding) VALUES (1, hex(randomblob(100)))",
	} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			_ = tx.Rollback()
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	waited := int64(time.Since(began))
	for {
		before := b.longest.Load()
		if waited <= before || b.longest.CompareAndSwap(before, waited) {
			break
		}
	}
	b.moves.Add(1)
	return nil
}

// storm writes as fast as the pace says until ctx ends, and returns what waits for its end.
func (b *bank) storm(t *testing.T, ctx context.Context) (wait func()) {
	t.Helper()
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			ticker := time.NewTicker(pace * writers)
			defer ticker.Stop()
			for n := int64(w); ; n += writers {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					if err := b.move(context.Background(), n); err != nil {
						t.Errorf("a writer is refused: %v", err)
						return
					}
				}
			}
		})
	}
	return all.Wait
}

func TestABackupUnderFiveHundredWritesASecondIsOfOneMomentAndEnds(t *testing.T) {
	app := newAcademy(t)
	b := openBank(t, app.DataDir())
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	wait := b.storm(t, ctx)
	var made [][]byte
	for range 2 {
		before := b.moves.Load()
		s := folder(t)
		m := create(t, app, s, backups.Key{})
		t.Logf("%d writes while it was made, longest wait so far %s", b.moves.Load()-before, time.Duration(b.longest.Load()))
		made = append(made, content(t, s, m.File))
	}
	if ctx.Err() != nil {
		t.Fatal("the backups took longer than three minutes")
	}
	stop()
	wait()
	for _, m := range made {
		dir := filepath.Join(t.TempDir(), "new")
		_, err := restore(t.Context(), m, dir, backups.Key{})
		must(t, err)
		balanced(t, dir)
	}
}

func TestWritersGoOnWhileABackupStandsStill(t *testing.T) {
	app, s := newAcademy(t), folder(t)
	b := openBank(t, app.DataDir())
	moved := int64(0)
	m, err := backups.Create(t.Context(), backups.Order{Dir: app.DataDir(), Store: s, Progress: func(done, _ int64) {
		for range 20 { // the backup waits for the writer here: were it the other way round, the write would be refused
			must(t, b.move(t.Context(), moved))
			moved++
		}
	}})
	must(t, err)
	if moved < 200 {
		t.Fatalf("only %d writes while it was made", moved)
	}
	dir := filepath.Join(t.TempDir(), "new")
	_, err = restore(t.Context(), content(t, s, m.File), dir, backups.Key{})
	must(t, err)
	balanced(t, dir)
}

// balanced fails unless the restored bank is one of some moment.
func balanced(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data.db"))
	must(t, err)
	defer db.Close()
	var sum, moves, last int64
	must(t, db.QueryRow("SELECT (SELECT sum(balance) FROM bank), (SELECT count(*) FROM journal), (SELECT coalesce(max(id), 0) FROM journal)").Scan(&sum, &moves, &last))
	if sum != allBalance || moves != last {
		t.Errorf("balance %d of %d, %d moves of %d", sum, allBalance, moves, last)
	}
}
