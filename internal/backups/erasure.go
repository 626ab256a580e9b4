package backups

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Erasures is the collection of people who were deleted: an id and a moment each, and nothing else.
const Erasures = "erasures"

// erasuresFile lies beside the backups, so that one that is brought back forgets whom the academy has forgotten since.
const erasuresFile = "erasures"

// Forget notes that a person was deleted, in the transaction that deletes.
func Forget(tx core.App, person string) error {
	c, err := tx.FindCachedCollectionByNameOrId(Erasures)
	if err != nil {
		return err
	}
	r := core.NewRecord(c)
	r.Set("person", person)
	r.Set("erased", types.NowDateTime())
	if err := tx.Save(r); err != nil {
		return fmt.Errorf("note erasure of %s: %w", person, err)
	}
	return nil
}

// Forgotten are the people whom the academy has forgotten, by their ids.
func Forgotten(app core.App) (map[string]time.Time, error) {
	var rows []struct {
		Person string         `db:"person"`
		Erased types.DateTime `db:"erased"`
	}
	if err := app.DB().Select("person", "erased").From(Erasures).OrderBy("erased").All(&rows); err != nil {
		return nil, fmt.Errorf("list erasures: %w", err)
	}
	people := map[string]time.Time{}
	for _, r := range rows {
		people[r.Person] = r.Erased.Time()
	}
	return people, nil
}

// ForgottenIn are the people whom the academy in a data folder has forgotten; nobody where it does not know.
func ForgottenIn(ctx context.Context, dir string) map[string]time.Time {
	people := map[string]time.Time{}
	if _, err := os.Stat(filepath.Join(dir, databaseFile)); err != nil {
		return people
	}
	db, err := openDatabase(filepath.Join(dir, databaseFile), "mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return people
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT person, erased FROM erasures")
	if err != nil {
		return people
	}
	defer rows.Close()
	for rows.Next() {
		var person, erased string
		if rows.Scan(&person, &erased) == nil {
			when, _ := types.ParseDateTime(erased)
			people[person] = when.Time()
		}
	}
	return people
}

// anyForgottenSince tells whether somebody was deleted after a moment.
func anyForgottenSince(app core.App, moment types.DateTime) (bool, error) {
	n, err := app.CountRecords(Erasures, dbx.NewExp("[[created]] > {:moment}", dbx.Params{"moment": moment.String()}))
	return n > 0, err
}

// ShareErasures writes beside the backups who was deleted, so far as it does not stand there.
func ShareErasures(ctx context.Context, s Store, people map[string]time.Time) error {
	content, err := readAll(ctx, s, erasuresFile, sumsAtMost)
	if err != nil {
		return fmt.Errorf("read erasures at %s: %w", s.Place(), err)
	}
	known := parseErasures(content)
	var lines strings.Builder
	if len(content) > 0 && content[len(content)-1] != '\n' { // a line that was cut ends here
		lines.WriteByte('\n')
	}
	for person, when := range people {
		if _, there := known[person]; !there && personID.MatchString(person) {
			fmt.Fprintf(&lines, "%s %s\n", when.UTC().Format(time.RFC3339), person)
		}
	}
	if lines.Len() <= 1 {
		return nil
	}
	if err := s.Append(ctx, erasuresFile, lines.String()); err != nil {
		return fmt.Errorf("note erasures at %s: %w", s.Place(), err)
	}
	return nil
}

// SharedErasures are the people of whom it stands beside the backups that they were deleted.
func SharedErasures(ctx context.Context, s Store) (map[string]time.Time, error) {
	content, err := readAll(ctx, s, erasuresFile, sumsAtMost)
	if err != nil {
		return nil, fmt.Errorf("read erasures at %s: %w", s.Place(), err)
	}
	return parseErasures(content), nil
}

var personID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// parseErasures reads lines of a moment and an id; what is neither is left out.
func parseErasures(content []byte) map[string]time.Time {
	people := map[string]time.Time{}
	for line := range strings.Lines(string(content)) {
		moment, person, _ := strings.Cut(strings.TrimSpace(line), " ")
		when, err := time.Parse(time.RFC3339, moment)
		if err == nil && personID.MatchString(person) {
			people[person] = when
		}
	}
	return people
}
