package pages

import (
	"fmt"
	"html/template"
	"strings"
	"sync"

	"aula/courses"
	"aula/locales"
)

// face is what a card shows to everybody who reads a language, executed once. The reader's own part stands between.
type face struct {
	Whole            template.HTML // the card of somebody who has nothing of their own on it
	Top, Aim, Bottom template.HTML
}

// faceView is what a face is made of.
type faceView struct {
	*courses.Card
	Audience string // in words
	Level    string // in words, empty where the course says none
	Foreign  string // the course's language in its own words, where it is not the reader's
}

func newFaceView(l *locales.Locale, c *courses.Card) faceView {
	v := faceView{Card: c, Audience: l.T("audience." + audienceOr(c.Audience)), Level: levelName(l, c.Level)}
	if c.Language != l.Tag() {
		v.Foreign = languageNames[c.Language]
	}
	return v
}

// faces keeps the faces of the catalogue's cards. A new catalogue has new cards.
type faces struct {
	mu        sync.RWMutex
	catalogue *courses.Catalogue
	all       map[faceKey]face
}

type faceKey struct{ card, lang string }

// of returns the face of a card in the catalogue, making it the first time. t is any page's template.
func (f *faces) of(t *template.Template, catalogue *courses.Catalogue, l *locales.Locale, c *courses.Card) (face, error) {
	key := faceKey{c.ID, l.Tag()}
	f.mu.RLock()
	known, ok := f.all[key]
	ok = ok && f.catalogue == catalogue
	f.mu.RUnlock()
	if ok {
		return known, nil
	}
	made, err := newFace(t, newFaceView(l, c))
	if err != nil {
		return face{}, fmt.Errorf("card of course %s: %w", c.ID, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.catalogue != catalogue {
		f.catalogue, f.all = catalogue, map[faceKey]face{}
	}
	f.all[key] = made
	return made, nil
}

func newFace(t *template.Template, v faceView) (face, error) {
	var f face
	for _, part := range []struct {
		name string
		into *template.HTML
	}{{"card-top", &f.Top}, {"card-aim", &f.Aim}, {"card-bottom", &f.Bottom}} {
		var b strings.Builder
		if err := t.ExecuteTemplate(&b, part.name, v); err != nil {
			return face{}, err
		}
		*part.into = template.HTML(b.String()) // executed a moment ago
	}
	var whole strings.Builder
	err := t.ExecuteTemplate(&whole, "card", &cardView{face: f})
	f.Whole = template.HTML(whole.String())
	return f, err
}
