// Package locales holds every text that people read, in the five languages of the academy, and writes
// dates and numbers as each of them does. It knows no page and no mail: those ask it for a text by key.
//
// Texts live in <language>/<area>.toml, in go-i18n's format.
package locales

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed */*.toml
var files embed.FS

// Languages are the academy's languages, the default first.
var Languages = []string{"it", "en", "de", "fr", "sl"}

// Locale speaks one language. It is safe for concurrent use.
type Locale struct {
	tag       string
	plain     map[string]string            // texts without placeholders or plural forms, ready to be said
	phrases   map[string]map[string]phrase // texts with them, by plural form; nil: one for go-i18n alone
	plural    plural
	localizer func() *i18n.Localizer // go-i18n's texts, read once somebody needs them: it takes as much memory again
	months    []string
	marks     marks
}

// For returns the locale of a language, Italian where it is none of Languages. The first call for each reads its texts, which takes
// tens of milliseconds: an academy where nobody reads Slovene does not carry it.
func For(lang string) *Locale {
	if l, ok := locales[lang]; ok {
		return l()
	}
	return locales[Languages[0]]()
}

// Known tells whether lang is one of Languages.
func Known(lang string) bool { return slices.Contains(Languages, lang) }

// Match returns the language of Languages that serves an Accept-Language header best, Italian where none does.
func Match(acceptLanguage string) string {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return Languages[0]
	}
	_, i, confidence := matcher().Match(wanted...)
	if confidence == language.No {
		return Languages[0]
	}
	return Languages[i]
}

// Tag is the language's code: "it".
func (l *Locale) Tag() string { return l.tag }

// Has tells whether there is a text for key.
func (l *Locale) Has(key string) bool {
	if _, ok := l.plain[key]; ok {
		return true
	}
	_, ok := l.phrases[key]
	return ok
}

// T returns the text of key. args are name, value pairs for its placeholders; "count" chooses the plural
// form and is written with the language's separators. An unknown key comes back as itself between ⟦ ⟧.
func (l *Locale) T(key string, args ...any) string {
	if text, ok := l.plain[key]; ok {
		return text
	}
	if text, ok := l.say(key, args); ok {
		return text
	}
	if _, ok := l.phrases[key]; !ok {
		return "⟦" + key + "⟧"
	}
	data := make(map[string]any, len(args)/2)
	var count any
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		data[name] = args[i+1]
		if name == "count" {
			n := asFloat(args[i+1])
			count = strconv.FormatFloat(n, 'f', -1, 64) // as written decides the form: 1.5 is not 1
			data[name] = l.Number(n)
		}
	}
	text, err := l.localizer().Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: count})
	if err != nil {
		return "⟦" + key + "⟧"
	}
	return text
}

var matcher = sync.OnceValue(func() language.Matcher {
	tags := make([]language.Tag, len(Languages))
	for i, l := range Languages {
		tags[i] = language.MustParse(l)
	}
	return language.NewMatcher(tags)
})

// locales are made when they are first asked for.
var locales = func() map[string]func() *Locale {
	all := map[string]func() *Locale{}
	for _, lang := range Languages {
		all[lang] = sync.OnceValue(func() *Locale { return read(lang) })
	}
	return all
}()

// read reads the embedded files of a language. A file that does not parse is a programming error.
func read(lang string) *Locale {
	l := &Locale{
		tag: lang, plain: map[string]string{}, phrases: map[string]map[string]phrase{},
		localizer: sync.OnceValue(func() *i18n.Localizer { return localizerOf(lang, messagesOf(lang)) }),
		plural:    plural{localizer: localizerOf(lang, []*i18n.Message{probe}), forms: map[string]string{}}, months: months[lang], marks: marksOf[lang],
	}
	for _, m := range messagesOf(lang) {
		if m.One == "" && m.Few == "" && m.Many == "" && m.Two == "" && !strings.Contains(m.Other, "{{") {
			l.plain[m.ID] = m.Other
		} else {
			l.phrases[m.ID] = phrasesOf(m)
		}
	}
	return l
}

func localizerOf(lang string, texts []*i18n.Message) *i18n.Localizer {
	tag := language.MustParse(lang)
	bundle := i18n.NewBundle(tag)
	if err := bundle.AddMessages(tag, texts...); err != nil {
		panic(fmt.Errorf("take texts of %s: %w", lang, err))
	}
	return i18n.NewLocalizer(bundle, lang)
}

func messagesOf(lang string) (texts []*i18n.Message) {
	names, err := fs.Glob(files, lang+"/*.toml")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		as := strings.TrimSuffix(path.Base(name), "toml") + lang + ".toml"
		parsed, err := i18n.ParseMessageFileBytes(content, as, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			panic(fmt.Errorf("read texts in %s: %w", name, err))
		}
		texts = append(texts, parsed.Messages...)
	}
	for _, m := range texts {
		if m.One+m.Two+m.Few+m.Many == "" && strings.Contains(m.Other, "{{.count}}") { // it is the same for every count
			m.One, m.Two, m.Few, m.Many = m.Other, m.Other, m.Other, m.Other
		}
	}
	return texts
}
