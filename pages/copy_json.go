package pages

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/internal/calendar"
	"aula/locales"
)

// inLines writes JSON for people: a line for each value, what is inside another further in, names in the reader's language where they are
// known. What is no JSON stays as it is.
func inLines(l *locales.Locale, text string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return text
	}
	var b strings.Builder
	writeLines(&b, l, "", v)
	return strings.TrimRight(b.String(), "\n")
}

func writeLines(b *strings.Builder, l *locales.Locale, indent string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if slices.Contains(unread, name) {
				continue
			}
			said := v[name]
			if text, is := said.(string); is {
				said = momentOf(l, wordOf(l, name, text))
			}
			writePair(b, l, indent, labelOf(l, name), said)
		}
	case []any:
		for i, item := range v {
			writePair(b, l, indent, strconv.Itoa(i+1), item)
		}
	case bool:
		fmt.Fprintf(b, "%s%s\n", indent, l.T("data."+strconv.FormatBool(v)))
	case nil:
	default:
		fmt.Fprintf(b, "%s%v\n", indent, v)
	}
}

// unread are names whose values only repeat others in the form that programs need; the JSON beside the pages has them.
var unread = []string{"find", "slug"}

// labelOf is what a name inside of JSON is called: as a fact of a certificate, else as the field of that name.
func labelOf(l *locales.Locale, name string) string {
	for _, key := range []string{"fact." + name, "field." + name} {
		if l.Has(key) {
			return l.T(key)
		}
	}
	return name
}

// momentOf writes a moment or a day in the reader's form, and everything else as it is.
func momentOf(l *locales.Locale, text string) string {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return l.DateTime(at)
	}
	if day, err := calendar.ParseDay(text); err == nil {
		return l.Date(day)
	}
	return text
}

func writePair(b *strings.Builder, l *locales.Locale, indent, label string, v any) {
	var inside strings.Builder
	writeLines(&inside, l, "", v)
	text := strings.TrimRight(inside.String(), "\n")
	if text == "" {
		return
	}
	if _, nested := v.(map[string]any); nested || strings.Contains(text, "\n") {
		fmt.Fprintf(b, "%s%s:\n%s\n", indent, label, indented(text, indent+"  "))
		return
	}
	fmt.Fprintf(b, "%s%s: %s\n", indent, label, text)
}

func indented(text, by string) string {
	return by + strings.ReplaceAll(text, "\n", "\n"+by)
}
