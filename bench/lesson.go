package main

import (
	"errors"
)

const (
	connections = 8
	warmUp      = 400
	asked       = 3000 // requests of one turn
)

// sides are our server and PocketBase's, each on its data folder.
type sides struct {
	academy *academy
	plain   *plainPocketBase
	ours    *server
	theirs  *server
}

func (l *lab) openSides() (*sides, error) {
	a, err := l.academy()
	if err != nil {
		return nil, err
	}
	p, err := l.plain()
	if err != nil {
		return nil, err
	}
	s := &sides{academy: a, plain: p}
	if s.ours, err = l.serveAula(a.dir); err != nil {
		return nil, err
	}
	if s.theirs, err = l.serveStock(p.dir); err != nil {
		return nil, errors.Join(err, s.ours.stop())
	}
	return s, nil
}

func (s *sides) close() error { return errors.Join(s.ours.stop(), s.theirs.stop()) }

// compare measures what an answer costs each server, by turns.
func (s *sides) compare(ours, theirs request) (pairs, error) {
	l := newLoad(connections)
	for _, r := range []request{ours, theirs} {
		if err := l.run(r, warmUp); err != nil {
			return pairs{}, err
		}
	}
	return inTurn(
		func() (float64, error) { return l.processorTimePer(s.ours, ours, asked) },
		func() (float64, error) { return l.processorTimePer(s.theirs, theirs, asked) },
	)
}

// lessonCPU compares the lesson page for a signed-in learner with PocketBase's own view of a record that
// holds the same HTML in one field, both uncompressed.
func lessonCPU(l *lab) (figures []figure, err error) {
	s, err := l.openSides()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	page := request{url: s.ours.url + s.academy.lesson.path, token: s.academy.token, wanted: []string{s.academy.lesson.html, learnerName}}
	record := request{url: s.theirs.url + s.plain.page, token: s.plain.token, wanted: []string{`"html":"`, escaped(s.academy.lesson.html)}}
	p, err := s.compare(page, record)
	if err != nil {
		return nil, err
	}
	besides, err := s.besides(page)
	return append(ratio("lesson_cpu", "us", p), besides...), err
}

// besides is what a browser's cookie costs instead of a script's token, what gzip adds, and how large the page is
// with and without.
func (s *sides) besides(page request) ([]figure, error) {
	l := newLoad(connections)
	browsers, packed := page, page
	browsers.token, browsers.cookie = "", s.academy.cookie
	packed.encoding = "gzip"
	var took [3][]float64
	for range rounds {
		for i, r := range []request{page, browsers, packed} {
			each, err := l.processorTimePer(s.ours, r, asked/3)
			if err != nil {
				return nil, err
			}
			took[i] = append(took[i], each)
		}
	}
	whole, err := l.ask(page)
	if err != nil {
		return nil, err
	}
	small, err := l.ask(packed)
	return []figure{
		{name: "lesson_cpu_with_cookie", value: median(took[1]), unit: "us"},
		{name: "lesson_cpu_gzip_adds", value: median(took[2]) - median(took[0]), unit: "us"},
		{name: "lesson_bytes", value: float64(len(whole)), unit: "B"},
		{name: "lesson_bytes_gzip", value: float64(len(small)), unit: "B"},
	}, err
}

// catalogueCPU compares the catalogue of 20 courses with PocketBase's list of 20 records that hold what the
// catalogue shows of a course, in its default form (which counts them all).
func catalogueCPU(l *lab) (figures []figure, err error) {
	s, err := l.openSides()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	page := request{url: s.ours.url + "/courses", token: s.academy.token, wanted: []string{"/courses/" + shippedCourse, "/courses/corso-19", learnerName}}
	list := request{url: s.theirs.url + s.plain.list, token: s.plain.token, wanted: []string{`"totalItems":20`, shippedCourse, "corso-19"}}
	p, err := s.compare(page, list)
	return ratio("catalogue_cpu", "us", p), err
}
