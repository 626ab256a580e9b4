package pages

import (
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"aula/locales"
	"aula/public"
)

const (
	layoutFile    = "templates/layout.html"
	partialsGlob  = "templates/_*.html" // shared pieces begin with an underscore
	templatesGlob = "templates/*.html"
)

// errNoTemplate says that a page was asked for that has no template: a programming error.
var errNoTemplate = errors.New("no such template")

// constant finds what is the same at every execution of a template, but for the language:
// a text, the address of an asset, an icon with or without its size.
var constant = regexp.MustCompile(`\{\{(t|asset|icon) "([\w.-]+)"(?: "(\w+)")?\}\}`)

// bindery keeps the compiled pages, texts, icons and addresses of assets already in their place. A page is compiled
// when it is first shown in a language, with the shared pieces that it is made of: all pages with all pieces in all
// languages would be held for nothing by most academies.
type bindery struct {
	mu    sync.RWMutex // guards what follows
	pages map[leaf]*template.Template
}

// bound are the pages of the program: whose site shows them changes nothing in them.
var bound bindery

// leaf is one page in one language.
type leaf struct{ lang, page string }

// of returns the page's template in a language of the academy. It returns errNoTemplate for a page without one.
func (b *bindery) of(lang, page string) (*template.Template, error) {
	b.mu.RLock()
	known := b.pages[leaf{lang, page}]
	b.mu.RUnlock()
	if known != nil {
		return known, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.pages[leaf{lang, page}]; known != nil { // another request was faster
		return known, nil
	}
	t, err := bind(lang, page)
	if err != nil {
		return nil, err
	}
	if b.pages == nil {
		b.pages = map[leaf]*template.Template{}
	}
	b.pages[leaf{lang, page}] = t
	return t, nil
}

// bind compiles a page: what it defines itself comes last, and takes the place of what the layout says.
func bind(lang, page string) (*template.Template, error) {
	own := "templates/" + page + ".html"
	needed, err := partialsOf(layoutFile, own)
	if err != nil {
		return nil, err
	}
	l := locales.For(lang)
	t := template.New("layout").Funcs(functions(l))
	for _, name := range append(append([]string{layoutFile}, needed...), own) {
		if err := parseFile(t, l, name); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// pageNames are the pages that have a template.
func pageNames() ([]string, error) {
	files, err := fs.Glob(templateFiles, templatesGlob)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if file != layoutFile && !strings.HasPrefix(name, "_") {
			names = append(names, name)
		}
	}
	return names, nil
}

func parseFile(t *template.Template, l *locales.Locale, name string) error {
	source, err := sourceOf(name)
	if err != nil {
		return err
	}
	spoken := constant.ReplaceAllStringFunc(source, func(call string) string {
		return inline(l, constant.FindStringSubmatch(call))
	})
	if _, err := t.Parse(spoken); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func sourceOf(name string) (string, error) {
	source, err := templateFiles.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: %s", errNoTemplate, name)
	}
	return string(source), err
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
