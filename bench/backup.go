package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"filippo.io/age"

	"aula/internal/backups"
)

const (
	heavyRows   = 920_000 // of about 1.1 KB each: a gigabyte
	writesAtAll = 500     // a second
	writersOf   = 4
)

// backupTime compares a backup of a gigabyte with copying and syncing the same files, and says how long writers wait
// meanwhile.
func backupTime(l *lab) (figures []figure, err error) {
	dir, out := filepath.Join(l.dir, "heavy"), filepath.Join(l.dir, "vault")
	defer func() { err = errors.Join(err, os.RemoveAll(dir), os.RemoveAll(out)) }()
	if err := l.makeHeavy(dir); err != nil {
		return nil, err
	}
	ours := func(key backups.Key) func() (float64, error) {
		return func() (float64, error) { return emptied(out, func() error { return backUp(dir, out, key) }) }
	}
	p, err := watched(func() (pairs, error) {
		return inTurn(ours(backups.Key{}), func() (float64, error) {
			return emptied(out, func() error { return copyAndSync(dir, out) })
		})
	})
	if err != nil {
		return nil, err
	}
	figures = ratio("backup_time", "s", p, "ours", "copy_and_sync")
	key, err := sealingKey(l.dir)
	if err != nil {
		return figures, err
	}
	sealed, err := ours(key)()
	if err != nil {
		return figures, err
	}
	figures = append(figures, figure{name: "backup_time_sealed", value: sealed, unit: "s"})
	pause, err := writerPause(dir, out)
	return append(figures, pause...), err
}

// emptied empties the destination and measures an act, in seconds.
func emptied(out string, act func() error) (float64, error) {
	if err := errors.Join(os.RemoveAll(out), os.MkdirAll(out, 0o700)); err != nil {
		return 0, err
	}
	began := time.Now()
	err := act()
	return time.Since(began).Seconds(), err
}

func backUp(dir, out string, key backups.Key) error {
	store, err := backups.OpenStore(out, "", os.Getenv)
	if err != nil {
		return err
	}
	_, err = backups.Create(context.Background(), backups.Order{Dir: dir, Program: "bench", Store: store, Key: key})
	return err
}

func sealingKey(dir string) (backups.Key, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return backups.Key{}, err
	}
	path := filepath.Join(dir, "key")
	if err := os.WriteFile(path, []byte(identity.Recipient().String()), 0o600); err != nil {
		return backups.Key{}, err
	}
	return backups.OpenKey(path)
}

// makeHeavy is a copy of the academy with a table that makes it weigh a gigabyte.
func (l *lab) makeHeavy(dir string) error {
	a, err := l.academy()
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, os.DirFS(a.dir)); err != nil {
		return err
	}
	db, err := openHeavy(dir, "OFF")
	if err != nil {
		return err
	}
	for _, q := range []string{
		"CREATE TABLE heavy (id TEXT PRIMARY KEY, user TEXT, answers TEXT, updated TEXT)",
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
			INSERT INTO heavy SELECT printf('p%%014d', i), printf('u%%014d', i / 20), hex(randomblob(500)), '2026-01-01 09:00:00.000Z' FROM n`, heavyRows),
		"CREATE TABLE moves (id INTEGER PRIMARY KEY, padding TEXT)",
		"PRAGMA wal_checkpoint(TRUNCATE)",
	} {
		if _, err := db.Exec(q); err != nil {
			return errors.Join(fmt.Errorf("fill: %w", err), db.Close())
		}
	}
	return db.Close()
}

func openHeavy(dir, synchronous string) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+filepath.Join(dir, "data.db")+
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous("+synchronous+")&_txlock=immediate")
}

// writerPause is the longest that one of five hundred writers a second waits while a backup is made.
func writerPause(dir, out string) ([]figure, error) {
	db, err := openHeavy(dir, "NORMAL")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // as in the program: writers queue before the database
	w := &storm{db: db}
	if _, err := emptied(out, func() error { return w.during(func() error { return backUp(dir, out, backups.Key{}) }) }); err != nil {
		return nil, err
	}
	f := figure{name: "backup_writer_pause", value: time.Duration(w.longest.Load()).Seconds(), unit: "s"}
	rate := float64(w.writes.Load()) / w.took.Seconds()
	if rate < 0.9*writesAtAll {
		f.fault = fmt.Sprintf("only %.0f writes a second of %d", rate, writesAtAll)
	}
	return []figure{f, {name: "backup_writes_meanwhile", value: rate, unit: "writes/s"}}, nil
}

// storm writes at a pace and remembers the longest wait, counted from when the write was due. A writer that was held up
// makes up for it: what was due meanwhile is written, and has waited for as long.
type storm struct {
	db              *sql.DB
	writes, longest atomic.Int64
	took            time.Duration
}

func (w *storm) during(act func() error) error {
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	faults := make(chan error, writersOf)
	began := time.Now()
	for i := range writersOf {
		all.Go(func() { faults <- w.write(ctx, began.Add(time.Duration(i)*time.Second/writesAtAll)) })
	}
	err := act()
	stop()
	all.Wait() // what was due until now is written, too
	w.took = time.Since(began)
	for range writersOf {
		err = errors.Join(err, <-faults)
	}
	return err
}

func (w *storm) write(ctx context.Context, due time.Time) error {
	for ; ; due = due.Add(time.Second * writersOf / writesAtAll) {
		select {
		case <-time.After(time.Until(due)):
		case <-ctx.Done():
			if time.Now().Before(due) {
				return nil
			}
		}
		if _, err := w.db.Exec("INSERT INTO moves (padding) VALUES (hex(randomblob(200)))"); err != nil {
			return err
		}
		w.writes.Add(1)
		waited := int64(time.Since(due))
		for {
			before := w.longest.Load()
			if waited <= before || w.longest.CompareAndSwap(before, waited) {
				break
			}
		}
	}
}
