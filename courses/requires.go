package courses

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/markup"
)

// CheckRequires looks at which courses come before which, among the manuscripts and what the academy has: a circle is an error
// of each manuscript in it, a course that is nowhere a warning. Without an app it looks at the manuscripts alone.
func CheckRequires(app core.App, manuscripts ...*Manuscript) error {
	graph := map[string][]string{}
	if app != nil {
		var err error
		if graph, err = requiresOf(app); err != nil {
			return err
		}
	}
	for _, m := range manuscripts {
		graph[m.Slug] = m.Requires
	}
	for _, m := range manuscripts {
		for _, slug := range m.Requires {
			if _, known := graph[slug]; !known && app != nil {
				m.remark(markup.Warning, "course.unknown_requirement", "slug", slug)
			}
		}
		if circle := circleThrough(graph, m.Slug); len(circle) > 2 {
			m.remark(markup.Error, "course.cycle", "cycle", strings.Join(circle, " → "))
		}
	}
	return nil
}

// remark adds a finding about the manuscript's "requires".
func (m *Manuscript) remark(s markup.Severity, code string, values ...any) {
	m.Findings = append(m.Findings, finding(s, code, m.headPath, m.requiresLine, values...))
	m.sort()
}

// CheckSlugs reports manuscripts of one import that would be the same course.
func CheckSlugs(manuscripts ...*Manuscript) {
	seen := map[string]bool{}
	for _, m := range manuscripts {
		if seen[m.Slug] {
			m.Findings = append(m.Findings, finding(markup.Error, "course.same_slug", m.headPath, 0, "slug", m.Slug))
		}
		seen[m.Slug] = true
	}
}

func requiresOf(app core.App) (map[string][]string, error) {
	var rows []struct {
		Slug     string `db:"slug"`
		Requires string `db:"requires"`
	}
	err := app.DB().NewQuery("SELECT slug, coalesce(requires, '') AS requires FROM courses").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("requirements of courses: %w", err)
	}
	graph := make(map[string][]string, len(rows))
	for _, row := range rows {
		var slugs []string
		if row.Requires != "" {
			if err := json.Unmarshal([]byte(row.Requires), &slugs); err != nil {
				return nil, fmt.Errorf("requirements of course %q: %w", row.Slug, err)
			}
		}
		graph[row.Slug] = slugs
	}
	return graph, nil
}

// circleThrough returns the shortest way from a course back to itself, both ends named; nil where there is none.
func circleThrough(graph map[string][]string, start string) []string {
	from := map[string]string{}
	queue := []string{start}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, next := range graph[at] {
			if next == start {
				return wayTo(from, start, at)
			}
			if _, seen := from[next]; !seen {
				from[next] = at
				queue = append(queue, next)
			}
		}
	}
	return nil
}

func wayTo(from map[string]string, start, end string) []string {
	way := []string{start}
	for at := end; at != start; at = from[at] {
		way = append(way, at)
	}
	way = append(way, start)
	slices.Reverse(way)
	return way
}
