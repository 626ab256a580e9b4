package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// What the renderer is measured on: as much as a large open curriculum.
const (
	manuscriptFiles = 136
	manuscriptBytes = 1_200_000
	overshoot       = 830 // bytes by which a lesson exceeds its size, since it ends with a whole section
)

// writer writes Markdown as authors do. The same seed writes the same text.
type writer struct {
	*rand.Rand
	strings.Builder
	notes []string // footnotes that are still to be written
}

func newWriter(seed uint64) *writer {
	return &writer{Rand: rand.New(rand.NewPCG(seed, 2026))}
}

// manuscripts writes the files that the renderer is measured on.
func manuscripts() [][]byte {
	all := make([][]byte, manuscriptFiles)
	for i := range all {
		all[i] = []byte(newWriter(uint64(i)).lesson(manuscriptBytes / manuscriptFiles))
	}
	return all
}

// lesson writes one lesson of about so many bytes.
func (w *writer) lesson(size int) string {
	fmt.Fprintf(w, "# %s\n\n", w.title())
	blocks := []func(){
		w.paragraph, w.paragraph, w.paragraph, w.paragraph, w.list, w.tasks, w.table, w.code, w.code,
		w.alert, w.image, w.details, w.definitions, w.quote,
	}
	for w.Len() < size-overshoot {
		fmt.Fprintf(w, "## %s\n\n", w.title())
		for range 4 + w.IntN(4) {
			blocks[w.IntN(len(blocks))]()
		}
		if w.IntN(8) == 0 {
			w.formula()
		}
		w.writeNotes()
	}
	return w.String()
}

// course writes a course of some lessons into a folder.
func (w *writer) course(dir, slug, title string, lessons int) error {
	if err := os.MkdirAll(filepath.Join(dir, slug, "assets"), 0o755); err != nil {
		return err
	}
	head := fmt.Sprintf("---\ntitle: %s\nsummary: %s\nlanguage: it\nhours: %d\naudience: %s\nlevel: base\nlicence: CC-BY-4.0\n"+
		"certificate: true\nskills: [\"digcomp-2.2:%d.%d\"]\nobjectives:\n  - %s\n  - %s\n---\n\n%s\n\n%s\n",
		title, w.sentence(), 1+w.IntN(8), [...]string{"employees", "residents", "all"}[w.IntN(3)], 1+w.IntN(3), 1+w.IntN(3),
		w.words(7), w.words(9), w.sentence(), w.sentence())
	files := map[string]string{"course.md": head, "assets/figura.svg": drawing}
	for i := range lessons {
		files[fmt.Sprintf("%02d-lezione.md", i+1)] = newWriter(w.Uint64()).lesson(5000)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, slug, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><title>Figura</title><path d="M1 1h6v6z"/></svg>`

func (w *writer) words(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = vocabulary[w.IntN(len(vocabulary))]
	}
	return strings.Join(list, " ")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (w *writer) title() string    { return capital(w.words(2 + w.IntN(4))) }
func (w *writer) sentence() string { return capital(w.words(7+w.IntN(9))) + "." }

func (w *writer) paragraph() {
	for range 2 + w.IntN(4) {
		switch w.IntN(9) {
		case 0:
			fmt.Fprintf(w, "%s **%s** %s. ", capital(w.words(4)), w.words(2), w.words(3))
		case 1:
			fmt.Fprintf(w, "%s [%s](https://example.org/%s) %s. ", capital(w.words(3)), w.words(2), w.words(1), w.words(4))
		case 2:
			fmt.Fprintf(w, "%s `%s` %s. ", capital(w.words(3)), w.words(1), w.words(4))
		case 3:
			fmt.Fprintf(w, "%s[^%d] %s. ", capital(w.words(3)), w.note(), w.words(4))
		case 4:
			fmt.Fprintf(w, "%s *%s*: %s, https://example.org/%s. ", capital(w.words(3)), w.words(1), w.words(4), w.words(1))
		default:
			w.WriteString(w.sentence() + " ")
		}
	}
	w.WriteString("\n\n")
}

// note promises a footnote and returns its number within the file.
func (w *writer) note() int {
	number := w.IntN(1_000_000)
	w.notes = append(w.notes, fmt.Sprintf("[^%d]: %s\n", number, w.sentence()))
	return number
}

func (w *writer) writeNotes() {
	if len(w.notes) > 0 {
		w.WriteString(strings.Join(w.notes, "") + "\n")
		w.notes = nil
	}
}
