package pages

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"aula/quizzes"
)

// blanks is a text cut where its blanks are.
type blanks struct {
	Pieces []blankPiece
	Lost   []blank // whose place in the text cannot hold a field: they stand below it
}

// blankPiece is a stretch of the text's HTML, and the blank behind it where there is one.
type blankPiece struct {
	HTML  string // as the renderer made it; by itself it may open what a later piece closes
	Blank *blank
}

// blank is one gap with its number.
type blank struct {
	quizzes.Gap
	Number int
}

// noField are the elements that cannot hold a field.
var noField = []string{"a", "button", "summary", "label", "math", "svg", "select", "textarea", "option"}

// splitBlanks cuts a question's text at its gaps. A mark within a tag, such as in a picture's description, is no place for a field.
func splitBlanks(b quizzes.Body) blanks {
	var out blanks
	text, left := &strings.Builder{}, numbered(b.Gaps)
	closed := 0 // how deep in elements that hold no field
	for z := html.NewTokenizer(strings.NewReader(b.Under())); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			if z.Err() == io.EOF {
				break
			}
			return blanks{Pieces: []blankPiece{{HTML: b.Under()}}, Lost: numbered(b.Gaps)}
		}
		raw := string(z.Raw())
		if kind == html.StartTagToken || kind == html.EndTagToken {
			if name, _ := z.TagName(); slices.Contains(noField, string(name)) {
				closed += map[html.TokenType]int{html.StartTagToken: 1, html.EndTagToken: -1}[kind]
			}
		}
		for kind == html.TextToken && closed == 0 {
			at, first := -1, -1
			for i, g := range left {
				if k := strings.Index(raw, g.Mark()); k >= 0 && (first < 0 || k < first) {
					at, first = i, k
				}
			}
			if at < 0 {
				break
			}
			g := left[at]
			text.WriteString(raw[:first])
			out.Pieces = append(out.Pieces, blankPiece{text.String(), &g})
			text.Reset()
			raw, left = raw[first+len(g.Mark()):], slices.Delete(left, at, at+1)
		}
		text.WriteString(raw)
	}
	if text.Len() > 0 {
		out.Pieces = append(out.Pieces, blankPiece{HTML: text.String()})
	}
	out.Lost = left
	return out
}

func numbered(gaps []quizzes.Gap) []blank {
	list := make([]blank, len(gaps))
	for i, g := range gaps {
		list[i] = blank{g, i + 1}
	}
	return list
}
