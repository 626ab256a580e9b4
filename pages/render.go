package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
	"aula/internal/calendar"
	"aula/locales"
	"aula/public"
)

//go:embed all:templates
var templateFiles embed.FS

// functions are what templates may call.
func functions(l *locales.Locale) template.FuncMap {
	return template.FuncMap{
		"t":        l.T,
		"date":     l.Date,
		"clock":    l.Clock,
		"datetime": l.DateTime,
		"length":   l.Length,
		"number":   func(v any) string { f, _ := strconv.ParseFloat(fmt.Sprint(v), 64); return l.Number(f) },
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"asset":    public.Asset,
		"icon":     icon,
		"safe":     func(sanitised string) template.HTML { return template.HTML(sanitised) }, // what internal/markup made, nothing else
		"whole":    math.Floor,                                                               // a percentage without its fraction: 59.9 has not reached 60
		"past":     func(t time.Time) bool { return time.Now().After(t) },
		"over":     func(day time.Time) bool { return time.Now().After(calendar.EndOfDay(day)) },
		"years":    years,
		"add":      func(a, b int) int { return a + b },
		"dict":     dict,
		"hours":    hours.InHours,

		"kilobytes": func(bytes int64) float64 { return math.Ceil(float64(bytes) / (1 << 10)) },
		"megabytes": func(bytes int64) float64 { return math.Ceil(float64(bytes)*10/(1<<20)) / 10 },
		"accepts":   func(kinds []string) string { return acceptsInWords(l, kinds) },
	}
}

// icon draws an icon of the sprite; size is "xs", "sm", "lg", "xl" or left out.
func icon(name string, size ...string) template.HTML {
	return template.HTML(public.Icon(name, strings.Join(size, "")))
}

// dict makes a map for a partial that needs several values.
func dict(pairs ...any) (map[string]any, error) {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// framed is a view: a struct that embeds Frame.
type framed interface{ frame() *Frame }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a page in the reader's language. Nothing is sent when the template fails.
func (s *site) render(e *core.RequestEvent, status int, page string, view framed) error {
	t, err := bound.of(view.frame().Lang, page)
	if err != nil {
		return err
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := s.write(b, t, page, view); err != nil {
		return fmt.Errorf("render %s: %w", page, err)
	}
	h := e.Response.Header()
	h.Set("Content-Language", view.frame().Lang)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	return e.Blob(status, "text/html; charset=utf-8", b.Bytes())
}

func (s *site) write(b *bytes.Buffer, t *template.Template, page string, view framed) error {
	f := view.frame()
	around, err := s.shells.of(t, page, f)
	if err != nil {
		return err
	}
	fill(b, around.top, f)
	if err := t.ExecuteTemplate(b, "main", view); err != nil {
		return err
	}
	fill(b, around.bottom, f)
	return nil
}

// years are so many months, where they are whole years; else 0.
func years(months int) int {
	if months%12 != 0 {
		return 0
	}
	return months / 12
}
