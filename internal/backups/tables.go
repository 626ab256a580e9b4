package backups

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"slices"
	"strings"
)

// tally counts the rows of every table and digests which they are and when each was changed last. It asks SQLite,
// not the file, so it proves that the file holds what the database says. The content itself is proven by the
// file's hash: digesting every column costs four times as long as copying.
func tally(ctx context.Context, c *sql.Conn) ([]Table, error) {
	names, err := tableNames(ctx, c)
	if err != nil {
		return nil, err
	}
	tables := make([]Table, 0, len(names))
	for _, name := range names {
		t, err := digest(ctx, c, name)
		if err != nil {
			return nil, fmt.Errorf("digest %s: %w", name, err)
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// tableNames are the tables that hold rows themselves: not those that SQLite or a module makes up.
func tableNames(ctx context.Context, c *sql.Conn) ([]string, error) {
	rows, err := c.QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// manyRows is from when on a table's digest covers the keys alone, which an index holds: reading every row of a
// gigabyte takes longer than copying it.
const manyRows = 100_000

// identity are the columns that tell a row and its version: its key and, unless there are many rows, its state and
// when it was changed.
func identity(ctx context.Context, c *sql.Conn, table string, many bool) ([]string, error) {
	rows, err := c.QueryContext(ctx, "SELECT name, pk FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var columns []string
	for rows.Next() {
		var name string
		var key int
		if err := rows.Scan(&name, &key); err != nil {
			return nil, err
		}
		if key > 0 || name == "id" || !many && slices.Contains([]string{"updated", "state"}, name) {
			columns = append(columns, quoted(name))
		}
	}
	if len(columns) == 0 {
		columns = []string{"rowid"}
	}
	return columns, rows.Err()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// digest reads a table in the order of its keys, or as it lies where it has none.
func digest(ctx context.Context, c *sql.Conn, table string) (Table, error) {
	t := Table{Name: table}
	if err := c.QueryRowContext(ctx, "SELECT count(*) FROM "+quoted(table)).Scan(&t.Rows); err != nil {
		return t, err
	}
	columns, err := identity(ctx, c, table, t.Rows > manyRows)
	if err != nil {
		return t, err
	}
	query := "SELECT " + strings.Join(columns, ", ") + " FROM " + quoted(table)
	if t.Rows > manyRows {
		query += " ORDER BY " + strings.Join(columns, ", ") // as the index has them
	} else {
		query += " NOT INDEXED" // whatever indexes there are, in one order
	}
	sum := sha256.New()
	err = c.Raw(func(conn any) error {
		asked, ok := conn.(driver.QueryerContext)
		if !ok {
			return errors.New("driver cannot be asked directly")
		}
		rows, err := asked.QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		read, err := digestRows(rows, sum)
		if err == nil && read != t.Rows {
			err = fmt.Errorf("%d rows of %d", read, t.Rows)
		}
		return err
	})
	t.Digest = hex.EncodeToString(sum.Sum(nil))
	return t, err
}

func digestRows(rows driver.Rows, sum hash.Hash) (count int64, err error) {
	values := make([]driver.Value, len(rows.Columns()))
	var b []byte
	for {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return count, nil
		case err != nil:
			return count, err
		}
		b = b[:0]
		for _, v := range values {
			b = appendValue(b, v)
		}
		sum.Write(b)
		count++
	}
}

// appendValue writes a value so that no two values or rows look alike.
func appendValue(b []byte, v driver.Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, 'n')
	case int64:
		return binary.LittleEndian.AppendUint64(append(b, 'i'), uint64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
	case string:
		return append(binary.LittleEndian.AppendUint64(append(b, 't'), uint64(len(v))), v...)
	case []byte:
		return append(binary.LittleEndian.AppendUint64(append(b, 'b'), uint64(len(v))), v...)
	default: // the driver reads some columns as times or truths
		text := fmt.Sprint(v)
		return append(binary.LittleEndian.AppendUint64(append(b, 't'), uint64(len(text))), text...)
	}
}

// schemaOf are the steps of the schema that a database has taken, in order.
func schemaOf(ctx context.Context, c *sql.Conn) ([]string, error) {
	rows, err := c.QueryContext(ctx, "SELECT file FROM _migrations ORDER BY file")
	if err != nil {
		return nil, errors.Join(ErrNoAcademy, err)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var step string
		if err := rows.Scan(&step); err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, rows.Err()
}

// firstSteps are the moments of an academy's first steps. The one that makes the technical logs is not among them: they stay
// out of backups, so that step is taken anew after each restore.
const firstSteps = "SELECT group_concat(applied) FROM (SELECT applied FROM _migrations WHERE file NOT LIKE '%aux_init.go' ORDER BY applied, file LIMIT 3)"

// academyOf tells academies apart by the moment in which each took its first steps, which stays with the database.
func academyOf(ctx context.Context, c *sql.Conn) (string, error) {
	var first string
	err := c.QueryRowContext(ctx, firstSteps).Scan(&first)
	if err != nil {
		return "", errors.Join(ErrNoAcademy, err)
	}
	sum := sha256.Sum256([]byte("aula academy " + first))
	return hex.EncodeToString(sum[:4]), nil
}
