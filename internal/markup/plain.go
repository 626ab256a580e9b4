package markup

import (
	"bytes"

	"github.com/yuin/goldmark/util"
)

// plain collects the text of a document as it is walked: a line a block, an empty line where paragraphs end.
type plain struct {
	text    []byte
	pending int  // line ends owed before the next word
	space   bool // white space owed before the next word
	cell    bool // a tabulator owed instead
}

// end ends a line; the next text begins so many line ends further down.
func (t *plain) end(lines int) { t.pending = max(t.pending, lines) }

// add appends a run of text whose white space runs count as one space. No text holds other controls; see clean.
func (t *plain) add(text []byte) {
	for at := 0; at < len(text); {
		if text[at] <= ' ' {
			t.space = true
			at++
			continue
		}
		stop := at + 1
		for stop < len(text) && (text[stop] > ' ' || text[stop] == ' ' && stop+1 < len(text) && text[stop+1] > ' ') {
			stop++
		}
		t.settle()
		t.text = append(t.text, text[at:stop]...)
		at = stop
	}
}

// verbatim appends text as it is.
func (t *plain) verbatim(text []byte) {
	t.settle()
	t.text = append(t.text, text...)
}

// tab ends a cell of a row; the next one begins behind a tabulator.
func (t *plain) tab() { t.cell = t.cell || t.pending == 0 }

func (t *plain) settle() {
	if len(t.text) > 0 {
		switch {
		case t.pending > 0:
			t.text = append(t.text, "\n\n"[:min(t.pending, 2)]...)
		case t.cell:
			t.text = append(t.text, '\t')
		case t.space:
			t.text = append(t.text, ' ')
		}
	}
	t.pending, t.space, t.cell = 0, false, false
}

// mark is a place to take text from.
func (t *plain) mark() int { return len(t.text) }

// since returns what was added after a mark, without the white space around it.
func (t *plain) since(mark int) string { return string(bytes.TrimSpace(t.text[mark:])) }

// forget takes back what was added after a mark.
func (t *plain) forget(mark int) { t.text = t.text[:mark] }

// decode resolves Markdown's escapes and HTML's character references.
func decode(text []byte) []byte {
	if bytes.IndexByte(text, '&') < 0 && bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	return util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(text)))
}
