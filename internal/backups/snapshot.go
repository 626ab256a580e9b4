package backups

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the driver
)

// snapshot is the database as it was at one moment: the pages that SQLite's log held then, and the database file for
// all others. While it lives, nobody changes those in the file, and writers go on.
//
// Why this holds: writers are kept out while two readers begin and the log is read, which takes milliseconds. From
// then on SQLite's own rule protects the file: a checkpoint never carries over what is past the end mark of a reader
// (sqlite.org/wal.html, 2.2). So the file can change only in pages that the log held, and of those we have our own.
type snapshot struct {
	size   int64
	page   int64
	file   *os.File
	logged map[int64][]byte // pages that the log held, by number, from 1
	reader *sql.Conn        // holds the moment
	teller *sql.Conn        // counts, at the same moment
	db     *sql.DB
}

// freeze takes a snapshot of the database in the file. It returns ErrBusy if writers leave no gap for ten seconds.
func freeze(ctx context.Context, path string) (*snapshot, error) {
	db, err := openDatabase(path, "_pragma=busy_timeout(10000)&_pragma=mmap_size(2147418112)") // mapped, counting takes a quarter less
	if err != nil {
		return nil, err
	}
	s := &snapshot{db: db}
	if s.file, err = held(path); err == nil {
		err = s.begin(ctx, path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("freeze database: %w", err), s.close())
	}
	return s, nil
}

func (s *snapshot) begin(ctx context.Context, path string) (err error) {
	locker, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer locker.Close()
	for _, c := range []**sql.Conn{&s.reader, &s.teller} {
		if *c, err = s.db.Conn(ctx); err != nil {
			return err
		}
	}
	var mode string
	if err := s.reader.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		return errors.Join(fmt.Errorf("database is in mode %q, not in wal", mode), err)
	}
	_ = checkpoint(ctx, s.reader) // the less the log holds, the shorter writers wait
	if _, err := locker.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return errors.Join(ErrBusy, err)
	}
	defer func() {
		_, e := locker.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		err = errors.Join(err, e)
	}()
	for _, c := range []*sql.Conn{s.reader, s.teller} {
		if _, err := c.ExecContext(ctx, "BEGIN"); err != nil {
			return err
		}
		var pages int64 // the first read fixes the moment
		if err := c.QueryRowContext(ctx, "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").Scan(&pages, &s.page); err != nil {
			return err
		}
		s.size = pages * s.page
	}
	s.logged, err = readLog(path+"-wal", s.page)
	return err
}

// checkpoint carries the log over into the file as far as that is possible without anybody waiting.
func checkpoint(ctx context.Context, c *sql.Conn) error {
	var busy, pages, done int64
	return c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &done)
}

// content is the database file as it was.
func (s *snapshot) content() io.Reader {
	return io.NewSectionReader(s, 0, s.size)
}

// ReadAt reads from the file, and lays the log's pages over it.
func (s *snapshot) ReadAt(b []byte, at int64) (int, error) {
	n, err := s.file.ReadAt(b[:min(int64(len(b)), s.size-at)], at)
	if errors.Is(err, io.EOF) { // the file's last pages may be in the log alone
		n, err = int(min(int64(len(b)), s.size-at)), nil
	}
	for number := at/s.page + 1; (number-1)*s.page < at+int64(n); number++ {
		if page, there := s.logged[number]; there {
			begins := (number - 1) * s.page
			if begins < at {
				copy(b[:n], page[at-begins:])
			} else {
				copy(b[begins-at:n], page)
			}
		}
	}
	return n, err
}

// close gives the moment up. What was written meanwhile is carried over into the file here, so that no writer has to.
// The file stays open: see held.
func (s *snapshot) close() error {
	var err error
	for _, c := range []*sql.Conn{s.teller, s.reader} {
		if c != nil {
			_, _ = c.ExecContext(context.Background(), "ROLLBACK") // fails where nothing has begun
			if c == s.reader {
				_ = checkpoint(context.Background(), c) // a writer's will do otherwise
			}
			err = errors.Join(err, c.Close())
		}
	}
	return errors.Join(err, s.db.Close())
}

// openDatabase opens the file with the driver that PocketBase uses.
func openDatabase(path, options string) (*sql.DB, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", "file:"+(&url.URL{Path: whole}).EscapedPath()+"?"+options)
}

// heldFiles are database files that this process has opened beside SQLite. Closing one would drop the locks that
// SQLite holds on the same file in this process (POSIX: close releases all locks of the process), and another
// process might then take the database for abandoned. So each is opened once and never closed.
var heldFiles = struct {
	sync.Mutex // guards all
	all        map[string]*os.File
}{all: map[string]*os.File{}}

func held(path string) (*os.File, error) {
	heldFiles.Lock()
	defer heldFiles.Unlock()
	now, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if file := heldFiles.all[path]; file != nil {
		if then, err := file.Stat(); err == nil && os.SameFile(now, then) {
			return file, nil
		}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	heldFiles.all[path] = file // one that lay there before is another file, still open: its locks are not ours to judge
	return file, nil
}
