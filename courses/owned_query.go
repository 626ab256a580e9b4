package courses

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Ref names a course without opening it.
type Ref struct {
	ID       string `db:"id"`
	Slug     string `db:"slug"`
	Title    string `db:"title"`
	Language string `db:"language"`
}

// Owned returns the courses of an owner by title; everybody's for an empty one.
func Owned(app core.App, owner string) ([]Ref, error) {
	q := app.DB().Select("id", "slug", "title", "language").From("courses").OrderBy("lower(title)", "id")
	if owner != "" {
		q.Where(dbx.HashExp{"owner": owner})
	}
	var list []Ref
	if err := q.All(&list); err != nil {
		return nil, fmt.Errorf("courses of owner %q: %w", owner, err)
	}
	return list, nil
}
