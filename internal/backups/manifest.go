package backups

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Format is the version of the archive's format: the second may hold films. An archive without any is of the first, so that older programs
// bring it back.
const (
	Format       = 2
	withoutFilms = 1
)

// Where things are within an archive, and in the data folder alike.
const (
	manifestFile = "manifest.json"
	sumsFile     = "sums.json"
	databaseFile = "data.db"
)

// folders are what a backup takes besides the database.
var folders = []string{"storage", "keys"}

// Manifest is what stands at the beginning of an archive.
type Manifest struct {
	Kind    string    `json:"kind"` // always "aula backup"
	Format  int       `json:"format"`
	Program string    `json:"program"` // version that made it
	Academy string    `json:"academy"`
	Made    time.Time `json:"made"`
	Schema  []string  `json:"schema"`           // steps of the schema that the database has taken
	Bytes   int64     `json:"bytes"`            // about what it holds, to show how far a restore is
	Remote  bool      `json:"remote,omitempty"` // uploaded files are in an object store and not in here
	// FilmsLeft is how many lessons' films are not in here: nobody wanted them, or there was no room.
	FilmsLeft int `json:"films_left,omitempty"`
}

const kind = "aula backup"

// Sums is what stands at the end of an archive: all that was written, and what the database said of itself.
type Sums struct {
	Manifest string   `json:"manifest"` // hash of the manifest as it stands in the archive
	Files    []File   `json:"files"`
	Tables   []Table  `json:"tables"`
	Gone     []string `json:"gone,omitempty"` // files that were deleted while the backup was made
}

// File is a file of an archive.
type File struct {
	Path string `json:"path"`
	Size int64  `json:"size"`
	Hash string `json:"sha256"`
}

// Table is what a table holds: how many rows, and a digest of which they are and when each was changed last.
type Table struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"`
}

// Rows is how many rows all tables hold.
func (s Sums) Rows() (n int64) {
	for _, t := range s.Tables {
		n += t.Rows
	}
	return n
}

// readManifest understands the manifest of any format so far.
func readManifest(content []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(content, &m); err != nil || m.Kind != kind {
		return m, errors.Join(ErrNotBackup, err)
	}
	if m.Format > Format {
		return m, fmt.Errorf("%w: %d", ErrFormat, m.Format)
	}
	return m, nil
}

// Newer are the steps of a schema that this program does not know: only a later program may touch such a database.
func Newer(schema []string) []string {
	var unknown []string
	for _, step := range schema {
		known := func(m *core.Migration) bool { return m.File == step }
		if !slices.ContainsFunc(core.AppMigrations.Items(), known) && !slices.ContainsFunc(core.SystemMigrations.Items(), known) {
			unknown = append(unknown, step)
		}
	}
	return unknown
}
