package database

import "database/sql/driver"

// sqliteRows is what database/sql uses of the rows of SQLite's driver.
type sqliteRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

// rows give their statement back when they are closed.
type rows struct {
	sqliteRows
	from *shelf
	of   *statement
}

func (r *rows) Close() error {
	err := r.sqliteRows.Close() // resets the statement
	if r.of != nil {
		r.from.giveBack(r.of, err)
		r.of = nil
	}
	return err
}
