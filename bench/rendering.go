package main

import (
	"fmt"
	"runtime"
	"strings"

	"aula/internal/markup"
)

// renderingTime compares what an import does with each text, storage left out, with the bare libraries.
func renderingTime(*lab) ([]figure, error) {
	texts := manuscripts()
	plain := newPlainGoldmark()
	ours := func() (float64, error) {
		return timed(texts, func(text []byte) error {
			d, err := markup.Render(text, markup.Options{Resolve: resolve})
			if err == nil && (d.Title == "" || d.Text == "" || !strings.Contains(d.HTML, "<h2")) {
				err = fmt.Errorf("a document lacks its title, text or headings")
			}
			return err
		})
	}
	baseline := func() (float64, error) {
		return timed(texts, func(text []byte) error {
			html, err := plain.render(text)
			if err == nil && len(html) < len(text)/2 {
				err = fmt.Errorf("a document is too short")
			}
			return err
		})
	}
	for _, side := range []func() (float64, error){ours, baseline} { // both compile their lexers once
		if _, err := side(); err != nil {
			return nil, err
		}
	}
	p, err := inTurn(ours, baseline)
	return ratio("rendering_time", "ms", p), err
}

// resolve answers as an import does where every file is there.
func resolve(r markup.Reference) (string, bool) {
	if strings.HasPrefix(r.Destination, "https://") {
		return r.Destination, true
	}
	return "/courses/corso/files/" + r.Destination, true
}

// timed renders all texts and returns the milliseconds of processor time that it took, collecting garbage
// included: nothing is waited for, and what others do to the machine does not count.
func timed(texts [][]byte, render func([]byte) error) (float64, error) {
	runtime.GC()
	before, err := worked()
	if err != nil {
		return 0, err
	}
	for _, text := range texts {
		if err := render(text); err != nil {
			return 0, err
		}
	}
	after, err := worked()
	return float64((after - before).Microseconds()) / 1000, err
}
