package markup

import (
	"bytes"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/util"
)

// Code is coloured by a class a token. There are few, so that the style sheet is short and every pair of colours can be
// checked for contrast:
//
//	chroma-k keyword, tag     chroma-c comment             chroma-gi inserted line
//	chroma-t type, built-in   chroma-s text                chroma-gd deleted line
//	chroma-f function         chroma-m number, constant    chroma-gh heading of a patch
//	chroma-a attribute        chroma-v variable            chroma-gp prompt
func class(t chroma.TokenType) string {
	switch t {
	case chroma.KeywordType, chroma.NameBuiltin, chroma.NameBuiltinPseudo, chroma.NameClass, chroma.NameException, chroma.NameNamespace:
		return "chroma-t"
	case chroma.KeywordConstant, chroma.NameConstant, chroma.LiteralDate:
		return "chroma-m"
	case chroma.NameTag, chroma.NameKeyword, chroma.OperatorWord, chroma.OperatorReserved:
		return "chroma-k"
	case chroma.NameAttribute, chroma.NameProperty, chroma.NameLabel, chroma.NameEntity:
		return "chroma-a"
	case chroma.NameDecorator:
		return "chroma-f"
	case chroma.GenericInserted:
		return "chroma-gi"
	case chroma.GenericDeleted:
		return "chroma-gd"
	case chroma.GenericHeading, chroma.GenericSubheading:
		return "chroma-gh"
	case chroma.GenericPrompt:
		return "chroma-gp"
	}
	switch t.SubCategory() {
	case chroma.NameFunction:
		return "chroma-f"
	case chroma.NameVariable:
		return "chroma-v"
	case chroma.LiteralString:
		return "chroma-s"
	case chroma.LiteralNumber:
		return "chroma-m"
	}
	switch t.Category() {
	case chroma.Keyword:
		return "chroma-k"
	case chroma.Comment:
		return "chroma-c"
	default:
		return ""
	}
}

// plainLanguages need no colouring, and cost nothing.
var plainLanguages = wordSet("text txt plain plaintext plain_text none nohighlight output fallback")

// lexerFor returns the lexer of a language or nil. Only names count: matching names of files against those of 300 languages
// takes five milliseconds.
func lexerFor(name string) chroma.Lexer {
	if name == "" || plainLanguages[name] || !knownLanguages()[name] {
		return nil
	}
	return lexers.Get(name)
}

const (
	mostColoured = 50_000 // bytes of one block; longer ones stay plain
	// colouringTime bounds the lexers that take exponential time over text made for it. It is a hundred times what the longest
	// block takes, so that a busy machine does not take a block's colours away.
	colouringTime = 10 * time.Second
)

// colour writes code with a class for each token. It returns false, having written nothing, where the code cannot be coloured.
func colour(w util.BufWriter, lexer chroma.Lexer, code []byte) (done bool) {
	if len(code) > mostColoured {
		return false
	}
	var out bytes.Buffer
	out.Grow(3 * len(code))
	if !tokens(&out, lexer, string(code)) {
		return false
	}
	_, _ = w.Write(out.Bytes())
	return true
}

// tokens writes the tokens of code, runs of the same class as one.
func tokens(out *bytes.Buffer, lexer chroma.Lexer, code string) (done bool) {
	// Lexers panic where their own tables are wrong, which must cost the colours only.
	defer func() { done = recover() == nil && done }()
	next, err := lexer.Tokenise(nil, code)
	if err != nil {
		return false
	}
	deadline := time.Now().Add(colouringTime)
	current, length := "", 0
	for token := next(); token != chroma.EOF; token = next() {
		if token.Value == "" {
			continue
		}
		if name := class(token.Type); name != current {
			closeToken(out, current)
			if name != "" {
				out.WriteString(`<span class="` + name + `">`)
			}
			current = name
		}
		escapeBuffer(out, token.Value)
		if length += len(token.Value); time.Now().After(deadline) {
			return false
		}
	}
	closeToken(out, current)
	return length >= len(code)
}

func closeToken(out *bytes.Buffer, class string) {
	if class != "" {
		out.WriteString("</span>")
	}
}

func escapeBuffer(out *bytes.Buffer, text string) {
	start := 0
	for i := range len(text) {
		if escaped := util.EscapeHTMLByte(text[i]); escaped != nil {
			out.WriteString(text[start:i])
			out.Write(escaped)
			start = i + 1
		}
	}
	out.WriteString(text[start:])
}

// knownLanguages are the names that lexers go by, in lower case.
var knownLanguages = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for _, name := range lexers.Names(true) {
		known[strings.ToLower(name)] = true
	}
	for _, lexer := range lexers.GlobalLexerRegistry.Lexers { // "rs", "yml": the ends of their files' names
		for _, file := range lexer.Config().Filenames {
			if end, ok := strings.CutPrefix(file, "*."); ok && !strings.ContainsAny(end, "*?[") {
				known[strings.ToLower(end)] = true
			}
		}
	}
	return known
})
