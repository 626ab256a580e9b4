package hooks

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var routeInSource = regexp.MustCompile(`\bapi\.(GET|POST|PUT|PATCH|DELETE)\("([^"]+)"`)

func TestTheDescriptionNamesExactlyTheRoutesThatThereAre(t *testing.T) {
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(description, &document); err != nil {
		t.Fatal(err)
	}
	var described, bound []string
	for path, methods := range document.Paths {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range routeInSource.FindAllStringSubmatch(string(source), -1) {
			bound = append(bound, m[1]+" /api/aula"+m[2])
		}
	}
	slices.Sort(described)
	slices.Sort(bound)
	for _, route := range bound {
		if !slices.Contains(described, route) {
			t.Errorf("%s is not described", route)
		}
	}
	for _, route := range described {
		if !slices.Contains(bound, route) {
			t.Errorf("%s is described but not bound", route)
		}
	}
}
