package pages

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"sync"
)

// shell is what surrounds a page, executed beforehand: pages that differ only in their title, their address or the
// reader's name share one. It is a text with gaps.
type shell struct{ top, bottom []gap }

// gap is a stretch of finished HTML and what comes after it.
type gap struct{ before, slot string }

// shellKey is all that changes a shell's markup.
type shellKey struct {
	page, lang, section, size string
	centre                    [4]string // what the frame shows of it
	person, manages, belongs  bool
	noIndex                   bool
	unread                    bool
	titled, described, demo   bool
	looking                   bool
	card, bare, idle          bool
	view                      string
}

// shells keeps the shells that were asked for. Their number is bounded by pages × languages × roles, unless the centre
// is changed all the time: then they are made again.
type shells struct {
	mu  sync.RWMutex
	all map[shellKey]*shell
}

const shellsAtMost = 5000

// What stands in a gap until a page fills it. The words survive every escaping.
const (
	slotTitle       = "zqtitlezq"
	slotDescription = "zqdescriptionzq"
	slotPath        = "zqpathzq"
	slotNext        = "next=" + slotPath // the path within a query
	slotSearch      = "zqsearchzq"
	slotName        = "zqnamezq"
	slotBell        = "zqbellzq"
	slotUnread      = "zqunreadzq"
	slotLook        = "zqlookzq"
	slotUntil       = "zquntilzq"
)

var slots = []string{slotNext, slotTitle, slotDescription, slotPath, slotSearch, slotName, slotBell, slotUnread, slotLook, slotUntil}

// of returns the shell for a page in this frame, making it the first time.
func (s *shells) of(t *template.Template, page string, f *Frame) (*shell, error) {
	key := shellKey{
		page: page, lang: f.Lang, section: f.Section, size: f.TextSize, centre: [4]string{f.Centre.Name, f.Centre.Contact, f.Centre.LogoAddress(), f.Centre.AccessibilityURL},
		person: f.Person != nil, manages: f.Person != nil && f.Person.CanManage, belongs: f.Person != nil && f.Person.Belongs,
		unread: f.Person != nil && f.Person.Unread > 0, noIndex: f.NoIndex, titled: f.Title != "", described: f.Description != "", demo: f.Demo,
		looking: f.Looking != nil, card: f.Card != nil, bare: f.Bare, idle: f.Idle > 0, view: f.View,
	}
	s.mu.RLock()
	known := s.all[key]
	s.mu.RUnlock()
	if known != nil {
		return known, nil
	}
	made, err := newShell(t, *f)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil || len(s.all) >= shellsAtMost {
		s.all = map[shellKey]*shell{}
	}
	s.all[key] = made
	return made, nil
}

func newShell(t *template.Template, f Frame) (*shell, error) {
	f.Path, f.Search = slotPath, slotSearch
	if f.Title != "" {
		f.Title = slotTitle
	}
	if f.Description != "" {
		f.Description = slotDescription
	}
	if f.Person != nil {
		f.Person = &Person{Name: slotName, CanManage: f.Person.CanManage, Belongs: f.Person.Belongs, Bell: slotBell, Unread: f.Person.Unread, Count: slotUnread}
	}
	if f.Looking != nil {
		f.Looking = &lookBar{slotLook, slotUntil}
	}
	if f.Card != nil {
		f.Card = &cardBar{Name: slotName}
	}
	s := &shell{}
	for name, into := range map[string]*[]gap{"top": &s.top, "bottom": &s.bottom} {
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, name, &f); err != nil {
			return nil, fmt.Errorf("make the frame: %w", err)
		}
		*into = gaps(b.String())
	}
	return s, nil
}

// gaps cuts executed HTML at its slots.
func gaps(text string) []gap {
	var list []gap
	for text != "" {
		at, found := len(text), ""
		for _, slot := range slots {
			if i := strings.Index(text, slot); i >= 0 && i < at {
				at, found = i, slot
			}
		}
		list = append(list, gap{text[:at], found})
		text = text[at+len(found):]
	}
	return list
}

// fill writes the text with what the frame puts into its gaps, escaped for where they stand.
func fill(b *bytes.Buffer, text []gap, f *Frame) {
	for _, g := range text {
		b.WriteString(g.before)
		switch g.slot {
		case slotTitle:
			template.HTMLEscape(b, []byte(f.Title))
		case slotDescription:
			template.HTMLEscape(b, []byte(f.Description))
		case slotPath:
			template.HTMLEscape(b, []byte(f.Path))
		case slotNext:
			b.WriteString("next=" + url.QueryEscape(f.Path))
		case slotSearch:
			template.HTMLEscape(b, []byte(f.Search))
		case slotName:
			template.HTMLEscape(b, []byte(f.Person.Name))
		case slotBell:
			template.HTMLEscape(b, []byte(f.Person.Bell))
		case slotUnread:
			template.HTMLEscape(b, []byte(f.Person.Count))
		case slotLook:
			template.HTMLEscape(b, []byte(f.Looking.Name))
		case slotUntil:
			template.HTMLEscape(b, []byte(f.Looking.Until))
		}
	}
}
