package courses

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Hit is a place in a course where the words were found.
type Hit struct {
	Course  string // its id
	Lesson  string // its id; empty: the course's own title, summary or introduction
	Slug    string // of the lesson
	Title   string
	Excerpt []Piece
}

// Piece is a stretch of an excerpt; Found marks the words that were searched for.
type Piece struct {
	Text  string
	Found bool
}

const (
	searchWords = 12  // more words than anyone types; the rest is left out
	searchRows  = 120 // rows that are ranked before they are grouped by course
	foundOpen   = "\ue000"
	foundClose  = "\ue001"
)

// The limit is part of the text: a bound one would make SQLite plan the query twice.
var searchQuery = `SELECT f.course, f.lesson, f.title, coalesce(l.slug, '') AS slug, f.excerpt FROM (
		SELECT course, lesson, title, snippet(course_search, 3, char(0xe000), char(0xe001), '…', 18) AS excerpt,
			bm25(course_search, 0, 0, 6, 1) AS place
		FROM course_search WHERE course_search MATCH {:match} ORDER BY place LIMIT ` + strconv.Itoa(searchRows) + `) f
	LEFT JOIN lessons l ON l.id = f.lesson ORDER BY f.place`

// Search returns where the words occur, best first, in courses of any state. All words must occur, each as the
// beginning of a word and whatever its accents; when none has them all, any of them will do.
func Search(app core.App, words string) ([]Hit, error) {
	terms := terms(words)
	if len(terms) == 0 {
		return nil, nil
	}
	hits, err := match(app, strings.Join(terms, " AND "))
	if err == nil && len(hits) == 0 && len(terms) > 1 {
		hits, err = match(app, strings.Join(terms, " OR "))
	}
	return hits, err
}

// terms turns what was typed into FTS5 strings, so that nothing in it is read as an operator.
func terms(words string) []string {
	parts := strings.FieldsFunc(words, func(r rune) bool {
		return r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	var list []string
	for _, part := range parts {
		if len(list) == searchWords {
			break
		}
		if utf8.RuneCountInString(part) > 1 || unicode.IsDigit([]rune(part)[0]) {
			list = append(list, `"`+part+`"*`)
		}
	}
	return list
}

func match(app core.App, expression string) ([]Hit, error) {
	var rows []struct {
		Course  string `db:"course"`
		Lesson  string `db:"lesson"`
		Title   string `db:"title"`
		Slug    string `db:"slug"`
		Excerpt string `db:"excerpt"`
	}
	err := app.DB().NewQuery(searchQuery).Bind(dbx.Params{"match": expression}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("search courses: %w", err)
	}
	hits := make([]Hit, len(rows))
	for i, row := range rows {
		hits[i] = Hit{Course: row.Course, Lesson: row.Lesson, Slug: row.Slug, Title: row.Title, Excerpt: pieces(row.Excerpt)}
	}
	return hits, nil
}

func pieces(excerpt string) []Piece {
	var list []Piece
	for excerpt != "" {
		before, rest, found := strings.Cut(excerpt, foundOpen)
		if before != "" {
			list = append(list, Piece{Text: before})
		}
		if !found {
			break
		}
		word, after, _ := strings.Cut(rest, foundClose)
		list = append(list, Piece{Text: word, Found: true})
		excerpt = after
	}
	return list
}
