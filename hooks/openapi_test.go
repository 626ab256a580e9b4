package hooks

import (
	"encoding/json"
	"maps"
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
	if err := json.Unmarshal([]byte(description), &document); err != nil {
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

func TestTheDescriptionNamesEveryCodeOfAnError(t *testing.T) {
	var document struct {
		Components struct {
			Schemas struct {
				Problem struct {
					Properties struct {
						Data struct {
							Properties struct {
								Code struct{ Enum []string }
							}
						}
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(description), &document); err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{"disk_full": true}
	for _, p := range problems {
		codes[strings.TrimPrefix(p.key, "error.")] = true
	}
	for status := 400; status < 600; status++ {
		codes[strings.TrimPrefix(keyOf(status), "error.")] = true
	}
	want := slices.Sorted(maps.Keys(codes))
	if got := slices.Sorted(slices.Values(document.Components.Schemas.Problem.Properties.Data.Properties.Code.Enum)); !slices.Equal(got, want) {
		t.Errorf("described: %v\nanswered: %v", got, want)
	}
}
