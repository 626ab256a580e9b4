package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/locales"
	"aula/public"
)

//go:embed all:templates
var templateFiles embed.FS

const (
	layoutFile    = "templates/layout.html"
	partialsGlob  = "templates/_*.html" // shared pieces begin with an underscore
	templatesGlob = "templates/*.html"
)

// constant finds what is the same at every execution of a template, but for the language:
// a text, the address of an asset, an icon with or without its size.
var constant = regexp.MustCompile(`\{\{(t|asset|icon) "([\w.-]+)"(?: "(\w+)")?\}\}`)

// parseTemplates compiles every page once a language, texts, icons and addresses of assets already in their place.
func parseTemplates() (map[string]map[string]*template.Template, error) {
	names, err := fs.Glob(templateFiles, templatesGlob)
	if err != nil {
		return nil, err
	}
	partials, err := fs.Glob(templateFiles, partialsGlob)
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]*template.Template{}
	for _, lang := range locales.Languages {
		l := locales.For(lang)
		base := template.New("layout").Funcs(functions(l))
		for _, name := range append([]string{layoutFile}, partials...) {
			if err := parseFile(base, l, name); err != nil {
				return nil, err
			}
		}
		all[lang] = map[string]*template.Template{}
		for _, name := range names {
			page := strings.TrimSuffix(path.Base(name), ".html")
			if name == layoutFile || strings.HasPrefix(page, "_") {
				continue
			}
			t, err := base.Clone()
			if err != nil {
				return nil, err
			}
			if err := parseFile(t, l, name); err != nil {
				return nil, err
			}
			all[lang][page] = t
		}
	}
	return all, nil
}

func parseFile(t *template.Template, l *locales.Locale, name string) error {
	source, err := templateFiles.ReadFile(name)
	if err != nil {
		return err
	}
	spoken := constant.ReplaceAllStringFunc(string(source), func(call string) string {
		return inline(l, constant.FindStringSubmatch(call))
	})
	if _, err := t.Parse(spoken); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// inline returns what a constant call stands for, as HTML.
func inline(l *locales.Locale, call []string) string {
	switch function, name, size := call[1], call[2], call[3]; function {
	case "t":
		return html.EscapeString(l.T(name))
	case "asset":
		return html.EscapeString(public.Asset(name))
	default:
		return string(public.Icon(name, size))
	}
}

// functions are what templates may call.
func functions(l *locales.Locale) template.FuncMap {
	return template.FuncMap{
		"t":        l.T,
		"date":     l.Date,
		"clock":    l.Clock,
		"datetime": l.DateTime,
		"number":   func(v any) string { f, _ := strconv.ParseFloat(fmt.Sprint(v), 64); return l.Number(f) },
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"asset":    public.Asset,
		"icon":     icon,
		"safe":     func(sanitised string) template.HTML { return template.HTML(sanitised) }, // what internal/markup made, nothing else
		"add":      func(a, b int) int { return a + b },
		"dict":     dict,
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
	t, ok := s.templates[view.frame().Lang][page]
	if !ok {
		return fmt.Errorf("no template %q", page)
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
