// Package markup turns authors' Markdown into safe HTML.
package markup

import (
	"bytes"
	"errors"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// ErrNotUTF8 says that the source is not UTF-8 text.
var ErrNotUTF8 = errors.New("source is not utf-8")

// Render turns source into a safe document.
func Render(source []byte, o Options) (Document, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	var out bytes.Buffer
	if err := md.Convert(source, &out); err != nil {
		return Document{}, err
	}
	html := bluemonday.UGCPolicy().Sanitize(out.String())
	text := bluemonday.StrictPolicy().Sanitize(html)
	return Document{HTML: html, Text: text, Words: len(strings.Fields(text))}, nil
}
