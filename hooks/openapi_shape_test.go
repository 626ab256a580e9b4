package hooks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Described holds an answer against the description: its status, and its shape to the last property.
func Described(method, path string, status int, body []byte) error {
	var document map[string]any
	if err := json.Unmarshal([]byte(description), &document); err != nil {
		return err
	}
	d := describer{document}
	response, err := d.find("paths", path, strings.ToLower(method), "responses", strconv.Itoa(status))
	if err != nil {
		return err
	}
	schema, err := d.in(response, "content", "application/json", "schema")
	if err != nil {
		if len(body) == 0 {
			return nil // no content, and none is described
		}
		return err
	}
	var answer any
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	return d.holds("answer", schema, answer)
}

// DescribedRoutes are all routes as "METHOD /path", with whether they are open to everybody.
func DescribedRoutes() (map[string]bool, error) {
	var document struct {
		Paths map[string]map[string]struct {
			Security *[]any `json:"security"`
		} `json:"paths"`
	}
	if err := json.Unmarshal([]byte(description), &document); err != nil {
		return nil, err
	}
	routes := map[string]bool{}
	for path, methods := range document.Paths {
		for method, about := range methods {
			routes[strings.ToUpper(method)+" "+path] = about.Security != nil
		}
	}
	return routes, nil
}

type describer struct{ document map[string]any }

func (d describer) find(path ...string) (any, error) { return d.in(d.document, path...) }

// in goes down by names, through references.
func (d describer) in(at any, path ...string) (any, error) {
	for _, name := range path {
		object, ok := at.(map[string]any)
		if !ok || object[name] == nil {
			return nil, fmt.Errorf("%s of %v is not described", name, path)
		}
		var err error
		if at, err = d.follow(object[name]); err != nil {
			return nil, err
		}
	}
	return at, nil
}

func (d describer) follow(at any) (any, error) {
	object, ok := at.(map[string]any)
	if !ok {
		return at, nil
	}
	if ref, ok := object["$ref"].(string); ok {
		return d.find(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return at, nil
}

// holds knows as much of JSON Schema as the description uses.
func (d describer) holds(where string, schema, value any) error {
	followed, err := d.follow(schema)
	if err != nil {
		return err
	}
	s, ok := followed.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: no schema", where)
	}
	if choices, ok := s["oneOf"].([]any); ok {
		var all []string
		for _, choice := range choices {
			err := d.holds(where, choice, value)
			if err == nil {
				return nil
			}
			all = append(all, err.Error())
		}
		return fmt.Errorf("%s is none of what is described: %v", where, all)
	}
	if allowed, ok := s["enum"].([]any); ok && !slices.Contains(allowed, value) {
		return fmt.Errorf("%s is %v, none of %v", where, value, allowed)
	}
	if err := isOf(s["type"], value); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	switch v := value.(type) {
	case []any:
		for i, one := range v {
			if err := d.holds(fmt.Sprintf("%s[%d]", where, i), s["items"], one); err != nil {
				return err
			}
		}
	case map[string]any:
		return d.object(where, s, v)
	}
	return nil
}

func (d describer) object(where string, s, v map[string]any) error {
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			return fmt.Errorf("%s lacks %s", where, name)
		}
	}
	properties, _ := s["properties"].(map[string]any)
	for name, one := range v {
		schema, ok := properties[name]
		if !ok {
			schema, ok = s["additionalProperties"]
		}
		if !ok {
			return fmt.Errorf("%s has %s, which is not described", where, name)
		}
		if schema == true {
			continue
		}
		if err := d.holds(where+"."+name, schema, one); err != nil {
			return err
		}
	}
	return nil
}

func isOf(kind, value any) error {
	if kinds, ok := kind.([]any); ok {
		for _, one := range kinds {
			if isOf(one, value) == nil {
				return nil
			}
		}
		return fmt.Errorf("%v is none of %v", value, kinds)
	}
	ok := true
	switch kind {
	case "string":
		_, ok = value.(string)
	case "boolean":
		_, ok = value.(bool)
	case "number":
		_, ok = value.(float64)
	case "integer":
		n, isNumber := value.(float64)
		ok = isNumber && n == float64(int(n))
	case "array":
		_, ok = value.([]any)
	case "object":
		_, ok = value.(map[string]any)
	case "null":
		ok = value == nil
	}
	if !ok {
		return fmt.Errorf("%v is no %v", value, kind)
	}
	return nil
}
