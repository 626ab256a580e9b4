package markup

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wyatt915/treeblood"
	"golang.org/x/net/html"
)

// mathML turns TeX into a safe <math> element and into words for the text. Problem says what is wrong where it cannot: a
// word of TeX, or "syntax".
func mathML(tex string, display bool) (math, spoken, problem string) {
	tex = strings.TrimSpace(tex)
	switch {
	case len(tex) > mostTeX:
		return "", "", "length"
	case tex == "" || !balanced(tex):
		return "", "", "syntax"
	}
	if name := unknownCommand(tex); name != "" {
		return "", "", name
	}
	// What treeblood writes counts as untrusted: \class{} and \text{} come out unescaped.
	raw, err := treeblood.TexToMML(escapeTeX(nameBrackets(tex)), nil, display, false)
	if err != nil {
		return "", "", "syntax"
	}
	return cleanMath(raw)
}

// escapeTeX gives "<", ">" and "&" in text their names, so that treeblood's output stays well formed, and writes the commands for
// upright words as those that it knows.
func escapeTeX(tex string) string {
	tex = strings.ReplaceAll(tex, `\operatorname`, `\mathrm`)
	return textCommand.ReplaceAllStringFunc(tex, func(command string) string {
		_, text, _ := strings.Cut(command, "{")
		return `\text{` + strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;").Replace(text)
	})
}

var textCommand = regexp.MustCompile(`\\(?:mbox|text(?:rm|it|bf)?)\s*\{[^{}]*\}`)

// balanced tells whether groups and environments close in order, which treeblood partly takes for granted.
func balanced(tex string) bool {
	var open []string // what each must be closed by
	for tex != "" {
		begin, end := "", ""
		part := tex[:1]
		if match := environment.FindStringSubmatch(tex); match != nil {
			part = match[0]
			begin, end = opened(match)
		} else if tex[0] == '{' {
			begin = "}"
		} else if tex[0] == '}' {
			end = "}"
		} else if tex[0] == '\\' && len(tex) > 1 {
			part = tex[:2]
		}
		tex = tex[len(part):]
		if begin != "" {
			open = append(open, begin)
		}
		if end != "" {
			if len(open) == 0 || open[len(open)-1] != end {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}

var environment = regexp.MustCompile(`^\\(?:(begin|end)\s*\{([a-zA-Z]+\*?)\}|(left|right)(?:[^a-zA-Z]|$))`)

// opened tells what a match of environment begins, by what must end it, or what it ends.
func opened(match []string) (begin, end string) {
	switch {
	case match[1] == "begin":
		return match[2], ""
	case match[1] == "end":
		return "", match[2]
	case match[3] == "left":
		return "right", ""
	default:
		return "", "right"
	}
}

// mathElements are those of MathML Core that treeblood writes. None holds HTML.
var mathElements = wordSet(`math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
	mmultiscripts mprescripts none mtable mtr mtd mpadded mphantom mstyle`)

// mathAttributes are those that change how a formula looks, and run or load nothing.
var mathAttributes = wordSet(`accent accentunder columnalign columnspan depth display displaystyle fence form height largeop
	linethickness lspace mathvariant maxsize minsize movablelimits rowalign rowspan rspace scriptlevel separator stretchy
	symmetric voffset width`)

var mathValue = regexp.MustCompile(`^[A-Za-z0-9 .,%+-]{1,40}$`)

// cleanMath writes MathML anew from nothing but known elements, known attributes and escaped text.
func cleanMath(raw string) (math, spoken, problem string) {
	var out strings.Builder
	var say speech
	z := html.NewTokenizer(strings.NewReader(raw))
	for say.problem == "" {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			spoken = say.end()
			return out.String(), spoken, say.problem
		case html.TextToken:
			if say.text(token.Data) {
				out.WriteString(html.EscapeString(token.Data))
			}
		case html.StartTagToken:
			if say.open(token.Data) {
				writeMathTag(&out, token)
			}
		case html.EndTagToken:
			if say.close(token.Data) {
				out.WriteString("</" + mathName(token.Data) + ">")
			}
		default:
			say.problem = "syntax"
		}
	}
	return "", "", say.problem
}

// mathName is an element's name in MathML Core, where an empty row serves as "none".
func mathName(name string) string {
	if name == "none" {
		return "mrow"
	}
	return name
}

func writeMathTag(out *strings.Builder, token html.Token) {
	slices.SortFunc(token.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
	out.WriteString("<" + mathName(token.Data))
	for _, a := range token.Attr {
		if mathAttributes[a.Key] && mathValue.MatchString(a.Val) {
			out.WriteString(" " + a.Key + `="` + a.Val + `"`)
		}
	}
	out.WriteString(">")
}
