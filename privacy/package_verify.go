package privacy

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pocketbase/pocketbase/core"
)

// VerifyPackage reads a package again and holds each file against its index. It returns ErrDamagedPackage, with what is wrong.
func VerifyPackage(path string) (files int, err error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrDamagedPackage, err)
	}
	defer z.Close()
	index, err := z.Open("indice.csv")
	if err != nil {
		return 0, fmt.Errorf("no index: %w", ErrDamagedPackage)
	}
	defer index.Close()
	rows := csv.NewReader(index)
	rows.Comma, rows.ReuseRecord = ';', true
	for {
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			return max(files-1, 0), missing(z, files-1)
		case err != nil:
			return files, fmt.Errorf("%w: %w", ErrDamagedPackage, err)
		}
		files++
		if files == 1 {
			continue // the heads
		}
		if sum, err := sumOf(z, row[1]); err != nil || sum != row[2] {
			return files, fmt.Errorf("%s: %w", row[1], ErrDamagedPackage)
		}
	}
}

func sumOf(z *zip.ReadCloser, name string) (string, error) {
	f, err := z.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// missing says whether the package has other files than its index says: two for each document, and the index twice.
func missing(z *zip.ReadCloser, documents int) error {
	if len(z.File) != 2*documents+2 {
		return fmt.Errorf("%d files for %d documents: %w", len(z.File), documents, ErrDamagedPackage)
	}
	return nil
}

// MakePackage writes a package beside a path, reads it again, and only then gives it its name. It returns ErrDamagedPackage, and leaves
// nothing, where what was read is not what was written.
func MakePackage(app core.App, year int, path string) (Packed, error) {
	half := path + ".part"
	f, err := os.OpenFile(half, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return Packed{}, fmt.Errorf("begin package: %w", err)
	}
	defer os.Remove(half) // fails where it has become whole
	packed, err := WritePackage(app, year, f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return Packed{}, err
	}
	files, err := VerifyPackage(half)
	if err == nil && files != packed.Files {
		err = fmt.Errorf("%d of %d documents: %w", files, packed.Files, ErrDamagedPackage)
	}
	if err != nil {
		return Packed{}, err
	}
	return packed, os.Rename(half, path)
}

// Year is how many papers were issued in one.
type Year struct {
	Year         int `db:"year"`
	Certificates int `db:"certificates"`
	Statements   int `db:"statements"` // of hours
}

// Years are those in which any were issued, the newest first.
func Years(app core.App) (list []Year, err error) {
	err = app.DB().NewQuery(`SELECT year, sum(certificate) AS certificates, sum(NOT certificate) AS statements FROM (
		SELECT CAST(substr(number, 1, 4) AS INTEGER) AS year, 1 AS certificate FROM certificates WHERE number LIKE '____/%'
		UNION ALL SELECT CAST(substr(number, 5, 4) AS INTEGER), 0 FROM hours_statements) GROUP BY 1 ORDER BY 1 DESC`).All(&list)
	if err != nil {
		return nil, fmt.Errorf("years of papers: %w", err)
	}
	return list, nil
}
