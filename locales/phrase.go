package locales

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// phrase is a text with placeholders, taken apart once: {{.name}} is all that most texts hold, and go-i18n
// reads them as templates every time they are said.
type phrase struct {
	pieces []string // between the placeholders, one more than them
	names  []string
}

const (
	otherForm = "other"
	formsKept = 1000 // counts whose plural form is remembered
)

var blank = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// readPhrase returns ok false for a text that holds more than plain placeholders.
func readPhrase(text string) (p phrase, ok bool) {
	last := 0
	for _, at := range blank.FindAllStringSubmatchIndex(text, -1) {
		p.pieces = append(p.pieces, text[last:at[0]])
		p.names = append(p.names, text[at[2]:at[3]])
		last = at[1]
	}
	p.pieces = append(p.pieces, text[last:])
	return p, !strings.Contains(strings.Join(p.pieces, ""), "{{")
}

// phrasesOf returns the forms of a message, nil where one of them is no plain phrase.
func phrasesOf(m *i18n.Message) map[string]phrase {
	forms := map[string]phrase{}
	for form, text := range map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, otherForm: m.Other} {
		if text == "" {
			continue
		}
		p, ok := readPhrase(text)
		if !ok {
			return nil
		}
		forms[form] = p
	}
	return forms
}

// say writes the text of key if all that it needs is known, else ok is false.
func (l *Locale) say(key string, args []any) (text string, ok bool) {
	forms := l.phrases[key]
	if forms == nil {
		return "", false
	}
	form := otherForm
	count, counted := argument(args, "count")
	if counted {
		if form, ok = l.plural.of(count); !ok {
			return "", false
		}
	}
	p, ok := forms[form]
	if !ok || !counted && len(forms) > 1 {
		return "", false
	}
	var b strings.Builder
	for i, name := range p.names {
		b.WriteString(p.pieces[i])
		value, ok := argument(args, name)
		if !ok {
			return "", false
		}
		if name == "count" {
			value = l.Number(asFloat(value))
		}
		fmt.Fprint(&b, value)
	}
	b.WriteString(p.pieces[len(p.names)])
	return b.String(), true
}

// argument finds a value among name, value pairs; of two with the same name the last counts.
func argument(args []any, name string) (value any, ok bool) {
	for i := len(args)/2*2 - 2; i >= 0; i -= 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

// plural tells the form that a language uses for a count. go-i18n knows the rules, but not how to ask for them
// without a text: so each language has a probe, whose forms say their own names.
type plural struct {
	localizer *i18n.Localizer

	mu    sync.RWMutex // guards forms
	forms map[string]string
}

// probe is no key of a text: those have no spaces.
var probe = &i18n.Message{ID: "plural form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: otherForm}

// of returns ok false for a count that is neither a whole number nor a decimal text.
func (p *plural) of(count any) (form string, ok bool) {
	var key string
	switch n := count.(type) {
	case int:
		key = strconv.Itoa(n)
	case string:
		key = n
	default:
		return "", false
	}
	p.mu.RLock()
	form, ok = p.forms[key]
	p.mu.RUnlock()
	if ok {
		return form, true
	}
	form, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: probe.ID, PluralCount: count})
	if err != nil {
		return "", false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.forms) < formsKept {
		p.forms[key] = form
	}
	return form, true
}
